package io.asyncio4j.net.internal.stream;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends a file over a connection that nobody else writes to meanwhile. */
public final class FileSender {

    private static final int BLOCK = 256 * 1024;

    private final StreamLink link;
    private final FileChannel file;
    private final long offset;
    private final long end;

    // loop-confined: behind what was sent, or is kept by the connection to be sent
    private long position;

    public FileSender(StreamLink link, FileChannel file, long offset, @Nullable Long count) {
        check(offset, count);
        this.link = link;
        this.file = file;
        this.offset = offset;
        this.position = offset;
        this.end = end(offset, count);
    }

    /** Throws unless there may be such a part of a file. */
    public static void check(long offset, @Nullable Long count) {
        if (offset < 0) {
            throw new IllegalArgumentException("offset must be a non-negative integer (got " + offset + ")");
        }
        if (count != null && count <= 0) {
            throw new IllegalArgumentException("count must be a positive integer (got " + count + ")");
        }
    }

    /** {@return where such a part of a file ends, if that is long enough} */
    public static long end(long offset, @Nullable Long count) {
        return count == null || count > Long.MAX_VALUE - offset ? Long.MAX_VALUE : offset + count;
    }

    /** {@return how many bytes were sent} */
    long send() throws IOException {
        try {
            while (true) {
                long left = Math.min(end, file.size()) - position;
                if (left <= 0) {
                    return position - offset;
                }
                sendSome(left);
            }
        } finally {
            file.position(position);
        }
    }

    private void sendSome(long left) throws IOException {
        link.ensureOpen();
        long sent = link.transport().writeFrom(file, position, left);
        if (sent > 0) {
            position += sent;
        } else if (sent == 0) {
            Waits.await(link.transport().writable());
        } else {
            byte[] block = readElsewhere((int) Math.min(BLOCK, left));
            link.ensureOpen();
            link.output.addOfFile(block);
            position += block.length; // it goes out, even if this is cancelled now
            link.output.drainFile();
        }
    }

    /*
     * An interrupt would close the file, which is not ours. So the read is not cancelled with whoever sends, but waited for;
     * nobody touches the file afterwards.
     */
    private byte[] readElsewhere(int length) throws IOException {
        long from = position;
        Future<byte[]> reading = link.loop.runInExecutor(null, () -> read(from, length));
        CancelledError cancelled = null;
        while (!reading.done()) {
            try {
                Asyncio.wait(List.of(reading));
            } catch (CancelledError e) {
                cancelled = e;
            }
        }
        if (cancelled != null) {
            reading.exception(); // it does not matter any more
            throw cancelled;
        }
        return reading.await(IOException.class);
    }

    private byte[] read(long from, int length) throws IOException {
        var block = ByteBuffer.allocate(length);
        int count = file.read(block, from);
        var bytes = new byte[Math.max(0, count)];
        block.flip().get(bytes);
        return bytes;
    }
}
