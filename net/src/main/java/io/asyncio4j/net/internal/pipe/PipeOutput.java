package io.asyncio4j.net.internal.pipe;

import io.asyncio4j.Future;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Writes to a stream that blocks: the thread, started with the first byte, writes what the loop has handed over. */
public final class PipeOutput extends PipeEnd {

    private static final int CAPACITY = 64 * 1024;

    private final OutputStream sink;

    // guarded by this: filled by the loop, emptied by the thread
    private final ByteBuffer pending = ByteBuffer.allocate(CAPACITY);
    private boolean pumping;
    private boolean writing;

    public PipeOutput(OutputStream sink, String name) {
        super(sink, name);
        this.sink = sink;
    }

    @Override
    void moveAll() throws IOException, InterruptedException {
        var chunk = new byte[CAPACITY];
        for (int count = take(chunk); count > 0; count = take(chunk)) {
            sink.write(chunk, 0, count);
            sink.flush();
        }
    }

    /** {@return how many bytes are to be written; 0 when there will be none any more} */
    private synchronized int take(byte[] chunk) throws InterruptedException {
        writing = false;
        if (pending.position() == 0) {
            wake();
        }
        while (pending.position() == 0 && !closed) {
            wait();
        }
        int count = pending.position();
        pending.get(0, chunk, 0, count).clear();
        writing = count > 0;
        return closed && failure != null ? 0 : count;
    }

    // The JDK's own words depend on who was faster, the child's end or the write.
    @Override
    synchronized void failed(IOException e) {
        failure = new IOException("Broken pipe: nobody reads " + this + " any more", e);
        writing = false;
        wake();
    }

    @Override
    public synchronized long write(ByteBuffer[] from, int offset, int length) throws IOException {
        throwFailure();
        long written = 0;
        for (int i = offset; i < offset + length; i++) {
            ByteBuffer piece = from[i];
            int count = Math.min(piece.remaining(), pending.remaining());
            pending.put(piece.slice(piece.position(), count));
            piece.position(piece.position() + count);
            written += count;
        }
        if (written > 0) {
            if (!pumping) {
                pumping = true;
                startPump();
            }
            notifyAll();
        }
        return written;
    }

    @Override
    public synchronized boolean flush() throws IOException {
        throwFailure();
        return pending.position() == 0 && !writing;
    }

    @Override
    public Future<@Nullable Void> writable() {
        return whenReady();
    }

    @Override
    boolean isReady() {
        return pending.position() == 0 && !writing || failure != null || closed;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        throw new IOException(this + " can only be written");
    }

    @Override
    public Future<@Nullable Void> readable() {
        throw new UnsupportedOperationException(this + " can only be written");
    }

    /** Everything was written: closes the pipe. */
    @Override
    public void shutdownOutput() {
        close();
    }

    @Override
    public void close() {
        boolean busy;
        synchronized (this) {
            closed = true;
            pending.clear();
            busy = writing;
            notifyAll();
            wake();
        }
        if (!busy) {
            closeStream();
        }
    }
}
