package io.asyncio4j.benchmarks;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.LoopThread;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A loop on carried threads in a thread of its own, for works that two loops share; it is made when it is first used. */
final class SecondLoop implements AutoCloseable {

    private @Nullable LoopThread thread;

    <T> Future<T> start(Callable<T> work) {
        LoopThread thread = this.thread;
        if (thread == null) {
            thread = LoopThread.start("second", EventLoop.builder().threads(Threads.CARRIED));
            this.thread = thread;
        }
        return Asyncio.runCoroutineThreadsafe(work::call, thread.loop());
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.close();
        }
    }
}
