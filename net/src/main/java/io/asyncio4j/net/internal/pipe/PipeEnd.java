package io.asyncio4j.net.internal.pipe;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Future;
import io.asyncio4j.net.spi.Transport;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One end of a pipe whose stream blocks. A thread moves the bytes between the stream and what is shared with the loop, and
 * tells the loop when that can go on.
 */
abstract sealed class PipeEnd implements Transport permits PipeInput, PipeOutput {

    // fixed
    private final Closeable stream;
    private final String name;

    // guarded by this
    boolean closed;
    @Nullable IOException failure;
    private @Nullable CompletableFuture<@Nullable Void> waiting;

    PipeEnd(Closeable stream, String name) {
        this.stream = stream;
        this.name = name;
    }

    // The thread.

    /** Starts the thread, which closes the stream when there is nothing to be moved any more. */
    final void startPump() {
        try {
            SmallThreads.start("asyncio4j " + name, this::pump);
        } catch (OutOfMemoryError e) { // the system gives no more threads
            failed(new IOException("there is no thread to move the bytes of " + name + ": " + e.getMessage(),
                    e));
            closeStream();
        }
    }

    private void pump() {
        try {
            moveAll();
        } catch (IOException e) {
            failed(e);
        } catch (InterruptedException e) {
            failed(new IOException("the thread that moves the bytes of " + name + " was interrupted", e));
        } catch (Throwable e) { // of a stream of the program's own; whoever waits must hear of it
            failed(new IOException(name + " has failed: " + e, e));
        } finally {
            closeStream();
        }
    }

    /** Moves bytes until there will be none any more. */
    abstract void moveAll() throws IOException, InterruptedException;

    /** The stream does not work any more. */
    abstract void failed(IOException e);

    final void closeStream() {
        try {
            stream.close();
        } catch (IOException | RuntimeException e) {
            // the other end is gone, or does not care
        }
    }

    // The loop.

    /** {@return a future that is done when {@link #isReady}} One at a time may wait. */
    final Future<@Nullable Void> whenReady() {
        return Asyncio.wrapFuture(promise());
    }

    private synchronized CompletableFuture<@Nullable Void> promise() {
        var promise = new CompletableFuture<@Nullable Void>();
        if (isReady()) {
            promise.complete(null);
        } else {
            waiting = promise;
        }
        return promise;
    }

    /** {@return whether the loop can go on} Its caller has the lock. */
    abstract boolean isReady();

    /** Lets the loop look again. Its caller has the lock. */
    final void wake() {
        CompletableFuture<@Nullable Void> woken = waiting;
        waiting = null;
        if (woken != null) {
            woken.complete(null);
        }
    }

    final void throwFailure() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public final String toString() {
        return name;
    }
}
