package io.asyncio4j.monitor.internal.look;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whom, to be drawn: around a task, the nearest first; or of all tasks that wait for others.
 *
 * @param edges each from who waits to what it waits for
 * @param more how many belong to it and are left out
 */
public record AwaitGraph(List<TaskRow> tasks, List<Edge> edges, Set<Long> deadlocked, int more) {

    /** More than that nobody can read. */
    static final int MOST_NODES = 120;

    /** That {@code from} waits for {@code to}, by way of something; of an await that is empty. */
    public record Edge(long from, long to, String via) {}

    /** {@return that around the task {@code center}} */
    public static AwaitGraph around(TaskIndex index, long center) {
        return of(index, List.of(center));
    }

    /** {@return that of the tasks that wait for others, the deadlocked first} */
    public static AwaitGraph ofAll(TaskIndex index) {
        var starts = new LinkedHashSet<Long>();
        starts.addAll(index.deadlocked());
        for (TaskRow row : index.rows()) {
            if (!index.needs(row.id()).isEmpty()) {
                starts.add(row.id());
            }
        }
        return of(index, List.copyOf(starts));
    }

    private static AwaitGraph of(TaskIndex index, List<Long> starts) {
        Map<Long, TaskRow> found = new LinkedHashMap<>();
        var seen = new HashSet<Long>(starts);
        var todo = new ArrayDeque<Long>(starts);
        int more = 0;
        while (!todo.isEmpty()) {
            Long id = todo.remove();
            @Nullable TaskRow row = index.find(id);
            if (row == null) {
                continue;
            }
            if (found.size() == MOST_NODES) {
                more++;
                continue;
            }
            found.put(id, row);
            add(index.neededBy(id), seen, todo);
            add(index.needs(id).keySet(), seen, todo);
        }
        var edges = new ArrayList<Edge>();
        for (Long id : found.keySet()) {
            index.needs(id).forEach((other, via) -> {
                if (found.containsKey(other)) {
                    edges.add(new Edge(id, other, via));
                }
            });
        }
        return new AwaitGraph(List.copyOf(found.values()), edges, index.deadlocked(), more);
    }

    private static void add(Set<Long> ids, Set<Long> seen, ArrayDeque<Long> todo) {
        for (Long id : ids) {
            if (seen.add(id)) {
                todo.add(id);
            }
        }
    }
}
