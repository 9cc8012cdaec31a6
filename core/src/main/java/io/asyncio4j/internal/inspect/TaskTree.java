package io.asyncio4j.internal.inspect;

import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.inspect.WaitSnapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Snapshots of tasks as trees in plain text: who waits above, what it waits for below. */
public final class TaskTree {

    /** Those more waits away are only counted, since their lines would consist of blanks. */
    static final int DEEPEST = 100;

    // of a longer stack those in the middle are only counted
    private static final int MOST_FRAMES = 20;

    private final List<List<Long>> cycles;
    private final Map<Long, TaskSnapshot> tasks = new LinkedHashMap<>();
    // what each waits for
    private final Map<Long, List<TaskSnapshot>> awaited = new LinkedHashMap<>();
    private final Set<Long> shown = new HashSet<>();
    private final Set<Long> counted = new HashSet<>();
    private final List<String> lines = new ArrayList<>();
    private final ArrayDeque<Entry> todo = new ArrayDeque<>();

    private record Entry(TaskSnapshot task, String prefix, boolean isLast, int level) {}

    private TaskTree(List<TaskSnapshot> snapshots, List<List<Long>> cycles) {
        this.cycles = cycles;
        snapshots.forEach(task -> tasks.put(task.id(), task));
        for (TaskSnapshot task : snapshots) {
            for (Long waiter : task.awaitedBy()) {
                tasks.computeIfAbsent(waiter,
                        id -> new TaskSnapshot(id, "Unknown", "", "", List.of(), List.of(), null));
                awaited.computeIfAbsent(waiter, _ -> new ArrayList<>(1)).add(task);
            }
        }
    }

    public static String of(LoopSnapshot loop) {
        List<TaskSnapshot> snapshots = loop.tasks();
        var tree = new TaskTree(snapshots, loop.cycles());
        tree.addCycles();
        for (TaskSnapshot task : tree.tasks.values()) {
            if (task.awaitedBy().isEmpty()) {
                tree.addTree(task);
            }
        }
        for (TaskSnapshot task : snapshots) { // those in cycles, and behind them
            if (!tree.shown.contains(task.id()) && !tree.counted.contains(task.id())) {
                tree.addTree(task);
            }
        }
        return String.join("\n", tree.lines);
    }

    private void addCycles() {
        AwaitCycles.print(cycles, id -> Snapshots.labelWithWait(taskOf(id)), lines);
    }

    @SuppressWarnings("NullAway") // all ids that there are have one
    private TaskSnapshot taskOf(Long id) {
        return tasks.get(id);
    }

    private void addTree(TaskSnapshot root) {
        todo.push(new Entry(root, "", true, 0));
        while (!todo.isEmpty()) {
            add(todo.pop());
        }
    }

    private void add(Entry entry) {
        TaskSnapshot task = entry.task();
        String branch = entry.prefix() + (entry.isLast() ? "└── " : "├── ");
        if (shown.contains(task.id())) {
            lines.add(branch + "(T) " + Snapshots.label(task) + " (see above)");
            return;
        }
        if (entry.level() > DEEPEST) {
            int more = countFrom(task);
            lines.add(branch + (more > 0 ? "... and " + more + " more" : "..."));
            return;
        }
        shown.add(task.id());
        lines.add(branch + "(T) " + Snapshots.label(task) + waitOf(task));
        String prefix = entry.prefix() + (entry.isLast() ? "    " : "│   ");
        for (String frame : shortened(Snapshots.frames(task).reversed())) {
            lines.add(prefix + "└── " + frame);
            prefix += "    ";
        }
        List<TaskSnapshot> children = awaitedBy(task);
        for (int i = children.size(); i-- > 0;) {
            todo.push(new Entry(children.get(i), prefix, i == children.size() - 1, entry.level() + 1));
        }
    }

    // not for another task, which stands below
    private static String waitOf(TaskSnapshot task) {
        WaitSnapshot wait = task.waitsFor();
        return wait == null || wait.kind().equals("task") ? "" : ": " + Snapshots.printable(wait.text());
    }

    private List<TaskSnapshot> awaitedBy(TaskSnapshot waiter) {
        return awaited.getOrDefault(waiter.id(), List.of());
    }

    private static List<String> shortened(List<String> frames) {
        int unnamed = frames.size() - MOST_FRAMES;
        if (unnamed <= 1) {
            return frames;
        }
        var some = new ArrayList<>(frames.subList(0, MOST_FRAMES / 2));
        some.add("... " + unnamed + " frames");
        some.addAll(frames.subList(frames.size() - MOST_FRAMES / 2, frames.size()));
        return some;
    }

    private int countFrom(TaskSnapshot task) {
        int before = counted.size();
        var left = new ArrayDeque<TaskSnapshot>();
        left.push(task);
        while (!left.isEmpty()) {
            TaskSnapshot next = left.pop();
            if (!shown.contains(next.id()) && counted.add(next.id())) {
                awaitedBy(next).forEach(left::push);
            }
        }
        return counted.size() - before;
    }
}
