package io.asyncio4j.testkit.internal.leak;

import io.asyncio4j.Task;
import io.asyncio4j.spi.LoopObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Notes where a test on virtual time really sleeps, in its tasks, in what they call by {@code blocking}, in callbacks. */
/*
 * A thread looks every few milliseconds whether the loop is still in the step in which it was. Only then are there stacks to
 * look at: so a short sleep goes unseen, and a test that does not sleep is not disturbed.
 */
public final class RealSleeps implements LoopObserver, Watcher.Watched {

    private static final int MOST_TASKS = 100;

    // any thread
    private final Map<Long, Task<?>> alive = new ConcurrentHashMap<>();
    private final Sleepers sleepers = new Sleepers();
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

    @Override
    public void look(long now, long interval) {
        long since = Math.min(now - lastLook, 3 * interval);
        lastLook = now;
        long present = steps;
        if (present != seenSteps) {
            seenSteps = present;
            return;
        }
        Thread callback = ofCallback;
        if (callback != null) {
            sleepers.lookAt(callback.getStackTrace(), "", since);
        }
        alive.values().stream().limit(MOST_TASKS).forEach(task -> sleepers.lookAt(
                task.getStack().reversed().toArray(StackTraceElement[]::new), task.getName(), since));
    }

    /** Tells of all that were long enough. */
    public void tell(Leaks leaks) {
        sleepers.tell(leaks);
    }
}
