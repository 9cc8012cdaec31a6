package io.asyncio4j.internal.look;

import io.asyncio4j.inspect.WaitSnapshot;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.Sleep;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.text.CreationStack;
import io.asyncio4j.spi.WaitedFor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** What a task waits for, found by way of the future that it awaits. For any thread, to which it is a guess. */
public final class Waits {

    private Waits() {}

    /**
     * {@return what {@code task} waits for, or null if it does not wait}
     *
     * @param names gives the name of the task with a number, or null
     */
    public static @Nullable WaitSnapshot of(TaskImpl<?> task, LongFunction<@Nullable String> names) {
        FutureImpl<?> awaited = task.awaiting();
        if (awaited == null || awaited.done()) {
            return null;
        }
        CreationStack createdAt = awaited.createdAt();
        String site = createdAt == null ? "" : createdAt.site();
        if (awaited instanceof TaskImpl<?> other) {
            return snapshot("task", other.getName(), other, "Task '" + other.getName() + "'", 0,
                    List.of(other.id()), true, site);
        }
        if (awaited instanceof Sleep) {
            return snapshot("sleep", "", awaited, "sleep", 0, List.of(), true, site);
        }
        WaitedFor known = awaited.waitedFor();
        if (known == null) {
            return snapshot("future", "", awaited, site.isEmpty() ? "future" : "future created at " + site, 0,
                    List.of(), false, site);
        }
        return of(known, names, site);
    }

    private static WaitSnapshot of(WaitedFor known, LongFunction<@Nullable String> names, String site) {
        long holder = known.holder();
        int waiters = known.waiters();
        var text = new StringBuilder(known.text());
        var dependsOn = new ArrayList<Long>(1);
        if (holder != 0) {
            dependsOn.add(holder);
            String name = names.apply(holder);
            text.append(" by ").append(name == null ? "task #" + holder : "Task '" + name + "'");
        } else {
            for (long user : known.users()) {
                dependsOn.add(user);
            }
        }
        if (waiters > 1) {
            text.append(" (").append(waiters).append(" wait)");
        }
        return snapshot(known.kind(), known.name(), known.object(), text.toString(), waiters, dependsOn,
                holder != 0, site);
    }

    private static WaitSnapshot snapshot(String kind, String name, Object object, String text, int waiters,
            List<Long> dependsOn, boolean certain, String site) {
        return new WaitSnapshot(kind, name, System.identityHashCode(object), text, waiters, dependsOn,
                certain,
                null, null, site);
    }
}
