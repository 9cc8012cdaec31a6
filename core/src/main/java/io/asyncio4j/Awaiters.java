package io.asyncio4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that wait for a future. Nothing keeps them on purpose: who waits is among the future's callbacks, or behind
 * a future that is, such as a gather's. Only what other libraries report ({@link CallGraph#addToAwaitedBy}) is kept.
 */
final class Awaiters {

    private final Set<Task<?>> tasks = new LinkedHashSet<>();
    // a future that is reached in several ways is looked at once
    private final Set<Future<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    // what is still to be looked at, and what the present entry has brought up, which comes before it: a gather of
    // gathers may be deeper than the stack
    private final ArrayDeque<Object> entries = new ArrayDeque<>();
    private final List<Object> found = new ArrayList<>();

    private Awaiters() {}

    static Set<Task<?>> of(Future<?> future) {
        var awaiters = new Awaiters();
        awaiters.addThoseOf(future);
        awaiters.followAll();
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
        found.addAll(future.callbackList());
        ReportedAwaiters reported = future.loop.reportedAwaiters;
        if (reported != null && future.loop.hasAccess()) { // another thread would change it by looking
            reported.addTo(this, future);
        }
    }

    /** Adds {@code waiter}, of which a library says that it waits. */
    void addReported(Future<?> waiter) {
        if (waiter.done()) {
            return; // it waits for nothing any more
        }
        if (waiter instanceof Task<?> task) {
            found.add(task);
        } else {
            addThoseOf(waiter);
        }
    }

    private void followAll() {
        Object entry;
        while ((entry = next()) != null) {
            if (entry instanceof Task<?> task) {
                add(task);
            } else if (entry instanceof FutureListener listener) {
                listener.addAwaiters(this);
            }
        }
    }

    private @Nullable Object next() {
        found.reversed().forEach(entries::push);
        found.clear();
        return entries.poll();
    }
}
