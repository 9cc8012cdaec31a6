package io.asyncio4j.net.internal.pipe;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Future;
import io.asyncio4j.net.spi.Transport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Writes to a stream that blocks: a thread, started with the first byte, writes what the loop has handed over. */
public final class PipeOutput implements Transport {

    private static final int CAPACITY = 64 * 1024;

    // fixed
    private final OutputStream sink;
    private final String name;

    // guarded by this: filled by the loop, emptied by the thread
    private final ByteBuffer pending = ByteBuffer.allocate(CAPACITY);
    private boolean pumping;
    private boolean writing;
    private boolean closed;
    private @Nullable IOException failure;
    private @Nullable CompletableFuture<@Nullable Void> waiting;

    public PipeOutput(OutputStream sink, String name) {
        this.sink = sink;
        this.name = name;
    }

    private void pump() {
        var chunk = new byte[CAPACITY];
        try {
            for (int count = take(chunk); count > 0; count = take(chunk)) {
                sink.write(chunk, 0, count);
                sink.flush();
            }
        } catch (IOException e) {
            fail(e);
        } catch (InterruptedException e) {
            fail(new IOException("the thread that writes " + name + " was interrupted", e));
        } finally {
            closeSink();
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
    private synchronized void fail(IOException e) {
        failure = new IOException("Broken pipe: nobody reads " + name + " any more", e);
        writing = false;
        wake();
    }

    private void wake() {
        CompletableFuture<@Nullable Void> woken = waiting;
        waiting = null;
        if (woken != null) {
            woken.complete(null);
        }
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
                SmallThreads.start("asyncio4j " + name, this::pump);
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

    private void throwFailure() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public Future<@Nullable Void> writable() {
        return Asyncio.wrapFuture(whenWritten());
    }

    private synchronized CompletableFuture<@Nullable Void> whenWritten() {
        var promise = new CompletableFuture<@Nullable Void>();
        if (pending.position() == 0 && !writing || failure != null || closed) {
            promise.complete(null);
        } else {
            waiting = promise;
        }
        return promise;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        throw new IOException(name + " can only be written");
    }

    @Override
    public Future<@Nullable Void> readable() {
        throw new UnsupportedOperationException(name + " can only be written");
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
            closeSink();
        }
    }

    private void closeSink() {
        try {
            sink.close();
        } catch (IOException e) {
            // the other end is gone
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
