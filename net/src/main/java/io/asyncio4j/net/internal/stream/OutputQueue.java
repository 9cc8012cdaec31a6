package io.asyncio4j.net.internal.stream;

import io.asyncio4j.net.spi.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that a stream was given and the transport has not taken. Small pieces are joined, so that what was written in
 * one turn goes out in one call and few buffers.
 *
 * <p>Where there is no memory for what it is asked, it throws and nothing has happened. The same holds for {@code add} where
 * there is no stack; who calls anything else sees to that before.
 */
/*
 * So each add ends with fields that are set, and calls nothing any more. What it may leave when it fails is a last piece
 * without bytes.
 */
final class OutputQueue {

    private static final int SMALL = 4096;

    // fixed
    private final @Nullable LoopBuffers buffers;

    // loop-confined; a list, for an ArrayDeque that cannot grow has lost all that it held
    private final ArrayList<ByteBuffer> pieces = new ArrayList<>(2);
    // the last piece, as long as it has room, and where its bytes end: its limit may be beyond, left by one that has failed
    private @Nullable ByteBuffer open;
    private int openEnd;
    // the last piece, if its bytes belong to somebody else
    private @Nullable ByteBuffer lent;
    // the first piece, if its memory is the loop's, which this queue then has to itself until it is empty
    private @Nullable ByteBuffer borrowed;
    private long size;

    /** @param buffers null to use no memory but its own, as what may stay for long must */
    OutputQueue(@Nullable LoopBuffers buffers) {
        this.buffers = buffers;
    }

    long size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Appends a copy of bytes. */
    void add(byte[] bytes, int offset, int length) {
        if (length > 0) {
            ByteBuffer piece = pieceFor(length);
            int end = openEnd + length;
            piece.limit(end).put(openEnd, bytes, offset, length);
            openEnd = end;
            open = piece == borrowed || end < SMALL ? piece : null;
            size += length;
        }
    }

    /** Appends a copy of what {@code from} has left, and moves its position to its end. */
    void add(ByteBuffer from) {
        int length = from.remaining();
        if (length > 0) {
            ByteBuffer piece = pieceFor(length);
            int end = openEnd + length;
            piece.limit(end).put(openEnd, from, from.position(), length);
            from.position(from.limit());
            openEnd = end;
            open = piece == borrowed || end < SMALL ? piece : null;
            size += length;
        }
    }

    /** {@return the open piece, which has room for so much more} */
    // Mostly all that is written is sent at once, and then the loop's memory does: nothing is made, and nothing copied on the
    // way to the system. Else the first is as large as what it holds, for mostly there is no other. The next one takes that
    // over as long as both together are small: to send one buffer costs the system and us less than to send two.
    private ByteBuffer pieceFor(int length) {
        ByteBuffer last = open;
        if (last != null && last.capacity() - openEnd >= length) {
            return last;
        }
        if (pieces.isEmpty() && buffers != null) {
            ByteBuffer free = buffers.free(length);
            if (free != null) {
                pieces.add(free);
                buffers.lent = true;
                borrowed = free;
                open = free;
                openEnd = 0;
                return free;
            }
        }
        int before = last == null ? 0 : openEnd - last.position();
        if (last != null && before + length <= SMALL) {
            int capacity = Math.min(SMALL, Math.max(before + length, 2 * last.capacity()));
            ByteBuffer larger = ByteBuffer.allocate(capacity).put(0, last, last.position(), before);
            pieces.set(pieces.size() - 1, larger);
            open = larger;
            openEnd = before;
            return larger;
        }
        ByteBuffer piece = ByteBuffer.allocate(last == null ? length : Math.max(length, SMALL));
        closeOpen();
        pieces.add(piece);
        open = piece;
        openEnd = 0;
        return piece;
    }

    private void closeOpen() {
        if (open != null) {
            open.limit(openEnd);
            open = null;
        }
    }

    /** Appends bytes without a copy, until {@link #keepLent}. */
    void lend(byte[] bytes, int offset, int length) {
        ByteBuffer piece = ByteBuffer.wrap(bytes, offset, length);
        closeOpen();
        pieces.add(piece);
        lent = piece;
        size += length;
    }

    /** {@return how many of the bytes that were lent are left} */
    int lentLeft() {
        return lent == null ? 0 : lent.remaining();
    }

    /**
     * Makes a copy of what is left of the bytes that were lent, which are not ours any more. If there is no memory for that, it
     * drops them and throws.
     */
    void keepLent() {
        ByteBuffer last = lent;
        lent = null;
        int end = pieces.size() - 1;
        if (last != null && last.hasRemaining() && end >= 0 && pieces.get(end) == last) {
            int left = last.remaining();
            try {
                pieces.set(end, ByteBuffer.allocate(left).put(last).flip());
            } catch (OutOfMemoryError e) {
                pieces.remove(end);
                size -= left;
                throw e;
            }
        }
    }

    /** Lets {@code transport} take what it can at once. */
    void writeTo(Transport transport, @Nullable ByteBuffer[] batch) throws IOException {
        if (size == 0) {
            clear();
            return;
        }
        if (open != null) {
            open.limit(openEnd);
        }
        while (size > 0) {
            int count = Math.min(pieces.size(), batch.length);
            for (int i = 0; i < count; i++) {
                batch[i] = pieces.get(i);
            }
            long written;
            try {
                written = write(transport, batch, count);
            } finally {
                Arrays.fill(batch, 0, count, null);
            }
            size -= written;
            dropSent();
            if (pieces.isEmpty()) {
                giveBack();
            } else if (written == 0) {
                keepBorrowed();
                return;
            }
        }
    }

    private void dropSent() {
        int sent = 0;
        while (sent < pieces.size() && !pieces.get(sent).hasRemaining()) {
            if (pieces.get(sent) == open) {
                open = null;
            }
            sent++;
        }
        if (sent == pieces.size()) {
            pieces.clear();
        } else if (sent > 0) {
            pieces.subList(0, sent).clear();
        }
    }

    // What stays in the queue must not be in the way of others.
    private void keepBorrowed() {
        ByteBuffer first = borrowed;
        if (first != null && pieces.getFirst() == first) {
            ByteBuffer own;
            try {
                own = ByteBuffer.allocate(first.remaining());
            } catch (OutOfMemoryError e) {
                return; // it stays until the next try, or until it is sent, and others do without
            }
            own.put(first).flip();
            pieces.set(0, own);
            if (open == first) {
                open = own;
                openEnd = own.limit();
            }
        }
        giveBack();
    }

    private void giveBack() {
        if (borrowed != null && buffers != null) {
            borrowed = null;
            buffers.lent = false;
        }
    }

    @SuppressWarnings("NullAway") // the first `count` are there
    private static long write(Transport transport, @Nullable ByteBuffer[] batch, int count)
            throws IOException {
        return transport.write(batch, 0, count);
    }

    void clear() {
        pieces.clear();
        giveBack();
        open = null;
        size = 0;
    }
}
