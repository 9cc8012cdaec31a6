package io.asyncio4j.cli.inspect;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for another process, which may be stopped or stuck, for a limited time. */
final class Patience {

    private static final Duration LIMIT = Duration.ofSeconds(15);

    private Patience() {}

    /** Calls {@code call} on a thread of its own, which is left alone when the time is over. */
    static <T> T with(long pid, Callable<T> call) throws Exception {
        var task = new FutureTask<>(call);
        Thread.ofPlatform().daemon().name("asyncio4j-inspection").start(task);
        try {
            return task.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new InspectionFailure(InspectionFailure.CANNOT_LOOK,
                    "process " + pid + " has not answered within " + LIMIT.toSeconds()
                            + " seconds: it is suspended, or very busy");
        }
    }
}
