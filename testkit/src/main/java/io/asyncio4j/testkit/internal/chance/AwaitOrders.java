package io.asyncio4j.testkit.internal.chance;

import io.asyncio4j.Task;
import io.asyncio4j.spi.LoopObserver.Step;
import io.asyncio4j.testkit.Faults.AtAwait;
import io.asyncio4j.testkit.internal.look.TimeLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a test has ordered to befall a task, by its name, at its n-th await. */
public final class AwaitOrders {

    /** How an order is carried out, between two steps. */
    public interface Means {

        /** Writes a line of the trace about {@code task}. */
        void note(String what, Task<?> task, String when);

        /** {@return the loop's time} */
        long nanoTime();

        /** Lets the loop's time go to {@code nanos}, if it is not there yet. */
        void goTo(long nanos);
    }

    private record Order(String task, int await, AtAwait what, long nanos) {

        boolean isFor(Task<?> task, int await) {
            return this.await == await && this.task.equals(task.getName());
        }
    }

    private record Due(Task<?> task, Order order) {}

    private final List<Order> orders = new ArrayList<>();
    private int[] awaits = new int[16]; // how many of them a task has come to, by its number
    private final Map<Long, Long> lateWakeUps = new HashMap<>(); // when the time limit is over that was there at the await
    private @Nullable Due due;
    private int met;
    private int carriedOut;

    public void add(String task, int await, AtAwait what, long nanos) {
        orders.add(new Order(task, await, what, nanos));
    }

    /** Says whether there is nothing left to be done before a step. */
    public boolean isEmpty() {
        return orders.isEmpty() && lateWakeUps.isEmpty();
    }

    /** {@return how many have met their moment} */
    public int met() {
        return met;
    }

    /** {@return how many of those have been carried out} */
    public int carriedOut() {
        return carriedOut;
    }

    /** A step of {@code step} has ended; if it is a task's that goes on, it has come to an await. */
    public void stepEnded(Step step) {
        if (step instanceof Task<?> task && !task.done()) {
            int id = (int) task.id();
            if (id >= awaits.length) {
                awaits = Arrays.copyOf(awaits, 2 * id);
            }
            Due found = take(task, ++awaits[id], false);
            due = found == null ? due : found; // a task that was started eagerly may have one
        }
    }

    private int awaitsOf(Task<?> task) {
        int id = (int) task.id();
        return id < awaits.length ? awaits[id] : 0;
    }

    private @Nullable Due take(Task<?> task, int await, boolean isWakeUp) {
        for (Order order : orders) {
            if (order.isFor(task, await) && isWakeUp == (order.what() == AtAwait.CANCEL_WHEN_IT_WAKES)) {
                orders.remove(order);
                met++;
                return new Due(task, order);
            }
        }
        return null;
    }

    /** Carries out what was due at the end of the last step. */
    public void carryOut(Means means) {
        Due due = this.due;
        this.due = null;
        if (due == null) {
            return;
        }
        Task<?> task = due.task();
        switch (due.order().what()) {
            case CANCEL -> cancel(task, "at its await", means);
            case DELAY -> {
                carriedOut++;
                means.note("fault: delays", task, "at its await");
                means.goTo(means.nanoTime() + due.order().nanos());
            }
            case TIME_IS_OVER -> {
                long left = TimeLimits.leftNanos(task);
                if (left >= 0) {
                    letTimeBeOver(task, means.nanoTime() + left, "at its await", means);
                }
            }
            case TIME_IS_OVER_WHEN_IT_WAKES -> {
                long left = TimeLimits.leftNanos(task);
                if (left >= 0) {
                    lateWakeUps.put(task.id(), means.nanoTime() + left);
                }
            }
            case CANCEL_WHEN_IT_WAKES -> throw new IllegalStateException("that is for a wake-up");
        }
    }

    /** Carries out what is to be done before {@code next} goes on. */
    public void carryOutBefore(Step next, Means means) {
        if (!(next instanceof Task<?> task)) {
            return;
        }
        Long over = lateWakeUps.remove(task.id());
        if (over != null) {
            letTimeBeOver(task, over, "at its wake-up", means);
        }
        if (take(task, awaitsOf(task), true) != null) {
            cancel(task, "at its wake-up", means);
        }
    }

    private void letTimeBeOver(Task<?> task, long deadline, String when, Means means) {
        carriedOut++;
        means.note("fault: time is over", task, when);
        means.goTo(deadline);
    }

    private void cancel(Task<?> task, String when, Means means) {
        carriedOut++;
        means.note("fault: cancels", task, when);
        task.cancel();
    }
}
