package io.asyncio4j.testkit.internal.leak;

import io.asyncio4j.Task;
import io.asyncio4j.spi.LoopObserver;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Notes where a test on virtual time really sleeps, in its tasks, in what they call by {@code blocking}, in callbacks. */
/*
 * A thread looks every few milliseconds whether the loop is still in the step in which it was. Only then are there stacks to
 * look at: so a short sleep goes unseen, and a test that does not sleep is not disturbed.
 */
public final class RealSleeps implements LoopObserver {

    private static final long LEAST_MILLIS = 50;
    private static final int MOST_TASKS = 100;
    private static final int FRAMES_OF_SLEEP = 8;

    /** Where somebody sleeps, and how messages may call him. */
    private record Place(String frame, String method, String task) {}

    // any thread
    private final Map<Long, Task<?>> alive = new ConcurrentHashMap<>();
    private final Map<Place, Long> nanos = new LinkedHashMap<>(); // guarded by itself
    // written by who holds the loop, read by the watching thread
    private volatile long steps;
    private volatile @Nullable Thread ofCallback;
    // the watching thread's
    private long seenSteps = -1;
    private long lastLook;

    @Override
    public void taskCreated(ObservedTask task) {
        if (task instanceof Task<?> known) {
            alive.put(task.id(), known);
        }
    }

    @Override
    public void taskEnded(ObservedTask task) {
        alive.remove(task.id());
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time
    public void stepBegins(Step step) {
        steps++;
        ofCallback = step instanceof ObservedTask ? null : Thread.currentThread();
    }

    /** Looks whether somebody sleeps now. Called every {@code interval} nanoseconds, or less often. */
    void look(long now, long interval) {
        long since = Math.min(now - lastLook, 3 * interval);
        lastLook = now;
        long present = steps;
        if (present != seenSteps) {
            seenSteps = present;
            return;
        }
        Thread callback = ofCallback;
        if (callback != null) {
            lookAt(callback.getStackTrace(), "", since);
        }
        alive.values().stream().limit(MOST_TASKS).forEach(task -> lookAt(
                task.getStack().reversed().toArray(StackTraceElement[]::new), task.getName(), since));
    }

    private void lookAt(StackTraceElement[] newestFirst, String task, long since) {
        boolean sleeps = false;
        for (int i = 0; i < newestFirst.length && (sleeps || i < FRAMES_OF_SLEEP); i++) {
            StackTraceElement frame = newestFirst[i];
            sleeps |=
                    frame.getClassName().equals("java.lang.Thread") && frame.getMethodName().equals("sleep");
            if (sleeps && !frame.getClassName().startsWith("java.")) {
                String method = frame.getClassName() + "." + frame.getMethodName();
                synchronized (nanos) {
                    nanos.merge(new Place(frame.toString(), method, task), since, Long::sum);
                }
                return;
            }
        }
    }

    /** Tells of all that were long enough. */
    public void tell(Leaks leaks) {
        synchronized (nanos) {
            nanos.forEach((place, slept) -> {
                long millis = TimeUnit.NANOSECONDS.toMillis(slept);
                if (millis >= LEAST_MILLIS) {
                    leaks.addSleep(place.frame(), millis, place.method(), place.task());
                }
            });
        }
    }
}
