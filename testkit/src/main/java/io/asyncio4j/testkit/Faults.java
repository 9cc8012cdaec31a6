package io.asyncio4j.testkit;

import io.asyncio4j.Signal;
import java.time.Duration;
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

    /** Takes an order that a signal comes. */
    public interface SignalOrders {
        /** Lets {@code signal} come {@code nanos} from now. */
        void add(Signal signal, long nanos);
    }

    /** Writes a line of the trace. */
    public interface Notes {
        /** Notes what has happened to whom. */
        void add(String what, String whom);
    }

    private final CancelOrders cancels;
    private final SignalOrders signals;
    private final Notes notes;
    private final RandomGenerator random;

    /** Makes the faults of one run; the kit does so. */
    public Faults(CancelOrders cancels, SignalOrders signals, Notes notes, RandomGenerator random) {
        this.cancels = Objects.requireNonNull(cancels, "cancels");
        this.signals = Objects.requireNonNull(signals, "signals");
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

    /**
     * Lets {@code signal} come, once, at a moment that the seed decides, or in an exploration at each: the callback of
     * {@code EventLoop.addSignalHandler} runs, or, if there is none then, the task {@code main} is cancelled, as
     * {@code Asyncio.run} does on Ctrl-C. No signal of the operating system is sent.
     *
     * @param within how long from now at most, on the loop's clock
     * @throws IllegalArgumentException if {@code within} is negative
     */
    public void signal(Signal signal, Duration within) {
        Objects.requireNonNull(signal, "signal");
        if (within.isNegative()) {
            throw new IllegalArgumentException("a signal comes from now on, not before: within is " + within);
        }
        double part = random.nextDouble();
        boolean soon = random.nextBoolean(); // the first moments are worth as much as all the others
        signals.add(signal, (long) (within.toNanos() * (soon ? part * part * part : part)));
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
