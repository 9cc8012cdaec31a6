package io.asyncio4j.internal.inspect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Finds the cycles in which tasks wait for each other and so will never end: one for each await that closes one, met on
 * a walk, depth first, from each task to those that wait for it.
 *
 * @param <K> what identifies a task
 */
public final class AwaitCycles<K> {

    /** How many are looked for at most: tasks that all wait for each other make more than anybody reads. */
    static final int MOST = 100;

    // how many tasks of a long cycle are named
    private static final int MOST_NAMED = 20;

    private final Function<K, ? extends Collection<K>> waiters;
    // where a task is on the path, or LEFT
    private final Map<K, Integer> places = new HashMap<>();
    private final List<K> path = new ArrayList<>();
    private final ArrayDeque<Iterator<K>> ways = new ArrayDeque<>();
    private final List<List<K>> cycles = new ArrayList<>();

    private static final Integer LEFT = -1;

    private AwaitCycles(Function<K, ? extends Collection<K>> waiters) {
        this.waiters = waiters;
    }

    /**
     * {@return the cycles}, each as tasks of which one awaits the next, with the first one again at its end
     *
     * @param waiters gives those that wait for a task
     */
    public static <K> List<List<K>> among(Iterable<K> tasks, Function<K, ? extends Collection<K>> waiters) {
        var search = new AwaitCycles<K>(waiters);
        for (K task : tasks) {
            if (!search.places.containsKey(task)) {
                search.walkFrom(task);
            }
        }
        return List.copyOf(search.cycles);
    }

    private void walkFrom(K start) {
        enter(start);
        while (!path.isEmpty() && cycles.size() < MOST) {
            Iterator<K> way = ways.element();
            if (!way.hasNext()) {
                places.put(path.removeLast(), LEFT);
                ways.remove();
                continue;
            }
            K waiter = way.next();
            Integer place = places.get(waiter);
            if (place == null) {
                enter(waiter);
            } else if (!place.equals(LEFT)) {
                var cycle = new ArrayList<K>(path.subList(place, path.size()));
                cycle.add(waiter);
                cycles.add(cycle.reversed());
            }
        }
    }

    private void enter(K task) {
        places.put(task, path.size());
        path.add(task);
        ways.push(waiters.apply(task).iterator());
    }

    /** Adds a line for each cycle to {@code lines}. */
    static <K> void print(List<List<K>> cycles, Function<K, String> label, List<String> lines) {
        for (List<K> cycle : cycles) {
            var text = new StringBuilder("cycle: ");
            int named = cycle.size() <= MOST_NAMED + 1 ? cycle.size() - 1 : MOST_NAMED;
            cycle.subList(0, named).forEach(task -> text.append(label.apply(task)).append(" -> "));
            int unnamed = cycle.size() - 1 - named;
            if (unnamed > 0) {
                text.append("(").append(unnamed).append(" more) -> ");
            }
            lines.add(text.append(label.apply(cycle.getLast())).toString());
        }
        if (cycles.size() == MOST) {
            lines.add("(there may be more cycles)");
        }
    }
}
