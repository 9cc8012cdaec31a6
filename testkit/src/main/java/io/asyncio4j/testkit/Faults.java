package io.asyncio4j.testkit;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;

/** What shall go wrong in a simulation. Each fault is a line in the trace, which begins with {@code fault:}. */
public final class Faults {

    /** Takes an order to cancel a task. */
    public interface CancelOrders {
        /** Cancels {@code task} at its {@code await}-th await, or when it wakes from that. */
        void add(String task, int await, boolean atWakeUp);
    }

    /** Writes a line of the trace. */
    public interface Notes {
        /** Notes what has happened to whom. */
        void add(String what, String whom);
    }

    private final CancelOrders cancels;
    private final Notes notes;
    private final RandomGenerator random;

    /** Makes the faults of one run; the kit does so. */
    public Faults(CancelOrders cancels, Notes notes, RandomGenerator random) {
        this.cancels = Objects.requireNonNull(cancels, "cancels");
        this.notes = Objects.requireNonNull(notes, "notes");
        this.random = Objects.requireNonNull(random, "random");
    }

    /**
     * Cancels the task named {@code task} when it has come to its {@code number}-th await that makes it wait, the first
     * being 1. To cancel at each of them in turn, see {@link Simulation#cancelAtEveryAwait}.
     */
    public void cancelAtAwait(String task, int number) {
        cancels.add(Objects.requireNonNull(task, "task"), positive(number), false);
    }

    /** The same, when what it waits for has come and its wake-up is under way: the moment at which results get lost. */
    public void cancelAtWakeUp(String task, int number) {
        cancels.add(Objects.requireNonNull(task, "task"), positive(number), true);
    }

    private static int positive(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("a task's first await is number 1, got " + number);
        }
        return number;
    }

    /**
     * {@return {@code executor}, which rejects what it is given with {@code probability}, by the seed}
     *
     * @param probability from 0 to 1
     */
    public Executor rejecting(double probability, Executor executor) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("a probability is from 0 to 1, got " + probability);
        }
        return command -> {
            if (random.nextDouble() < probability) {
                notes.add("fault: rejects", "work");
                throw new RejectedExecutionException("rejected by the simulation");
            }
            executor.execute(command);
        };
    }
}
