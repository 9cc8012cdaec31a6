package io.asyncio4j.internal.sync;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import java.util.Arrays;

/**
 * The tasks that have used one side of a primitive lately, by their numbers, for whoever looks at those that wait on its
 * other side.
 */
/*
 * They are noted only where a task waits, beside which it costs next to nothing, or takes the last permit. So tasks that
 * have always found what they wanted are not known.
 */
public final class Users {

    // loop-confined: the last one, and those before it; 0 for none
    private long last;
    private long second;
    private long third;
    private long fourth;

    /** {@return the number of the task that runs here; 0 in a callback, and where no loop runs} */
    public static long current() {
        EventLoop loop = EventLoop.runningOrNull();
        Task<?> task = loop == null ? null : Asyncio.currentTask(loop);
        return task == null ? 0 : task.id();
    }

    /** Notes the task that runs here. */
    public void note() {
        long id = current();
        if (id != last) {
            moveToFront(id);
        }
    }

    private void moveToFront(long id) {
        if (id == 0) {
            return;
        }
        if (id == third) {
            third = second;
        } else if (id != second) {
            fourth = third;
            third = second;
        }
        second = last;
        last = id;
    }

    /** {@return them, the last one first} */
    public long[] all() {
        long[] all = {last, second, third, fourth};
        int size = 0;
        while (size < all.length && all[size] != 0) {
            size++;
        }
        return Arrays.copyOf(all, size);
    }
}
