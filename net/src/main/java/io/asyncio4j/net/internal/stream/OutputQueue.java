package io.asyncio4j.net.internal.stream;

import io.asyncio4j.net.spi.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that a stream was given and the transport has not taken. Small pieces are joined, so that what was written in
 * one turn goes out in one call and few buffers.
 */
final class OutputQueue {

    private static final int SMALL = 4096;

    // fixed
    private final @Nullable LoopBuffers buffers;

    // loop-confined
    private final ArrayDeque<ByteBuffer> pieces = new ArrayDeque<>(2);
    // the last piece, as long as it has room; its limit is where its bytes end
    private @Nullable ByteBuffer open;
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
        if (length == 0) {
            return;
        }
        ByteBuffer piece = open;
        if (piece == null || piece.capacity() - piece.limit() < length) {
            piece = pieceFor(piece, length);
        }
        int end = piece.limit();
        piece.limit(end + length).put(end, bytes, offset, length);
        open = piece == borrowed || end + length < SMALL ? piece : null;
        size += length;
    }

    // Mostly all that is written is sent at once, and then the loop's memory does: nothing is made, and nothing copied on the
    // way to the system. Else the first is as large as what it holds, for mostly there is no other. The next one takes that
    // over as long as both together are small: to send one buffer costs the system and us less than to send two.
    private ByteBuffer pieceFor(@Nullable ByteBuffer last, int length) {
        int before = last == null ? 0 : last.remaining();
        ByteBuffer piece;
        if (pieces.isEmpty() && buffers != null && (borrowed = buffers.lend(length)) != null) {
            piece = borrowed;
        } else if (last == null) {
            piece = ByteBuffer.allocate(length).limit(0);
        } else if (before + length <= SMALL) {
            int capacity = Math.min(SMALL, Math.max(before + length, 2 * last.capacity()));
            piece = ByteBuffer.allocate(capacity).put(last).flip();
            pieces.removeLast();
        } else {
            piece = ByteBuffer.allocate(Math.max(length, SMALL)).limit(0);
        }
        pieces.add(piece);
        return piece;
    }

    /** Appends a copy of what {@code from} has left, and moves its position to its end. */
    void add(ByteBuffer from) {
        var copy = new byte[from.remaining()];
        from.get(copy);
        add(copy, 0, copy.length);
    }

    /** Appends bytes without a copy, until {@link #keepLent}. */
    void lend(byte[] bytes, int offset, int length) {
        lent = ByteBuffer.wrap(bytes, offset, length);
        pieces.add(lent);
        open = null;
        size += length;
    }

    /** Makes a copy of what is left of the bytes that were lent, which are not ours any more. */
    void keepLent() {
        ByteBuffer last = lent;
        lent = null;
        if (last != null && last.hasRemaining() && pieces.peekLast() == last) {
            pieces.removeLast();
            pieces.add(ByteBuffer.allocate(last.remaining()).put(last).flip());
        }
    }

    /** Lets {@code transport} take what it can at once. */
    void writeTo(Transport transport, @Nullable ByteBuffer[] batch) throws IOException {
        while (size > 0) {
            int count = 0;
            for (ByteBuffer piece : pieces) {
                if (count == batch.length) {
                    break;
                }
                batch[count++] = piece;
            }
            long written;
            try {
                written = write(transport, batch, count);
            } finally {
                Arrays.fill(batch, 0, count, null);
            }
            size -= written;
            while (!pieces.isEmpty() && !pieces.element().hasRemaining()) {
                if (pieces.remove() == open) {
                    open = null;
                }
            }
            if (pieces.isEmpty()) {
                giveBack();
            } else if (written == 0) {
                keepBorrowed();
                return;
            }
        }
    }

    // What stays in the queue must not be in the way of others.
    private void keepBorrowed() {
        ByteBuffer first = borrowed;
        if (first != null && pieces.peek() == first) {
            ByteBuffer own;
            try {
                own = ByteBuffer.allocate(first.remaining());
            } catch (OutOfMemoryError e) {
                return; // it stays, and others do without
            }
            own.put(first).flip();
            pieces.remove();
            pieces.addFirst(own);
            open = open == first ? own : open;
        }
        giveBack();
    }

    private void giveBack() {
        if (borrowed != null && buffers != null) {
            borrowed = null;
            buffers.giveBack();
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
