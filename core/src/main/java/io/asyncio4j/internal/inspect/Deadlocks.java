package io.asyncio4j.internal.inspect;

import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.inspect.WaitCycle;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.look.Waits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Tells which tasks of a loop that has nothing to do wait for each other; for the watchdog. */
public final class Deadlocks {

    private static final int MOST_TASKS = 10_000;
    private static final int MOST_FRAMES = 50;

    private Deadlocks() {}

    /** {@return a report on the cycles of {@code loop}, or an empty text} It is called by whoever holds the loop. */
    public static String of(LoopCore loop) {
        if (!Snapshots.isStalled(loop)) {
            return "";
        }
        List<TaskImpl<?>> all = loop.tasks.snapshot(Long.MAX_VALUE);
        List<TaskImpl<?>> tasks = all.subList(0, Math.min(MOST_TASKS, all.size()));
        var waits = new Waits(loop, tasks);
        List<TaskSnapshot> seen = tasks.stream().map(task -> Snapshots.of(task, List.of(), waits)).toList();
        List<WaitCycle> cycles = new LoopSnapshot(loop.name(), seen, true).waitCycles();
        if (cycles.isEmpty()) {
            return "";
        }
        Map<Long, TaskImpl<?>> byId = new HashMap<>();
        tasks.forEach(task -> byId.put(task.id(), task));
        var text = new StringBuilder();
        for (WaitCycle cycle : cycles) {
            text.append(text.isEmpty() ? "" : "\n").append("Deadlock: tasks of ").append(loop.name())
                    .append(" wait for each other, and nothing else can run:");
            cycle.members().forEach(member -> append(
                    text, member, Objects.requireNonNull(byId.get(member.task()))));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, WaitCycle.Member member, TaskImpl<?> task) {
        text.append("\nTask '").append(Snapshots.printable(member.name())).append("' #").append(member.task())
                .append(" waits for ").append(Snapshots.printable(member.waitsFor()))
                .append(" (most recent call last):");
        task.getStack(MOST_FRAMES).forEach(frame -> text.append("\n  at ").append(frame));
    }
}
