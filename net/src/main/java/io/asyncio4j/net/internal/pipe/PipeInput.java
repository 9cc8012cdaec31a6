package io.asyncio4j.net.internal.pipe;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Future;
import io.asyncio4j.net.spi.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a stream that blocks. A thread takes one chunk after another and waits until the loop has read it; so it is
 * at most two chunks ahead.
 */
public final class PipeInput implements Transport {

    private static final int CHUNK = 64 * 1024;

    // fixed
    private final InputStream source;
    private final String name;

    // guarded by this
    private @Nullable ByteBuffer full;
    private boolean ended;
    private boolean closed;
    private @Nullable IOException failure;
    private @Nullable CompletableFuture<@Nullable Void> waiting;
    // by System.nanoTime, while there is a chunk more than the loop has room for
    private @Nullable Long heldUpSince;

    /** Begins to read. */
    public PipeInput(InputStream source, String name) {
        this.source = source;
        this.name = name;
        SmallThreads.start("asyncio4j " + name, this::pump);
    }

    private void pump() {
        byte[][] chunks = {new byte[CHUNK], new byte[CHUNK]};
        try {
            for (int next = 0;; next = 1 - next) {
                int count = source.read(chunks[next]);
                if (count < 0 || !offer(ByteBuffer.wrap(chunks[next], 0, count))) {
                    end(null);
                    return;
                }
            }
        } catch (IOException e) {
            end(e);
        } catch (InterruptedException e) {
            end(new IOException("the thread that reads " + name + " was interrupted", e));
        } finally {
            closeSource();
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

    private synchronized void end(@Nullable IOException e) {
        ended = true;
        if (!closed && e != null && !"Stream closed".equals(e.getMessage())) {
            failure = e;
        }
        wake();
    }

    private void wake() {
        CompletableFuture<@Nullable Void> woken = waiting;
        waiting = null;
        if (woken != null) {
            woken.complete(null);
        }
    }

    /** {@return since when whoever writes has had to wait, by {@code System.nanoTime}, or null if it has not} */
    public synchronized @Nullable Long heldUpSince() {
        return closed ? null : heldUpSince;
    }

    @Override
    public synchronized int read(ByteBuffer into) throws IOException {
        ByteBuffer chunk = full;
        if (chunk == null) {
            if (failure != null) {
                throw failure;
            }
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
        return Asyncio.wrapFuture(whenReadable());
    }

    private synchronized CompletableFuture<@Nullable Void> whenReadable() {
        var promise = new CompletableFuture<@Nullable Void>();
        if (full != null || ended || closed) {
            promise.complete(null);
        } else {
            waiting = promise;
        }
        return promise;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        throw new IOException(name + " can only be read");
    }

    @Override
    public Future<@Nullable Void> writable() {
        throw new UnsupportedOperationException(name + " can only be read");
    }

    /** There is no output: with the end of the input, all is over. */
    @Override
    public boolean canShutdownOutput() {
        return false;
    }

    @Override
    public void shutdownOutput() {
        throw new UnsupportedOperationException(name + " can only be read");
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
        closeSource();
    }

    private void closeSource() {
        try {
            source.close();
        } catch (IOException e) {
            // the other end will not care
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
