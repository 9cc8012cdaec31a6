package io.asyncio4j;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The tasks that wait for a future. Nothing keeps them on purpose: who waits is among the future's callbacks, or behind
 * a future that is, such as a gather's.
 */
final class Awaiters {

    private final Set<Task<?>> tasks = new LinkedHashSet<>();
    // a future that is reached in several ways is looked at once
    private final Set<Future<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private Awaiters() {}

    static Set<Task<?>> of(Future<?> future) {
        var awaiters = new Awaiters();
        awaiters.addThoseOf(future);
        return Collections.unmodifiableSet(awaiters.tasks);
    }

    void add(Task<?> task) {
        tasks.add(task);
    }

    /** Adds the tasks that wait for {@code future}. */
    void addThoseOf(Future<?> future) {
        if (!seen.add(future)) {
            return;
        }
        for (Object entry : future.callbackList()) {
            if (entry instanceof Task<?> task) {
                add(task);
            } else if (entry instanceof FutureListener listener) {
                listener.addAwaiters(this);
            }
        }
    }
}
