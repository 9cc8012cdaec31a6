package io.asyncio4j.offload.internal.wire;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A connected socket as a way for frames, in both directions at the same time. Any thread may send, one receives; a
 * thread that is interrupted meanwhile closes the channel, so that none should be.
 *
 * <p>On the wire, a frame is a mark, its kind, its id, the length of its payload, and that.
 */
public final class FrameChannel implements Closeable {

    private static final int MARK = 0x61346f66; // "a4of"
    private static final int HEADER = Integer.BYTES + 1 + Long.BYTES + Integer.BYTES;
    // what goes through the socket in one go; the JDK would copy larger pieces into memory that it keeps
    private static final int PIECE = 64 * 1024;

    private final SocketChannel socket;
    private final Object sending = new Object();
    // guarded by sending
    private final ByteBuffer out = ByteBuffer.allocateDirect(PIECE);
    // of the thread that receives; what has come and was not taken yet
    private final ByteBuffer in = ByteBuffer.allocateDirect(PIECE).limit(0);

    public FrameChannel(SocketChannel socket) {
        this.socket = socket;
    }

    /** Sends {@code frame} whole, and waits as long as the other side does not take it. */
    public void send(Frame frame) throws IOException {
        byte[] payload = frame.payload();
        synchronized (sending) {
            out.clear();
            out.putInt(MARK).put(frame.kind().code).putLong(frame.id()).putInt(payload.length);
            int done = 0;
            do {
                int piece = Math.min(out.remaining(), payload.length - done);
                out.put(payload, done, piece);
                done += piece;
                out.flip();
                while (out.hasRemaining()) {
                    socket.write(out);
                }
                out.clear();
            } while (done < payload.length);
        }
    }

    /**
     * {@return the next frame}, or null if the other side has closed the channel, between two frames.
     *
     * @throws EOFException if it has closed it within a frame
     */
    public @Nullable Frame receive() throws IOException {
        if (!fill(HEADER)) {
            if (in.hasRemaining()) {
                throw new EOFException("the other process has ended within a message");
            }
            return null;
        }
        int mark = in.getInt();
        byte code = in.get();
        Frame.Kind kind = Frame.Kind.of(code);
        long id = in.getLong();
        int length = in.getInt();
        if (mark != MARK || kind == null || length < 0) {
            throw new StreamCorruptedException(
                    "this is not a message: mark " + Integer.toHexString(mark) + ", kind "
                            + code + ", length " + length);
        }
        byte[] payload = new byte[length];
        for (int done = 0; done < length;) {
            if (!in.hasRemaining() && !fill(1)) {
                throw new EOFException("the other process has ended within a message");
            }
            int piece = Math.min(in.remaining(), length - done);
            in.get(payload, done, piece);
            done += piece;
        }
        return new Frame(kind, id, payload);
    }

    /** Waits until {@code bytes} bytes are there; says false if there will not be so many. */
    private boolean fill(int bytes) throws IOException {
        while (in.remaining() < bytes) {
            in.compact();
            int read;
            try {
                read = socket.read(in);
            } finally {
                in.flip();
            }
            if (read < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
