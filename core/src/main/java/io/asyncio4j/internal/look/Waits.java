package io.asyncio4j.internal.look;

import io.asyncio4j.inspect.WaitSnapshot;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.Sleep;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.text.CreationStack;
import io.asyncio4j.internal.text.Shown;
import io.asyncio4j.internal.text.Time;
import io.asyncio4j.spi.WaitedFor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What tasks wait for, found by way of the futures that they await. For any thread; to one that does not hold the loop it
 * is a guess.
 */
public final class Waits {

    // after so many looks for single tasks all of them are put in order
    private static final int MOST_SEARCHES = 8;
    // room for a name, and what is said of it
    private static final int LONGEST_TEXT = 400;

    private final LoopCore loop;
    private final Deadlines deadlines;
    // those that were asked for, in the end all
    private final Map<Long, String> names = new HashMap<>();
    private int searches;

    /** @param tasks those that will be asked for, in the order of their numbers */
    public Waits(LoopCore loop, List<? extends TaskImpl<?>> tasks) {
        this.loop = loop;
        this.deadlines = new Deadlines(loop, tasks);
    }

    /** {@return what {@code task} waits for, or null if it does not wait} */
    public @Nullable WaitSnapshot of(TaskImpl<?> task) {
        FutureImpl<?> awaited = task.awaiting();
        if (awaited == null || awaited.done()) {
            return null;
        }
        CreationStack createdAt = awaited.createdAt();
        String site = createdAt == null ? "" : createdAt.site();
        Double timeout = deadlines.timeoutLeft(task);
        String limit = timeout == null ? "" : ", timeout in " + Time.text(timeout);
        if (awaited instanceof TaskImpl<?> other) {
            String name = Shown.shortened(other.getName());
            return new WaitSnapshot("task", name, System.identityHashCode(other),
                    "Task '" + name + "'" + limit, 0, List.of(other.id()), true, null, timeout,
                    site);
        }
        if (awaited instanceof Sleep) {
            Double left = deadlines.sleepLeft(task);
            return new WaitSnapshot("sleep", "", 0,
                    "sleep" + (left == null ? "" : ", " + Time.text(left) + " left")
                            + limit,
                    0, List.of(), false, left, timeout, site);
        }
        WaitedFor known = awaited.waitedFor();
        if (known != null) {
            try {
                return of(known, limit, timeout, site);
            } catch (RuntimeException e) {
                if (!loop.isHeldHere()) {
                    throw e; // it may just have changed
                }
            }
        }
        return new WaitSnapshot("future", "", System.identityHashCode(awaited),
                (site.isEmpty() ? "future" : "future created at " + site) + limit, 0, List.of(), false, null,
                timeout, site);
    }

    private WaitSnapshot of(WaitedFor known, String limit, @Nullable Double timeout, String site) {
        long holder = known.holder();
        int waiters = known.waiters();
        String name = Shown.shortened(known.name());
        return new WaitSnapshot(Shown.shortened(known.kind()), name, System.identityHashCode(known.object()),
                textOf(known, name) + (holder == 0 ? "" : " by " + called(holder))
                        + (waiters > 1 ? " (" + waiters + " wait)" : "") + limit,
                waiters, holder == 0 ? listOf(known.users()) : List.of(holder), holder != 0, null, timeout,
                site);
    }

    // A long name is cut within the text, so that what is said of it still follows.
    private static String textOf(WaitedFor known, String shownName) {
        String text = known.text();
        String name = known.name();
        return Shown.shortened(name.equals(shownName) ? text : text.replace(name, shownName), LONGEST_TEXT);
    }

    private static List<Long> listOf(long[] ids) {
        return Arrays.stream(ids).boxed().toList();
    }

    private String called(long id) {
        String known = names.get(id);
        if (known == null && searches < MOST_SEARCHES) {
            searches++;
            known = loop.tasks.nameOf(id);
            if (known != null) {
                names.put(id, known);
            }
        } else if (known == null && searches == MOST_SEARCHES) {
            searches++;
            loop.tasks.snapshot(Long.MAX_VALUE).forEach(task -> names.put(task.id(), task.getName()));
            known = names.get(id);
        }
        return known != null ? "Task '" + Shown.shortened(known) + "'" : "task #" + id + ", which has ended";
    }
}
