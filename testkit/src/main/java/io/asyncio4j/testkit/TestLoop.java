package io.asyncio4j.testkit;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.testkit.internal.look.Diagnosis;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The loop of a test, seen by the test: it moves time, waits until all are blocked, and has what the test needs of chance.
 * Its methods are for the test's own tasks.
 *
 * <pre>{@code
 * @AsyncTest
 * void limiterLetsOneThroughASecond(TestLoop test) throws Exception {
 *     var limiter = new Limiter(1);
 *     var calls = test.background("calls", () -> callForEver(limiter));
 *     test.advance(Duration.ofSeconds(5));
 *     assertThat(limiter.passed()).isEqualTo(6);
 * }
 * }</pre>
 */
public final class TestLoop {

    /** What a test's loop is made of; the kit's own. */
    public interface Parts {

        /** {@return the loop} */
        EventLoop loop();

        /** Lets time go to {@code nanos}, if it goes by hand. */
        void allowTime(long nanos);

        /** Waits until nothing can run unless time goes on. */
        void awaitQuiet();

        /** {@return the random numbers of the test} */
        RandomGenerator random();

        /** Lets {@code task} be pending when the test ends. */
        void own(Task<?> task);

        /** Has {@code condition} checked after each step. */
        default void addInvariant(String name, Callable<Boolean> condition) {
            throw new IllegalStateException(
                    "invariant '" + name + "' is for a simulation: this test is none, see @Simulated"
                            + " and Simulation");
        }

        /** Has an exhaustive exploration compare states. */
        default void compareStates(Callable<?> state) {}

        /** Has the run fail if the task named {@code task} gets no turn for so many steps of others. */
        default void addProgress(String task, int steps) {
            throw new IllegalStateException(
                    "the progress of '" + task + "' is watched in a simulation: this test is none,"
                            + " see @Simulated and Simulation");
        }

        /** {@return random numbers for what surrounds the program, apart from its own} */
        RandomGenerator chance();

        /** {@return whether a seed decides what the test does not say} */
        default boolean isSeeded() {
            return false;
        }

        /** Writes a line of the trace, if there is one. */
        default void note(String what, String whom) {}

        /** {@return at which byte a connection is to be lost, or -1} */
        default long lossAtByte() {
            return -1;
        }

        /** The connection was lost. */
        default void lossHappened() {}

        /** {@return what shall go wrong} */
        default Faults faults() {
            throw new IllegalStateException(
                    "faults are for a simulation: this test is none, see @Simulated and Simulation");
        }
    }

    private final Parts parts;
    private final WallClock wallClock;

    /** Makes the view of {@code parts}; the kit does so. */
    public TestLoop(Parts parts) {
        this.parts = Objects.requireNonNull(parts, "parts");
        EventLoop loop = parts.loop();
        wallClock = new WallClock(loop::time);
    }

    /** {@return what it is made of, for the rest of the kit} */
    Parts parts() {
        return parts;
    }

    /** {@return the loop} */
    public EventLoop loop() {
        return parts.loop();
    }

    /** {@return the loop's time} */
    public Duration time() {
        return loop().time();
    }

    /** {@return the time of day, which goes with the loop's time} */
    public WallClock wallClock() {
        return wallClock;
    }

    /** {@return random numbers that the seed decides; in a test without a seed, they are the same each time} */
    public RandomGenerator random() {
        return parts.random();
    }

    /** {@return a UUID that the seed decides} It is a random one by its form: version 4. */
    public UUID randomUuid() {
        long high = random().nextLong() & ~0xf000L | 0x4000L;
        long low = random().nextLong() & ~(3L << 62) | 1L << 63;
        return new UUID(high, low);
    }

    /**
     * Lets {@code by} go by, with all timers that are due until then, and waits until all are blocked.
     *
     * @throws IllegalArgumentException if {@code by} is negative
     */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time does not go back: cannot advance by " + by);
        }
        advanceTo(time().plus(by));
    }

    /**
     * Lets time go to {@code when} on the loop's clock, with all timers that are due until then, and waits until all are
     * blocked.
     *
     * @throws IllegalArgumentException if {@code when} is over
     */
    public void advanceTo(Duration when) {
        Duration left = when.minus(time());
        if (left.isNegative()) {
            throw new IllegalArgumentException(
                    "time does not go back: it is " + time() + ", cannot advance to " + when);
        }
        parts.allowTime(when.toNanos());
        Asyncio.sleep(left);
        settle();
    }

    /**
     * Waits until all other tasks are blocked: nothing can run unless time goes on or something comes from outside. Work
     * that was handed to other threads is waited for; in a simulation it is over already, and its result is something that
     * comes from outside, when time goes on.
     */
    public void settle() {
        parts.awaitQuiet();
    }

    /** Lets everything that is ready run, {@code count} times. */
    public void ticks(int count) {
        for (int i = 0; i < count; i++) {
            Asyncio.sleep(Duration.ZERO);
        }
    }

    /** Waits until {@code condition} holds, within a minute of the loop's time. See {@link #eventually(Duration, Callable)}. */
    public void eventually(Callable<Boolean> condition) throws Exception {
        eventually(Duration.ofMinutes(1), condition);
    }

    /**
     * Waits until {@code condition} holds, looking whenever all are blocked, and a millisecond after that.
     *
     * @param within how long at most, on the loop's clock
     * @throws AssertionError if it does not come to hold; with the task tree
     */
    public void eventually(Duration within, Callable<Boolean> condition) throws Exception {
        Duration end = time().plus(within);
        while (!condition.call()) {
            if (time().compareTo(end) >= 0) {
                throw new AssertionError("the condition has not come to hold within " + within.toMillis()
                        + " ms of the loop's time.\n" + Diagnosis.of(loop()));
            }
            advance(Duration.ofMillis(1));
        }
    }

    /**
     * Checks {@code condition} after each step of the program; the run ends when it does not hold, or throws.
     *
     * @throws IllegalStateException if this is not a simulation
     */
    public void invariant(String name, Callable<Boolean> condition) {
        parts.addInvariant(Objects.requireNonNull(name, "name"),
                Objects.requireNonNull(condition, "condition"));
    }

    /**
     * Checks {@code rule} after each step of the program, as {@link #invariant(String, Callable)} does.
     *
     * @throws IllegalStateException if this is not a simulation
     */
    public void invariant(Invariant rule) {
        invariant(rule.name(), () -> {
            boolean holds = rule.holds();
            String explanation = holds ? "" : rule.explain();
            if (!explanation.isEmpty()) {
                throw new AssertionError(explanation);
            }
            return holds;
        });
    }

    /**
     * Says in which state the program's own objects are, so that an exhaustive exploration need not try again what it has
     * tried from an equal state. The kit knows where each task stands, who waits and who is ready; {@code state} must tell all
     * the rest on which the program's doing, and what the test asserts in the end, depends: fields, and local variables that
     * differ from turn to turn. Otherwise something may be missed. {@link Exploration#reduced} takes it that tasks share nothing
     * but that and the library's objects. In other tests it does nothing.
     *
     * @param state gives something that has {@code equals}, a list or a string for example; called between two steps
     */
    public void state(Callable<?> state) {
        parts.compareStates(Objects.requireNonNull(state, "state"));
    }

    /**
     * Lets the run end with a {@link StuckError} that names starvation if the task named {@code task}, once it is there, gets
     * no turn for more than {@code steps} steps of others.
     *
     * @throws IllegalStateException if this is not a simulation
     * @throws IllegalArgumentException if {@code steps} is not positive
     */
    public void progress(String task, int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("steps must be at least 1, got " + steps);
        }
        parts.addProgress(Objects.requireNonNull(task, "task"), steps);
    }

    /**
     * {@return what shall go wrong}
     *
     * @throws IllegalStateException if this is not a simulation
     */
    public Faults faults() {
        return parts.faults();
    }

    /** Starts {@code body} as a task that may go on for ever: it is cancelled when the test is over. */
    public <T extends @Nullable Object> Task<T> background(String name, Coroutine<T> body) {
        Task<T> task = loop().createTask(TaskOptions.named(name), body);
        parts.own(task);
        return task;
    }

    /** Starts {@code body}, which has no result. See {@link #background(String, Coroutine)}. */
    public Task<@Nullable Void> background(String name, VoidCoroutine body) {
        return background(name, Coroutine.returningNull(body));
    }

    @Override
    public String toString() {
        return "<TestLoop " + loop() + ">";
    }
}
