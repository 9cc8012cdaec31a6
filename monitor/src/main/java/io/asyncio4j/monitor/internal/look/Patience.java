package io.asyncio4j.monitor.internal.look;

import io.asyncio4j.monitor.ProgramFailure;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a program, which may be stopped, for a limited time, and not in many threads. */
final class Patience {

    /** How long, if nothing else is said. */
    static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Semaphore PERMITS = new Semaphore(8);

    /** What a program is asked. */
    interface Call<T> {
        T get() throws Exception;
    }

    private Patience() {}

    static <T> T with(long pid, Call<T> call) throws Exception {
        return with(pid, LIMIT, call);
    }

    static <T> T with(long pid, Duration limit, Call<T> call) throws Exception {
        if (!PERMITS.tryAcquire()) {
            throw new ProgramFailure("too many questions to programs that do not answer; try again later");
        }
        var task = new FutureTask<T>(() -> {
            try {
                return call.get();
            } finally {
                PERMITS.release();
            }
        });
        try {
            Thread.ofPlatform().daemon().name("asyncio4j-monitor-question").start(task);
        } catch (OutOfMemoryError e) { // no thread to be had
            PERMITS.release();
            throw e;
        }
        try {
            return task.get(limit.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new ProgramFailure("process " + pid + " has not answered within " + limit.toSeconds()
                    + " seconds: it is suspended, or very busy");
        }
    }
}
