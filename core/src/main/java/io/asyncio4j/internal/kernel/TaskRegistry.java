package io.asyncio4j.internal.kernel;

import io.asyncio4j.internal.queue.CancelRing;
import io.asyncio4j.internal.queue.EndedRing;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a loop that are not done. It is what keeps them alive.
 *
 * <p>A task stays in its slot until it is removed, and a larger array never changes the smaller one that it
 * replaces; so a thread that does not hold the loop may read the slots at any time and sees every task that
 * is there all the while.
 */
public final class TaskRegistry {

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(TaskImpl[].class);

    /** What is no task's slot. */
    static final int NO_SLOT = -1;

    private static final int KEPT = 1 << 10;
    private static final int ENDED_KEPT = 256;

    // written by whoever holds the loop, read by any thread
    private volatile @Nullable TaskImpl<?>[] slots = new TaskImpl<?>[16];

    // loop-confined: a stack of slots that are free again, with room for all, and the first slot never used
    private int[] free = new int[16];
    private int freeSize;
    private int unused;
    private long created;
    // cut off from `slots`, to save reading the volatile
    private @Nullable TaskImpl<?>[] mine = slots;

    // one that was added and is to be forgotten, for which there was no stack; the next to be added sees to it
    @Nullable TaskImpl<?> abandoned;

    // those that are done
    public final EndedRing ended = new EndedRing(ENDED_KEPT);
    public final CancelRing cancelRequests = new CancelRing(ENDED_KEPT);

    /** {@return the number of the next task in the order of their creation, from 1} */
    long nextNumber() {
        return ++created;
    }

    public void add(TaskImpl<?> task) {
        if (abandoned != null) {
            remove(abandoned);
        }
        if (freeSize == 0 && unused == mine.length) {
            grow();
        }
        int slot = freeSize > 0 ? free[--freeSize] : unused++;
        task.slot = slot;
        SLOT.setRelease(mine, slot, task);
    }

    private void grow() {
        int[] free = new int[unused << 1];
        mine = Arrays.copyOf(mine, unused << 1);
        slots = mine;
        this.free = free;
    }

    /** Forgets {@code task}, and says whether that had not been done. */
    boolean remove(TaskImpl<?> task) {
        int slot = task.slot;
        if (slot >= mine.length || mine[slot] != task) {
            if (task == abandoned) {
                abandoned = null;
            }
            return false;
        }
        if (task == abandoned) {
            abandoned = null;
        }
        mine[slot] = null;
        free[freeSize++] = slot;
        if (freeSize == unused && unused > KEPT) {
            shrink();
        }
        return true;
    }

    // A burst is over: its memory is given back.
    private void shrink() {
        try {
            var fewer = new TaskImpl<?>[KEPT];
            free = new int[KEPT];
            slots = fewer;
            mine = fewer;
            freeSize = 0;
            unused = 0;
        } catch (OutOfMemoryError e) {
            // the next time, then
        }
    }

    /** {@return the task that {@code ticket} stands for, or null if that is done} For whoever holds the loop. */
    public @Nullable TaskImpl<?> find(long ticket) {
        int slot = (int) ticket;
        TaskImpl<?> task = slot < mine.length ? mine[slot] : null;
        return task != null && task.ticket() == ticket ? task : null;
    }

    /** {@return the task in {@code slot}, or null} For whoever holds the loop. */
    @Nullable
    TaskImpl<?> at(int slot) {
        return slot < 0 ? null : mine[slot];
    }

    /** {@return the task that another thread than the holder's sees in {@code slot}, or null} */
    @Nullable
    TaskImpl<?> seenAt(int slot) {
        @Nullable TaskImpl<?>[] slots = this.slots;
        return slot < 0 || slot >= slots.length ? null : (TaskImpl<?>) SLOT.getAcquire(slots, slot);
    }

    /** {@return the task with {@code number}, or null if it is done} Any thread may ask; all tasks are looked through. */
    public @Nullable TaskImpl<?> numbered(long number) {
        @Nullable TaskImpl<?>[] slots = this.slots;
        for (int i = 0; i < slots.length; i++) {
            var task = (TaskImpl<?>) SLOT.getAcquire(slots, i);
            if (task != null && task.id() == number) {
                return task == abandoned || task.done() ? null : task;
            }
        }
        return null;
    }

    /** {@return the name of the task with {@code number}, or null if it is done} Any thread may ask. */
    public @Nullable String nameOf(long number) {
        TaskImpl<?> task = numbered(number);
        return task == null ? null : task.getName();
    }

    /** {@return how many tasks are not done} To other threads than the loop's it may be a little wrong. */
    public int alive() {
        return Math.max(0, unused - freeSize - (abandoned == null ? 0 : 1));
    }

    /** {@return how many tasks there have been} To other threads than the loop's it may be a little old. */
    public long created() {
        return created;
    }

    /** {@return the tasks that are not done, in the order of their creation} Any thread may ask. */
    public Set<TaskImpl<?>> snapshot() {
        return new LinkedHashSet<>(snapshot(Long.MAX_VALUE));
    }

    /**
     * {@return those of the first {@code most} tasks ever created that are not done, in the order of their creation}
     * For any thread: if it has got {@code most} from the loop, as what was {@link #created}, none is missing.
     */
    public List<TaskImpl<?>> snapshot(long most) {
        var found = new ArrayList<TaskImpl<?>>();
        @Nullable TaskImpl<?>[] slots = this.slots;
        for (int i = 0; i < slots.length; i++) {
            var task = (TaskImpl<?>) SLOT.getAcquire(slots, i);
            if (task != null && task != abandoned && task.id() <= most && !task.done()) {
                found.add(task);
            }
        }
        found.sort((a, b) -> Long.compare(a.id(), b.id()));
        return found;
    }
}
