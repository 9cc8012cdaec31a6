package io.asyncio4j.inspect;

import io.asyncio4j.EventLoop;
import io.asyncio4j.internal.inspect.Snapshots;
import io.asyncio4j.internal.kernel.LoopCore;

/**
 * What a loop has done and what it has before it, in numbers.
 *
 * <p>Taken by a task or callback of the loop they fit together. Taken by another thread while the loop runs, each of
 * them may be a little old.
 *
 * @param tasksAlive how many tasks are not done
 * @param tasksCreated how many tasks it has had in all
 * @param steps how many steps of tasks and callbacks have begun
 * @param slowSteps how many of them were seen to hold the loop for longer than it allows, see
 *     {@link EventLoop#setSlowCallbackDuration}
 * @param timers how many timers are set: sleeps, timeouts and callbacks with a delay; also those that were cancelled and
 *     are not dropped yet
 * @param ready how many tasks and callbacks wait for their turn; those not included that other threads have just sent
 */
public record LoopStatistics(long tasksAlive, long tasksCreated, long steps, long slowSteps, int timers,
        int ready) {

    /** {@return those of {@code loop}, now} Any thread may ask. */
    public static LoopStatistics of(EventLoop loop) {
        return Snapshots.statistics(LoopCore.of(loop));
    }
}
