package io.asyncio4j.net.internal.pipe;

import io.asyncio4j.Future;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a stream that blocks. The thread takes one chunk after another and waits until the loop has read it; so it is
 * at most two chunks ahead.
 */
public final class PipeInput extends PipeEnd {

    private static final int CHUNK = 64 * 1024;

    private final InputStream source;

    // guarded by this
    private @Nullable ByteBuffer full;
    private boolean ended;
    // by System.nanoTime, while there is a chunk more than the loop has room for
    private @Nullable Long heldUpSince;

    /** Begins to read. */
    public PipeInput(InputStream source, String name) {
        super(source, name);
        this.source = source;
        startPump();
    }

    @Override
    void moveAll() throws IOException, InterruptedException {
        byte[][] chunks = {new byte[CHUNK], new byte[CHUNK]};
        boolean more = true;
        for (int next = 0; more; next = 1 - next) {
            int count = source.read(chunks[next]);
            more = count >= 0 && offer(ByteBuffer.wrap(chunks[next], 0, count));
        }
        synchronized (this) {
            ended = true;
            wake();
        }
    }

    private synchronized boolean offer(ByteBuffer chunk) throws InterruptedException {
        while (full != null && !closed) {
            if (heldUpSince == null) {
                heldUpSince = System.nanoTime();
            }
            wait();
        }
        heldUpSince = null;
        full = chunk;
        wake();
        return !closed;
    }

    @Override
    synchronized void failed(IOException e) {
        ended = true;
        if (!closed && !"Stream closed".equals(e.getMessage())) {
            failure = e;
        }
        wake();
    }

    /** {@return since when whoever writes has had to wait, by {@code System.nanoTime}, or null if it has not} */
    public synchronized @Nullable Long heldUpSince() {
        return closed ? null : heldUpSince;
    }

    @Override
    public synchronized int read(ByteBuffer into) throws IOException {
        ByteBuffer chunk = full;
        if (chunk == null) {
            throwFailure();
            return ended ? -1 : 0;
        }
        int count = Math.min(chunk.remaining(), into.remaining());
        into.put(into.position(), chunk, chunk.position(), count).position(into.position() + count);
        chunk.position(chunk.position() + count);
        if (!chunk.hasRemaining()) {
            full = null;
            notifyAll();
        }
        return count;
    }

    @Override
    public Future<@Nullable Void> readable() {
        return whenReady();
    }

    @Override
    boolean isReady() {
        return full != null || ended || closed;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        throw new IOException(this + " can only be read");
    }

    @Override
    public Future<@Nullable Void> writable() {
        throw new UnsupportedOperationException(this + " can only be read");
    }

    /** There is no output: with the end of the input, all is over. */
    @Override
    public boolean canShutdownOutput() {
        return false;
    }

    @Override
    public void shutdownOutput() {
        throw new UnsupportedOperationException(this + " can only be read");
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            ended = true;
            full = null;
            notifyAll();
            wake();
        }
        closeStream();
    }
}
