package io.asyncio4j.internal.inspect;

import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.TaskSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Snapshots of tasks as a table in plain text. */
public final class TaskTable {

    private static final List<String> HEADER = List.of(
            "task id", "task name", "state", "waits for", "stack", "awaiter stack", "awaiter name",
            "awaiter id");
    private static final String GAP = "  ";
    private static final String NONE = "-";

    private TaskTable() {}

    public static String of(LoopSnapshot loop) {
        List<TaskSnapshot> tasks = loop.tasks();
        Map<Long, TaskSnapshot> byId = new HashMap<>();
        tasks.forEach(task -> byId.put(task.id(), task));
        var rows = new ArrayList<List<String>>();
        rows.add(HEADER);
        for (TaskSnapshot task : tasks) {
            if (task.awaitedBy().isEmpty()) {
                rows.add(row(task, NONE, NONE, NONE));
            }
            for (Long id : task.awaitedBy()) {
                TaskSnapshot waiter = byId.get(id);
                rows.add(waiter == null ? row(task, NONE, "Unknown", id.toString())
                        : row(task, stack(waiter), Snapshots.printable(waiter.name()), id.toString()));
            }
        }
        int[] widths = widths(rows);
        var lines = new ArrayList<String>();
        AwaitCycles.print(loop.cycles(), id -> label(id, byId), lines);
        int head = lines.size();
        rows.forEach(row -> lines.add(line(row, widths)));
        int width = (HEADER.size() - 1) * GAP.length();
        for (int column : widths) {
            width += column;
        }
        lines.add(head + 1, NONE.repeat(width));
        return String.join("\n", lines);
    }

    private static String label(Long id, Map<Long, TaskSnapshot> byId) {
        TaskSnapshot task = byId.get(id);
        return task == null ? "Unknown #" + id : Snapshots.labelWithWait(task);
    }

    private static List<String> row(TaskSnapshot task, String stack, String name, String id) {
        return List.of(Long.toString(task.id()), Snapshots.printable(task.name()), task.state(),
                waitsFor(task), stack(task), stack, name, id);
    }

    private static String waitsFor(TaskSnapshot task) {
        return task.waitsFor() == null ? NONE : Snapshots.printable(task.waitsFor().text());
    }

    // the frames without where they are
    private static String stack(TaskSnapshot task) {
        List<String> frames = Snapshots.frames(task);
        return frames.isEmpty() ? NONE : frames.stream()
                .map(frame -> frame.indexOf('(') < 0 ? frame : frame.substring(0, frame.indexOf('(')))
                .collect(Collectors.joining(" -> "));
    }

    private static int[] widths(List<List<String>> rows) {
        var widths = new int[HEADER.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            line.append(cell).repeat(' ', widths[i] - cell.length() + GAP.length());
        }
        return line.toString().stripTrailing();
    }
}
