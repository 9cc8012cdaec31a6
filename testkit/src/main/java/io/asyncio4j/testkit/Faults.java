package io.asyncio4j.testkit;

import io.asyncio4j.Signal;
import io.asyncio4j.testkit.internal.chance.RejectingExecutor;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;

/** What shall go wrong in a simulation. Each fault is a line in the trace, which begins with {@code fault:}. */
public final class Faults {

    /** What can befall a task at an await. */
    public enum AtAwait {
        /** It is cancelled when it has come there. */
        CANCEL,
        /** It is cancelled when what it waits for has come, and its wake-up is under way. */
        CANCEL_WHEN_IT_WAKES,
        /** The innermost time limit around the await is over when the task has come there. */
        TIME_IS_OVER,
        /** That time limit is over when what the task waits for has come, and its wake-up is under way. */
        TIME_IS_OVER_WHEN_IT_WAKES,
        /** The step that comes there takes a time that the test says. */
        DELAY
    }

    /** Takes an order of what shall befall a task. */
    public interface AwaitOrders {
        /** Lets {@code what} befall {@code task} at its {@code await}-th await; {@code nanos} is for a delay. */
        void add(String task, int await, AtAwait what, long nanos);
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

    private final AwaitOrders orders;
    private final SignalOrders signals;
    private final Notes notes;
    private final RandomGenerator random;

    /** Makes the faults of one run; the kit does so. */
    public Faults(AwaitOrders orders, SignalOrders signals, Notes notes, RandomGenerator random) {
        this.orders = Objects.requireNonNull(orders, "orders");
        this.signals = Objects.requireNonNull(signals, "signals");
        this.notes = Objects.requireNonNull(notes, "notes");
        this.random = Objects.requireNonNull(random, "random");
    }

    /**
     * Cancels the task named {@code task} when it has come to its {@code number}-th await that makes it wait, the first
     * being 1. To cancel at each of them in turn, see {@link Simulation#cancelAtEveryAwait}.
     */
    public void cancelAtAwait(String task, int number) {
        add(task, number, AtAwait.CANCEL, 0);
    }

    /** The same, when what it waits for has come and its wake-up is under way: the moment at which results get lost. */
    public void cancelAtWakeUp(String task, int number) {
        add(task, number, AtAwait.CANCEL_WHEN_IT_WAKES, 0);
    }

    /**
     * Lets the first of the time limits around the {@code number}-th await of the task named {@code task} be over when it has
     * come there: the clock goes on to that moment, as if the step had taken so long. Where there is no time limit, nothing
     * happens. To do so at each of them in turn, see {@link Simulation#timeIsOverAtEveryAwait}.
     */
    public void timeIsOverAtAwait(String task, int number) {
        add(task, number, AtAwait.TIME_IS_OVER, 0);
    }

    /** The same, when what it waits for has come and its wake-up is under way. */
    public void timeIsOverAtWakeUp(String task, int number) {
        add(task, number, AtAwait.TIME_IS_OVER_WHEN_IT_WAKES, 0);
    }

    /**
     * Lets the step with which the task named {@code task} comes to its {@code number}-th await take the time {@code by} on the
     * loop's clock, so that everybody else is late.
     *
     * @throws IllegalArgumentException if {@code by} is not more than zero
     */
    public void delayAtAwait(String task, int number, Duration by) {
        if (!by.isPositive()) {
            throw new IllegalArgumentException("a delay takes more than no time, got " + by);
        }
        add(task, number, AtAwait.DELAY, by.toNanos());
    }

    private void add(String task, int number, AtAwait what, long nanos) {
        orders.add(Objects.requireNonNull(task, "task"), positive(number), what, nanos);
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

    /**
     * {@return {@code service}, which rejects what it is given with {@code probability}, by the seed} As the default executor of
     * the loop, {@code EventLoop.setDefaultExecutor}, it lets {@code toThread} fail. Shut down it is with {@code service}.
     *
     * @param probability from 0 to 1
     */
    public ExecutorService rejecting(double probability, ExecutorService service) {
        Executor rejecting = rejecting(probability, (Executor) service);
        return new RejectingExecutor(rejecting, service);
    }
}
