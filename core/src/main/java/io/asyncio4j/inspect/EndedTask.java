package io.asyncio4j.inspect;

import io.asyncio4j.EventLoop;
import io.asyncio4j.internal.inspect.EndedTasks;
import io.asyncio4j.internal.kernel.LoopCore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended: numbers and texts only, fit to be sent to another process. A loop remembers the last
 * {@value #MOST} of its tasks that have ended, and nothing of them but this: no result, no exception, no coroutine.
 *
 * <p>Times are measured only while somebody wants them, since each look at a clock costs more than a short task; see
 * {@link #measure}.
 *
 * <p><b>From CPython:</b> nothing of the kind; aiomonitor's terminated tasks are the model.
 *
 * @param id the number that the task had on its loop
 * @param name its name when it ended
 * @param coroutine the name of the coroutine that it ran
 * @param outcome how it ended: {@code value}, {@code exception}, or "cancelled"
 * @param exception the exception that it failed with, as {@code Type: message}, cut when it is long; else empty
 * @param cancelledBy the task or callback that asked for its cancellation last, whether or not that ended it; empty if
 *     nobody did, or so many others were asked since that it is forgotten
 * @param cancelMessage the message of that request if it is a text, cut when it is long; of another object the name of
 *     its class; empty if there is none
 * @param livedMillis how long it took from its creation to its end, in milliseconds; null if that was not measured
 * @param ranMillis for how long of that it had the loop, in milliseconds; null if that was not measured
 * @param steps how often it got the loop; null if that was not counted
 */
public record EndedTask(long id, String name, String coroutine, String outcome, String exception,
        String cancelledBy, String cancelMessage, @Nullable Double livedMillis, @Nullable Double ranMillis,
        @Nullable Long steps) {

    /** How many a loop remembers. */
    public static final int MOST = 256;

    /**
     * {@return the tasks of {@code loop} that have ended, the last one first; {@value #MOST} at most}
     *
     * @throws IllegalStateException if it runs elsewhere; see {@link EventLoopMXBean#endedTasks}
     */
    public static List<EndedTask> of(EventLoop loop) {
        LoopCore core = LoopCore.of(loop);
        core.checkAccess("look at the tasks of");
        return EndedTasks.of(core);
    }

    /**
     * Switches on or off that the times of tasks are measured, those of tasks that are created from now on. It costs two
     * looks at the clock a step. At first it is off. Any thread may call this.
     */
    public static void measure(EventLoop loop, boolean on) {
        EndedTasks.measure(LoopCore.of(loop), on);
    }
}
