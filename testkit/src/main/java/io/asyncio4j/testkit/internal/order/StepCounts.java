package io.asyncio4j.testkit.internal.order;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How many steps each task of a program takes: in the present run so far, and at most in those before it. */
public final class StepCounts {

    private final Map<Long, Integer> most = new TreeMap<>();
    private final Map<Long, Integer> now = new HashMap<>();

    void add(long task) {
        now.merge(task, 1, Integer::sum);
    }

    public void endRun() {
        now.forEach((task, steps) -> most.merge(task, steps, Math::max));
        now.clear();
    }

    /** {@return the numbers of the tasks that there were, rising} */
    Set<Long> tasks() {
        return most.keySet();
    }

    /** {@return how many steps {@code task} has to go, if it takes as many as before; at least one, for it is there} */
    int left(long task) {
        return Math.max(1, most.getOrDefault(task, 1) - now.getOrDefault(task, 0));
    }
}
