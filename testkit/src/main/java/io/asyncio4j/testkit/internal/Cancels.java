package io.asyncio4j.testkit.internal;

import io.asyncio4j.Task;
import io.asyncio4j.spi.LoopObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The cancellations that a test has ordered: of a task, by its name, at its n-th await. */
final class Cancels {

    /**
     * @param atWakeUp not when the task has come to the await, but when its wake-up is under way
     */
    record Order(String task, int await, boolean atWakeUp) {}

    private final List<Order> orders = new ArrayList<>();
    private final Map<Long, Integer> awaits = new HashMap<>();
    private @Nullable Task<?> due;
    private int carriedOut;

    void add(Order order) {
        orders.add(order);
    }

    boolean isEmpty() {
        return orders.isEmpty();
    }

    /** {@return how many have been carried out} */
    int carriedOut() {
        return carriedOut;
    }

    /** A step of {@code step} has ended; if it is a task's that goes on, it has come to an await. */
    void stepEnded(LoopObserver.Step step) {
        if (step instanceof Task<?> task && !task.done()) {
            int await = awaits.merge(task.id(), 1, Integer::sum);
            if (orders.removeIf(order -> !order.atWakeUp() && is(order, task, await))) {
                due = task;
            }
        }
    }

    private static boolean is(Order order, Task<?> task, int await) {
        return order.await() == await && order.task().equals(task.getName());
    }

    /** {@return the task that is to be cancelled now, or null} To be called between two steps. */
    @Nullable
    Task<?> takeDue() {
        Task<?> task = due;
        due = null;
        if (task != null) {
            carriedOut++;
        }
        return task;
    }

    /** {@return {@code next} if it is a task that is to be cancelled before it goes on, else null} */
    @Nullable
    Task<?> beforeStep(LoopObserver.Step next) {
        if (next instanceof Task<?> task) {
            int await = awaits.getOrDefault(task.id(), 0);
            if (orders.removeIf(order -> order.atWakeUp() && is(order, task, await))) {
                carriedOut++;
                return task;
            }
        }
        return null;
    }
}
