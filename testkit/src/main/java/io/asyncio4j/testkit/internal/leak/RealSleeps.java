package io.asyncio4j.testkit.internal.leak;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.spi.ContextPropagator;
import io.asyncio4j.spi.LoopObserver;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Notes where a test on virtual time really sleeps: in its tasks, in what they call by {@code blocking}, in callbacks, and in
 * what they hand to {@code toThread} and executors.
 */
/*
 * A thread looks every few milliseconds whether the loop is still in the step in which it was, and other threads in the work
 * in which they were. Only then are there stacks to look at: so a short sleep goes unseen, and a test that does not sleep is
 * not disturbed.
 */
public final class RealSleeps implements LoopObserver, Watcher.Watched {

    private static final int MOST_TASKS = 100;

    /** What the loop has handed to another thread; it is there while that runs it. */
    private static final class Work {
        private final Thread thread;
        private final @Nullable Task<?> task; // which has handed it over

        Work(Thread thread, @Nullable Task<?> task) {
            this.thread = thread;
            this.task = task;
        }
    }

    // any thread
    private final Map<Long, Task<?>> alive = new ConcurrentHashMap<>();
    private final Set<Work> works = ConcurrentHashMap.newKeySet();
    private final Sleepers sleepers = new Sleepers();
    // written by who holds the loop, read by the watching thread
    private volatile long steps;
    private volatile @Nullable Thread ofCallback;
    // the watching thread's
    private long seenSteps = -1;
    private Set<Work> seenWorks = Set.of();
    private long lastLook;

    /** {@return what a loop takes along to other threads, by which those are known} */
    public ContextPropagator propagator() {
        return () -> {
            EventLoop loop = EventLoop.runningOrNull();
            Task<?> task = loop == null ? null : Asyncio.currentTask(loop);
            return body -> {
                if (EventLoop.runningOrNull() != null) { // a task or a callback
                    body.run();
                    return;
                }
                var work = new Work(Thread.currentThread(), task);
                works.add(work);
                try {
                    body.run();
                } finally {
                    works.remove(work);
                }
            };
        };
    }

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
        Set<Work> presentWorks = Set.copyOf(works);
        for (Work work : presentWorks) {
            if (seenWorks.contains(work)) {
                sleepers.lookAt(work.thread.getStackTrace(), work.task == null ? "" : work.task.getName(),
                        since);
            }
        }
        seenWorks = presentWorks;
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
