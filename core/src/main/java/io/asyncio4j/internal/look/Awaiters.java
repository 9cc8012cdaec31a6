package io.asyncio4j.internal.look;

import io.asyncio4j.Task;
import io.asyncio4j.inspect.CallGraph;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.TaskImpl;
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
public final class Awaiters {

    private final Set<Task<?>> tasks = new LinkedHashSet<>();
    // a future that is reached in several ways is looked at once
    private final Set<FutureImpl<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    // what is still to be looked at, and what the present entry has brought up, which comes before it: a gather of
    // gathers may be deeper than the stack
    private final ArrayDeque<Object> entries = new ArrayDeque<>();
    private final List<Object> found = new ArrayList<>();

    private Awaiters() {}

    /** {@return the tasks that wait for {@code future}} For whoever may use its loop. */
    public static Set<Task<?>> ofOwn(FutureImpl<?> future) {
        future.loop.checkAccess("look at a future of");
        return of(future);
    }

    /** {@return the same} For any thread, to which it is a guess. */
    public static Set<Task<?>> of(FutureImpl<?> future) {
        var awaiters = new Awaiters();
        awaiters.addThoseOf(future);
        awaiters.followAll();
        return Collections.unmodifiableSet(awaiters.tasks);
    }

    private void add(TaskImpl<?> task) {
        tasks.add(task);
    }

    /** Adds the tasks that wait for {@code future}. */
    private void addThoseOf(FutureImpl<?> future) {
        if (!seen.add(future)) {
            return;
        }
        found.addAll(future.callbackList());
        ReportedAwaiters reported = ReportedAwaiters.ifPresent(future.loop);
        if (reported != null && future.loop.hasAccess()) { // another thread would change it by looking
            reported.addTo(this, future);
        }
    }

    // By way of a listener: a task, or a future behind which tasks may wait in turn.
    private void addWaiter(FutureImpl<?> waiter) {
        if (waiter instanceof TaskImpl<?> task) {
            add(task);
        } else {
            addThoseOf(waiter);
        }
    }

    /** Adds {@code waiter}, of which a library says that it waits. */
    void addReported(FutureImpl<?> waiter) {
        if (waiter.done()) {
            return; // it waits for nothing any more
        }
        if (waiter instanceof TaskImpl<?> task) {
            found.add(task);
        } else {
            addThoseOf(waiter);
        }
    }

    private void followAll() {
        Object entry;
        while ((entry = next()) != null) {
            if (entry instanceof TaskImpl<?> task) {
                add(task);
            } else if (entry instanceof FutureListener listener) {
                listener.addWaiters(this::addWaiter);
            }
        }
    }

    private @Nullable Object next() {
        found.reversed().forEach(entries::push);
        found.clear();
        return entries.poll();
    }
}
