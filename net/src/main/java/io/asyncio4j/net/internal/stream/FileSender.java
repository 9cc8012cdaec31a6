package io.asyncio4j.net.internal.stream;

import io.asyncio4j.Asyncio;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** Sends a file over a connection that nobody else writes to meanwhile. */
public final class FileSender {

    private static final int BLOCK = 256 * 1024;

    private final StreamLink link;
    private final FileChannel file;
    private final long offset;
    private final long end;

    public FileSender(StreamLink link, FileChannel file, long offset, @Nullable Long count) {
        check(offset, count);
        this.link = link;
        this.file = file;
        this.offset = offset;
        this.end = count == null ? Long.MAX_VALUE : offset + count;
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

    /** {@return how many bytes were sent} */
    long send() throws IOException {
        long position = offset;
        try {
            while (true) {
                long left = Math.min(end, file.size()) - position;
                if (left <= 0) {
                    return position - offset;
                }
                position += sendSome(position, left);
            }
        } finally {
            file.position(position);
        }
    }

    private long sendSome(long position, long left) throws IOException {
        if (link.isClosing()) {
            link.drain(); // says what has ended the connection
        }
        long sent = link.transport().writeFrom(file, position, left);
        if (sent == 0) {
            link.transport().writable().await(IOException.class);
        } else if (sent < 0) {
            byte[] block = Asyncio.toThread(() -> read(position, (int) Math.min(BLOCK, left)));
            link.sendAll(block);
            return block.length;
        }
        return sent;
    }

    private byte[] read(long position, int length) throws IOException {
        var block = ByteBuffer.allocate(length);
        int count = file.read(block, position);
        var bytes = new byte[Math.max(0, count)];
        block.flip().get(bytes);
        return bytes;
    }
}
