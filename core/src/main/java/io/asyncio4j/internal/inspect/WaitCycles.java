package io.asyncio4j.internal.inspect;

import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.inspect.WaitCycle;
import io.asyncio4j.inspect.WaitSnapshot;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The cycles in a snapshot: through awaits, through locks, and where nobody else can help, through queues. */
public final class WaitCycles {

    private final Map<Long, TaskSnapshot> tasks = new HashMap<>();
    private final Map<Long, Set<Long>> waiters = new HashMap<>();
    private final List<List<Long>> cycles;

    private WaitCycles(LoopSnapshot snapshot) {
        for (TaskSnapshot task : snapshot.tasks()) {
            tasks.put(task.id(), task);
            task.awaitedBy().forEach(waiter -> add(task.id(), waiter));
            WaitSnapshot wait = task.waitsFor();
            if (wait != null && (wait.certain() || snapshot.stalled())) {
                wait.dependsOn().forEach(other -> add(other, task.id()));
            }
        }
        cycles = AwaitCycles.among(snapshot.tasks().stream().map(TaskSnapshot::id).toList(),
                id -> waiters.getOrDefault(id, Set.of()));
    }

    private void add(Long task, Long waiter) {
        waiters.computeIfAbsent(task, _ -> new LinkedHashSet<>(2)).add(waiter);
    }

    /** {@return the numbers of the tasks of each cycle, the first one again at the end} */
    public static List<List<Long>> of(LoopSnapshot snapshot) {
        return new WaitCycles(snapshot).cycles;
    }

    /** {@return the same with what is known of each task} */
    public static List<WaitCycle> spelledOut(LoopSnapshot snapshot) {
        var all = new WaitCycles(snapshot);
        return all.cycles.stream().map(
                cycle -> new WaitCycle(cycle.subList(0, cycle.size() - 1).stream().map(all::member).toList()))
                .toList();
    }

    private WaitCycle.Member member(Long id) {
        TaskSnapshot task = tasks.get(id);
        if (task == null) {
            return new WaitCycle.Member(id, "Unknown", "", List.of());
        }
        WaitSnapshot wait = task.waitsFor();
        return new WaitCycle.Member(id, task.name(), wait == null ? "" : wait.text(), task.stack());
    }
}
