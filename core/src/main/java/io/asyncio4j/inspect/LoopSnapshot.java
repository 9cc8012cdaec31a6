package io.asyncio4j.inspect;

import io.asyncio4j.EventLoop;
import io.asyncio4j.internal.inspect.Snapshots;
import io.asyncio4j.internal.inspect.TaskTable;
import io.asyncio4j.internal.inspect.TaskTree;
import io.asyncio4j.internal.inspect.WaitCycles;
import io.asyncio4j.internal.kernel.LoopCore;
import java.util.List;

/**
 * The tasks of a loop at one moment, and who waits for whom among them; as a tree, as a table, or as plain data.
 *
 * <p>Where {@link CallGraph} goes up from one future to those who wait for it, this goes down from those for whom nobody
 * waits. It is made of numbers and texts only and keeps nothing alive.
 *
 * <p><b>From CPython:</b> {@code python -m asyncio ps} and {@code pstree}, new in Python 3.14, from within.
 *
 * @param loop the loop's name
 * @param tasks the tasks that are not done, the oldest first
 * @param stalled whether the loop would wait for ever, unless another thread or a signal gives it something to do:
 *     nothing is ready, no timer is set, no work is under way on other threads, and no channel is watched for anybody
 */
public record LoopSnapshot(String loop, List<TaskSnapshot> tasks, boolean stalled) {

    public LoopSnapshot {
        tasks = List.copyOf(tasks);
    }

    /**
     * {@return what is on {@code loop} now}
     *
     * @throws IllegalStateException if it runs elsewhere
     */
    public static LoopSnapshot of(EventLoop loop) {
        LoopCore core = LoopCore.of(loop);
        core.checkAccess("look at the tasks of");
        return Snapshots.of(core);
    }

    /**
     * {@return the tasks as trees, one for each task for whom nobody waits}
     *
     * <p>A task, marked {@code (T)}, has its frames below it (or its coroutine if it has none), the oldest one first, and below the newest one the tasks
     * for which it waits; and behind its number what else it waits for. A task for which several wait is spelt out once. Tasks that wait for each other in a cycle
     * come in lines of their own at the beginning, and have a tree that is cut where the cycle closes.
     */
    public String tree() {
        return TaskTree.of(this);
    }

    /**
     * {@return the tasks as a table, with a row for each task and each task that waits for it} Cycles come in lines of
     * their own before it.
     */
    public String table() {
        return TaskTable.of(this);
    }

    /**
     * {@return the cycles in which tasks wait for each other}, which will last until a timeout or a cancellation breaks
     * them: the tasks' numbers, each one waiting for the next, and the first one again at the end. One for each wait that
     * closes a cycle, at most 100.
     *
     * <p>They are found through awaits, and through locks of {@code io.asyncio4j.sync}, which are taken to be released by
     * the tasks that have acquired them. Through queues and semaphores they are found if the loop is {@link #stalled}, so
     * that no other task can come and help.
     */
    public List<List<Long>> cycles() {
        return WaitCycles.of(this);
    }

    /** {@return the same cycles, with what each task waits for and where} */
    public List<WaitCycle> waitCycles() {
        return WaitCycles.spelledOut(this);
    }
}
