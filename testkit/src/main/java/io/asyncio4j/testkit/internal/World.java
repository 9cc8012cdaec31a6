package io.asyncio4j.testkit.internal;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Signal;
import io.asyncio4j.Task;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.spi.LoopView;
import io.asyncio4j.spi.OutsideWorld;
import io.asyncio4j.spi.Poller;
import io.asyncio4j.spi.StepOrder;
import io.asyncio4j.testkit.StuckError;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * All that is chance for one loop, by one seed: its clock, the order of its steps, when other threads' results arrive; and
 * what the test has ordered: cancellations, invariants. It keeps the trace.
 */
/*
 * Everything but arrives() happens on the loop's side, one thing at a time. What work on another thread brings back comes
 * to arrives() while handedOver() waits for it, and gets its time there; so whatever comes in at another moment is from a
 * thread that nobody has told of.
 */
final class World implements Poller, OutsideWorld, StepOrder, LoopObserver {

    private static final long WORK_LIMIT_SECONDS = 5;
    private static final long LOOK_AFTER_NANOS = 20_000_000;
    private static final int ENOUGH_LOOKS = 5;
    private static final long STRANGER_PATIENCE_NANOS = 200_000_000;
    private static final int MOST_STEPS_WITHOUT_WAIT = 100_000;
    private static final int MOST_STEPS = 5_000_000;

    // fixed
    private final @Nullable Draws draws;
    private StepOrder order;
    // none once the program has ended
    private @Nullable Decisions decisions;
    private final boolean allowStrangers;
    final @Nullable Trace trace;
    final Cancels cancels = new Cancels();
    final Invariants invariants = new Invariants();
    final Starvation starvation = new Starvation();
    private final Arrivals arrivals = new Arrivals();
    private @Nullable LoopView view;

    // loop-confined
    private long nanos;
    private boolean usesOutside;
    private boolean raising;
    private @Nullable Task<?> main;
    private int steps;
    private int stepsWithoutWait;
    private Step last = new Step() {
        @Override
        public String toString() {
            return "the start";
        }
    };
    private final Quiet quiet = new Quiet();
    private volatile @Nullable Thread sleeper;

    /**
     * @param draws how long things take; null for no time at all
     * @param order who goes next
     * @param allowStrangers whether threads may call the loop that it has given nothing to
     * @param trace where to write what happens, or null
     */
    World(@Nullable Draws draws, StepOrder order, boolean allowStrangers, @Nullable Trace trace) {
        this.draws = draws;
        this.order = order;
        this.decisions = order instanceof Decisions explored ? explored : null;
        this.allowStrangers = allowStrangers;
        this.trace = trace;
    }

    void note(String what, String whom) {
        if (trace != null) {
            trace.add(nanos, what, whom);
        }
    }

    /** Lets an exhaustive exploration try nothing twice from equal states, of which {@code own} is the test's part. */
    void compareStates(Callable<?> own) {
        if (decisions != null) {
            decisions.compareStates(() -> States.of(Objects.requireNonNullElse(own.call(), ""), view(), nanos,
                    arrivals.heads().stream().map(each -> label(each.arrival().step())).toList()));
        }
    }

    /** The program begins, with {@code main}. */
    void begins(Task<?> main) {
        this.main = main;
    }

    private LoopView view() {
        return Objects.requireNonNull(view);
    }

    // The clock.

    @Override
    public long nanoTime() {
        return nanos;
    }

    private void goTo(long time) {
        nanos = Math.max(nanos, time);
    }

    @Override
    public boolean mustLook() {
        return true;
    }

    @Override
    public void poll(long timeoutNanos, boolean workElsewhere) {
        betweenSteps();
        if (!letStrangersIn() && timeoutNanos > 0 && view().readyCount() == 0
                && (decisions != null || arrivals.firstNanos() > nanos) && !quiet.tell()) {
            if (decisions != null && !arrivals.heads().isEmpty()) {
                explore(decisions, timeoutNanos);
            } else {
                waitFor(timeoutNanos, workElsewhere);
            }
        }
        if (decisions != null) {
            if (view().readyCount() > 0) {
                exploreMeanwhile(decisions);
            }
            return;
        }
        for (Arrival arrival : arrivals.takeDue(nanos)) {
            note("arrives", label(arrival.step()));
            arrival.letIn();
        }
    }

    private void waitFor(long timeoutNanos, boolean workElsewhere) {
        long timer = Long.MAX_VALUE;
        if (timeoutNanos != Long.MAX_VALUE) {
            timer = nanos + timeoutNanos + (draws == null ? 0 : draws.lateness(nanos, view().timers()));
        }
        stepsWithoutWait = 0;
        long next = Math.min(timer, arrivals.firstNanos());
        if (next == Long.MAX_VALUE) {
            if (workElsewhere || allowStrangers) {
                waitForStrangers();
            } else {
                throwDeadlock();
            }
        } else {
            goTo(next);
        }
    }

    // Any of the results that are under way may come, or time may go on to the next timer while they are.
    private void explore(Decisions decisions, long timeoutNanos) {
        stepsWithoutWait = 0;
        List<Arrivals.Timed> heads = arrivals.heads();
        boolean isTimerSet = timeoutNanos != Long.MAX_VALUE;
        int choice = decisions.chooseOutside(heads.size() + (isTimerSet ? 1 : 0),
                place -> place < heads.size() ? nameOf(heads.get(place)) : "a timer fires");
        if (choice == heads.size()) {
            goTo(nanos + timeoutNanos);
        } else {
            arrivals.remove(heads.get(choice));
            heads.get(choice).arrival().letIn();
        }
    }

    // While others are ready, a result may come in too, or the next timer fire, because a step has taken its time.
    private void exploreMeanwhile(Decisions decisions) {
        List<Arrivals.Timed> heads = arrivals.heads();
        usesOutside |= !heads.isEmpty();
        long timer =
                usesOutside ? Arrays.stream(view().timers()).filter(when -> when > nanos).min().orElse(0) : 0;
        int count = 1 + heads.size() + (timer > 0 ? 1 : 0);
        if (count == 1) {
            return;
        }
        int choice = decisions.chooseOutside(count,
                place -> place == 0 ? "" : place <= heads.size() ? nameOf(heads.get(place - 1))
                        : "a timer fires");
        if (choice > heads.size()) {
            goTo(timer);
        } else if (choice > 0) {
            arrivals.remove(heads.get(choice - 1));
            heads.get(choice - 1).arrival().letIn();
        }
    }

    private void throwDeadlock() {
        throw new StuckError("deadlock: all tasks wait, no timer is set and nothing will come from outside.\n"
                + Diagnosis.of(EventLoop.running()));
    }

    // A stage that is awaited may be completed by a real thread, which then is to be named.
    private void waitForStrangers() {
        sleeper = Thread.currentThread();
        long end = System.nanoTime()
                + (allowStrangers ? TimeUnit.SECONDS.toNanos(WORK_LIMIT_SECONDS) : STRANGER_PATIENCE_NANOS);
        while (arrivals.strangers().isEmpty()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                sleeper = null;
                throwDeadlock();
            }
            LockSupport.parkNanos(this, left);
            if (Thread.interrupted()) {
                throw new StuckError("interrupted while it waited for other threads");
            }
        }
        sleeper = null;
        letStrangersIn();
    }

    /** Says whether there were any, so that the loop has something to do. */
    private boolean letStrangersIn() {
        String strangers = arrivals.strangers();
        if (strangers.isEmpty()) {
            return false;
        }
        arrivals.letFreshIn();
        if (!allowStrangers) {
            throw new IllegalStateException(strangers);
        }
        return true;
    }

    @Override
    public void wakeup() {
        LockSupport.unpark(sleeper);
    }

    void tellQuiet(Promise<@Nullable Void> quiet) {
        this.quiet.add(quiet);
    }

    // Other threads.

    @Override
    public void joins(LoopView loop) {
        view = loop;
    }

    @Override
    public void arrives(Arrival arrival) {
        if (raising) { // it has come already
            arrival.letIn();
            return;
        }
        arrivals.add(arrival);
        if (view().isHeldHere()) { // a task that has been in blocking(), or the loop's own doing
            timeArrivals();
        } else {
            LockSupport.unpark(sleeper);
        }
    }

    @Override
    public void handedOver(HandedOver work) {
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WORK_LIMIT_SECONDS);
            int looks = 0;
            while (!work.awaitEnd(LOOK_AFTER_NANOS)) {
                String waits = arrivals.whoWaitsForTheLoop();
                looks = waits.isEmpty() ? 0 : looks + 1;
                if (looks == ENOUGH_LOOKS) {
                    timeArrivals(); // it is known, and ends when that has come in
                    throw new IllegalStateException(waits);
                }
                if (System.nanoTime() < end) {
                    continue;
                }
                throw new IllegalStateException(
                        "work that was handed to another thread has not come back within "
                                + WORK_LIMIT_SECONDS
                                + " s of real time. In a simulation it is run at once, while the loop is held, so"
                                + " it must not wait for the loop, and not for long.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while work ran on another thread", e);
        }
        timeArrivals();
    }

    private void timeArrivals() {
        arrivals.time(arrival -> {
            long when = nanos + (draws == null ? 0 : draws.arrival(nanos, view().timers()));
            if (trace != null) {
                trace.add(nanos, "sends", label(arrival.step()), when);
            }
            return when;
        });
    }

    /** Lets everything come in and take no more time, so that what is left can end. Says whether something came. */
    boolean settleUp() {
        note(Trace.END, "");
        invariants.switchOff();
        order = _ -> 0;
        decisions = null;
        return arrivals.letAllIn();
    }

    // Signals.

    /** Lets {@code signal} come {@code nanos} from now. */
    void signal(Signal signal, long nanos) {
        arrivals.addAt(this.nanos + nanos, new SignalArrival(signal, this::raise));
    }

    private void raise(Signal signal) {
        Task<?> main = this.main;
        if (main == null || main.done()) {
            return;
        }
        note("fault: signal", signal.name());
        raising = true;
        try {
            if (!view().raise(signal.name())) {
                main.cancel();
            }
        } finally {
            raising = false;
        }
    }

    private static String nameOf(Arrivals.Timed comes) {
        return comes.arrival() instanceof SignalArrival signal ? signal + " comes" : "a result arrives";
    }

    // The order of steps.

    @Override
    public int next(LoopView loop) {
        betweenSteps();
        int place = order.next(loop);
        if (!cancels.isEmpty()) {
            cancel(cancels.beforeStep(loop.ready(place)), "at its wake-up");
        }
        return place;
    }

    private void betweenSteps() {
        if (stepsWithoutWait > MOST_STEPS_WITHOUT_WAIT || steps > MOST_STEPS) {
            String what = steps > MOST_STEPS ? steps + " steps"
                    : stepsWithoutWait + " steps without once waiting for anything";
            steps = 0;
            stepsWithoutWait = 0;
            String starving = starvation.starving(EventLoop.running());
            throw new StuckError(
                    (starving.isEmpty() ? "livelock: the program has taken " + what + ", and is not done.\n"
                            : "starvation: in " + what + ", " + starving)
                            + Diagnosis.of(EventLoop.running()));
        }
        String starving = starvation.check();
        if (!starving.isEmpty()) {
            throw new StuckError(starving + Diagnosis.of(EventLoop.running()));
        }
        if (!invariants.isEmpty()) {
            invariants.check(label(last));
        }
        cancel(cancels.takeDue(), "at its await");
    }

    private void cancel(@Nullable Task<?> task, String when) {
        if (task != null) {
            note("fault: cancels", label(task) + " " + when);
            task.cancel();
        }
    }

    // What happens.

    static String label(Step step) {
        return step instanceof ObservedTask task ? "T" + task.id() : step.toString();
    }

    @Override
    public void taskCreated(ObservedTask task) {
        starvation.created(task);
        if (trace != null) {
            String name = task.getName();
            boolean isDefault = name.startsWith("Task-"); // with a number that counts the whole JVM's tasks
            trace.add(nanos, "creates",
                    "T" + task.id() + " " + (isDefault ? "" : name + " ") + task.coroutineName());
        }
    }

    @Override
    public void taskEnded(ObservedTask task) {
        starvation.ended(task);
        if (trace != null) {
            Throwable failure = task.failure();
            note("ends", label(task) + (task.cancelled() ? " cancelled"
                    : failure != null ? " failed " + failure.getClass().getName() : ""));
        }
    }

    @Override
    public void cancelRequested(ObservedTask task, @Nullable Object message) {
        note("cancels", label(task));
    }

    @Override
    public void stepBegins(Step step) {
        if (step instanceof Housekeeping) {
            return;
        }
        if (trace != null) {
            note("runs", label(step));
        }
        steps++;
        stepsWithoutWait++;
        starvation.stepBegins(step, stepsWithoutWait > MOST_STEPS_WITHOUT_WAIT / 2
                || steps > MOST_STEPS - MOST_STEPS_WITHOUT_WAIT / 2);
    }

    @Override
    public void stepEnds(Step step) {
        if (step instanceof Housekeeping) {
            return;
        }
        last = step;
        cancels.stepEnded(step);
        if (draws != null && draws.stepsTakeTime() && draws.isTimeTakingStep()) {
            long took = draws.step(nanos, view().timers());
            if (took > 0) {
                if (trace != null) {
                    trace.add(nanos, "takes", label(step), took);
                }
                goTo(nanos + took);
            }
        }
    }
}
