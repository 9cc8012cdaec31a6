package io.asyncio4j.cli.inspect;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for another process, which may be stopped or stuck, for a limited time. */
final class Patience {

    /** The system property for machines that are so busy that the usual time is not enough: how many seconds. */
    static final String PROPERTY = "asyncio4j.patience";

    // the JDK's own limit for attaching, in milliseconds
    private static final String JDK_PROPERTY = "sun.tools.attach.attachTimeout";
    private static final Duration USUAL = Duration.ofSeconds(15);

    private Patience() {}

    /** {@return how long a process may take to answer, or {@code usual} if nothing was said about that} */
    static Duration limit(Duration usual) {
        Integer seconds = Integer.getInteger(PROPERTY);
        if (seconds == null || seconds < 1) {
            return usual;
        }
        if (System.getProperty(JDK_PROPERTY) == null) {
            System.setProperty(JDK_PROPERTY, Long.toString(TimeUnit.SECONDS.toMillis(seconds)));
        }
        return Duration.ofSeconds(seconds);
    }

    /** Gives what it has found to nobody if it is too late: a connection, say, is closed then. */
    private static final class Attempt<T> extends FutureTask<T> {

        Attempt(Callable<T> call) {
            super(call);
        }

        @Override
        protected void set(T found) {
            super.set(found);
            if (isCancelled() && found instanceof AutoCloseable left) {
                try {
                    left.close();
                } catch (Exception e) {
                    // it is lost anyway
                }
            }
        }
    }

    /** Calls {@code call} on a thread of its own, which is left alone when the time is over. */
    static <T> T with(long pid, Callable<T> call) throws Exception {
        return with(pid, limit(USUAL), call);
    }

    static <T> T with(long pid, Duration limit, Callable<T> call) throws Exception {
        var task = new Attempt<>(call);
        Thread.ofPlatform().daemon().name("asyncio4j-inspection").start(task);
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (InterruptedException e) {
            task.cancel(false);
            throw e;
        } catch (TimeoutException e) {
            task.cancel(false);
            throw new InspectionFailure(InspectionFailure.CANNOT_LOOK,
                    "process " + pid + " has not answered within "
                            + TimedWatch.text((double) limit.toSeconds())
                            + ": it is suspended, or very busy");
        }
    }
}
