package io.asyncio4j.inspect;

import io.asyncio4j.EventLoop;
import io.asyncio4j.internal.inspect.AwaitCycles;
import io.asyncio4j.internal.inspect.Snapshots;
import io.asyncio4j.internal.inspect.TaskTable;
import io.asyncio4j.internal.inspect.TaskTree;
import io.asyncio4j.internal.kernel.LoopCore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
 */
public record LoopSnapshot(String loop, List<TaskSnapshot> tasks) {

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
        return new LoopSnapshot(core.name(), core.tasks.snapshot().stream().map(Snapshots::of).toList());
    }

    /**
     * {@return the tasks as trees, one for each task for whom nobody waits}
     *
     * <p>A task, marked {@code (T)}, has its frames below it (or its coroutine if it has none), the oldest one first, and below the newest one the tasks
     * for which it waits. A task for which several wait is spelt out once. Tasks that wait for each other in a cycle
     * come in lines of their own at the beginning, and have a tree that is cut where the cycle closes.
     */
    public String tree() {
        return TaskTree.of(tasks);
    }

    /** {@return the tasks as a table, with a row for each task and each task that waits for it} */
    public String table() {
        return TaskTable.of(tasks);
    }

    /**
     * {@return the cycles in which tasks wait for each other}, which will last until one of them is cancelled: the tasks'
     * numbers, each one awaiting the next, and the first one again at the end. One for each await that closes a cycle,
     * at most 100.
     */
    public List<List<Long>> cycles() {
        Map<Long, List<Long>> waiters = new HashMap<>();
        tasks.forEach(task -> waiters.put(task.id(), task.awaitedBy()));
        return AwaitCycles.among(tasks.stream().map(TaskSnapshot::id).toList(),
                id -> waiters.getOrDefault(id, List.of()));
    }
}
