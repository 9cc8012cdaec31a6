package io.asyncio4j.testkit.internal.run;

import io.asyncio4j.Task;
import io.asyncio4j.spi.LoopObserver.Step;
import io.asyncio4j.testkit.internal.leak.Leaks;
import io.asyncio4j.testkit.internal.leak.Sleepers;
import io.asyncio4j.testkit.internal.leak.Watcher;
import io.asyncio4j.testkit.internal.world.World;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Notes where the runs of a simulation really sleep: in tasks and callbacks, which hold the loop meanwhile, and in what
 * they hand to {@code blocking}, {@code toThread} and executors, which is run at once.
 */
/*
 * As RealSleeps, but a run takes microseconds and there are thousands: so nothing is noted step by step. Only where a look
 * finds the same step of the same run as the one before is there a stack to look at.
 */
final class SimulatedSleeps implements Watcher.Watched {

    private final Thread host = Thread.currentThread();
    private final Sleepers sleepers = new Sleepers();
    // guarded by itself
    private @Nullable World present;
    // the watching thread's
    private @Nullable World lastWorld;
    private @Nullable Step lastStep;
    private long lastLook;

    private SimulatedSleeps() {}

    /** What is done while the calling thread, on which loops run, is watched. */
    interface Work<T extends @Nullable Object> {
        T with(SimulatedSleeps sleeps) throws Exception;
    }

    /** {@return {@code work} with one that watches the thread which calls it} */
    static <T extends @Nullable Object> Callable<T> watching(Work<T> work) {
        return () -> {
            var sleeps = new SimulatedSleeps();
            Watcher.add(sleeps);
            try {
                return work.with(sleeps);
            } finally {
                Watcher.remove(sleeps);
            }
        };
    }

    synchronized void runBegins(World world) {
        present = world;
    }

    /** Tells {@code leaks} who has slept in the run that ends. */
    synchronized void runEnds(Leaks leaks) {
        present = null;
        sleepers.tell(leaks);
    }

    @Override
    public synchronized void look(long now, long interval) {
        long since = Math.min(now - lastLook, 3 * interval);
        lastLook = now;
        World world = present;
        Step step = world == null ? null : world.running();
        boolean isTheSame = world == lastWorld && step == lastStep;
        lastWorld = world;
        lastStep = step;
        if (world == null || !isTheSame) {
            return;
        }
        Thread worker = world.worker();
        if (worker != null) {
            sleepers.lookAt(worker.getStackTrace(), step instanceof Task<?> task ? task.getName() : "",
                    since);
        } else if (step instanceof Task<?> task) {
            sleepers.lookAt(task.getStack().reversed().toArray(StackTraceElement[]::new), task.getName(),
                    since);
        } else {
            sleepers.lookAt(host.getStackTrace(), "", since);
        }
    }
}
