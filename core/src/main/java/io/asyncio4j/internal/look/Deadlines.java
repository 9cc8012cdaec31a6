package io.asyncio4j.internal.look;

import io.asyncio4j.internal.handle.Limit;
import io.asyncio4j.internal.handle.TimerHandleImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.Sleep;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.queue.Timed;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When the sleeps of some tasks end, and the timeouts around what they do. A sleep does not know when it ends, and a task
 * nothing of its timeouts: only the timers do. So all timers are looked at, once for all of the tasks.
 */
final class Deadlines {

    // in a millisecond or two
    private static final int MOST_TIMERS = 100_000;
    private static final long NONE = Long.MAX_VALUE;
    private static final double NANOS_PER_MILLI = 1e6;

    // fixed: the tasks' numbers, in their order, and for each when its sleep ends and its first timeout
    private final long[] ids;
    private final long[] sleeps;
    private final long[] limits;
    private final boolean known;
    private long now;

    /** @param tasks in the order of their numbers */
    Deadlines(LoopCore loop, List<? extends TaskImpl<?>> tasks) {
        ids = tasks.stream().mapToLong(TaskImpl::id).toArray();
        sleeps = new long[ids.length];
        limits = new long[ids.length];
        Arrays.fill(sleeps, NONE);
        Arrays.fill(limits, NONE);
        int timers = loop.timers().size();
        known = timers > 0 && timers <= MOST_TIMERS && ids.length > 0 && lookAt(loop);
    }

    // From outside, an entry may be read while it is moved. Then the loop does something, or sets a timer.
    private boolean lookAt(LoopCore loop) {
        now = loop.nanoTime();
        long steps = loop.turns.steps;
        long changes = loop.timers().changes();
        try {
            loop.timers().forEach(this::see);
        } catch (RuntimeException e) {
            return false;
        }
        return loop.isHeldHere() || loop.turns.steps == steps && loop.timers().changes() == changes;
    }

    private void see(Timed timer, long deadline) {
        if (timer instanceof Sleep sleep) {
            if (sleep.firstListener() instanceof TaskImpl<?> sleeper) {
                lower(sleeps, sleeper, deadline);
            }
        } else if (timer instanceof TimerHandleImpl handle && handle.callback() instanceof Limit limit) {
            TaskImpl<?> limited = limit.limited();
            if (limited != null) {
                lower(limits, limited, deadline);
            }
        }
    }

    private void lower(long[] deadlines, TaskImpl<?> task, long deadline) {
        int at = Arrays.binarySearch(ids, task.id());
        if (at >= 0) {
            deadlines[at] = Math.min(deadlines[at], deadline);
        }
    }

    /** {@return how long the sleep of {@code task} will still take, in milliseconds, or null if that is not known} */
    @Nullable
    Double sleepLeft(TaskImpl<?> task) {
        return left(sleeps, task);
    }

    /** {@return the same of the first timeout around what it does} */
    @Nullable
    Double timeoutLeft(TaskImpl<?> task) {
        return left(limits, task);
    }

    private @Nullable Double left(long[] deadlines, TaskImpl<?> task) {
        int at = known ? Arrays.binarySearch(ids, task.id()) : -1;
        return at < 0 || deadlines[at] == NONE ? null : Math.max(0, deadlines[at] - now) / NANOS_PER_MILLI;
    }
}
