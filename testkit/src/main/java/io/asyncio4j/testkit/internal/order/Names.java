package io.asyncio4j.testkit.internal.order;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Names for what the runs of a program make, by which one run's objects can be compared with another's: what the same task has
 * made as the same thing of its same step has the same name, whatever other tasks have done before.
 */
final class Names {

    private record Made(Object by, int step, int number) {}

    // of all runs: each name once, so that comparing two is cheap
    private final Map<Made, Made> known = new HashMap<>();
    // of the present run
    private final IdentityHashMap<Object, Object> names = new IdentityHashMap<>();

    void beginRun() {
        names.clear();
    }

    /** {@return the name of the thing with that number which {@code by} makes in its step with that number} */
    Object of(Object by, int step, int number) {
        var name = new Made(by, step, number);
        Made same = known.putIfAbsent(name, name);
        return same == null ? name : same;
    }

    void give(Object object, Object name) {
        names.put(object, name);
    }

    /** {@return its name; if it was not made in this run, it is the same in all of them} */
    Object of(Object object) {
        return names.getOrDefault(object, object);
    }
}
