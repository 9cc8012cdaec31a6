package io.asyncio4j.testkit.internal.world;

import io.asyncio4j.Promise;
import io.asyncio4j.Signal;
import io.asyncio4j.Task;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.spi.LoopView;
import io.asyncio4j.spi.OutsideWorld;
import io.asyncio4j.spi.StepOrder;
import io.asyncio4j.testkit.StuckError;
import io.asyncio4j.testkit.internal.chance.AwaitOrders;
import io.asyncio4j.testkit.internal.chance.Draws;
import io.asyncio4j.testkit.internal.chance.Invariants;
import io.asyncio4j.testkit.internal.look.Labels;
import io.asyncio4j.testkit.internal.look.Trace;
import io.asyncio4j.testkit.internal.order.Decisions;
import io.asyncio4j.testkit.internal.order.Reduction;
import io.asyncio4j.testkit.internal.order.States;
import io.asyncio4j.testkit.internal.stuck.Stuck;
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
public final class World implements NoSockets, OutsideWorld, StepOrder, LoopObserver, AwaitOrders.Means {

    private static final long WORK_LIMIT_SECONDS = 5;
    private static final long STRANGER_PATIENCE_NANOS = 200_000_000;
    private static final long END_OF_TIME = Long.MAX_VALUE - 1;

    // fixed
    private final @Nullable Draws draws;
    private StepOrder order;
    // none once the program has ended
    private @Nullable Decisions decisions;
    private final boolean allowStrangers;
    public final @Nullable Trace trace;
    public final AwaitOrders orders = new AwaitOrders();
    public final Invariants invariants = new Invariants();
    public final Stuck stuck = new Stuck();
    private final Arrivals arrivals = new Arrivals();
    private @Nullable LoopView view;
    private final @Nullable OutsideChoices choices;

    // loop-confined
    private long nanos;
    private boolean raising;
    private boolean hasHandedOver;
    private @Nullable Task<?> main;
    private @Nullable Step last;
    private final Quiet quiet = new Quiet();
    private final Labels labels = new Labels();
    private final WorkElsewhere handedOver = new WorkElsewhere();
    private volatile @Nullable Thread sleeper;

    /**
     * @param draws how long things take; null for no time at all
     * @param order who goes next
     * @param allowStrangers whether threads may call the loop that it has given nothing to
     * @param trace where to write what happens, or null
     */
    public World(@Nullable Draws draws, StepOrder order, boolean allowStrangers, @Nullable Trace trace) {
        this.draws = draws;
        this.order = order;
        Decisions decisions = order instanceof Decisions explored ? explored : null;
        this.decisions = decisions;
        this.choices = decisions == null ? null : new OutsideChoices(decisions, arrivals);
        this.allowStrangers = allowStrangers;
        this.trace = trace;
    }

    public void note(String what, String whom) {
        if (trace != null) {
            trace.add(nanos, what, whom);
        }
    }

    /** Lets an exhaustive exploration try nothing twice from equal states, of which {@code own} is the test's part. */
    public void compareStates(Callable<?> own) {
        Reduction reduction = reduction();
        if (reduction != null) {
            reduction.compareStates(own);
        } else if (decisions != null) {
            decisions.compareStates(() -> States.of(Objects.requireNonNullElse(own.call(), ""), view(),
                    labels, nanos,
                    arrivals.heads().stream().map(each -> labels.of(each.arrival().step())).toList()));
        }
    }

    private @Nullable Reduction reduction() {
        return decisions == null ? null : decisions.reduction();
    }

    /** Says whether the calling thread holds its loop. Any thread may ask. */
    public boolean isHeldHere() {
        LoopView view = this.view;
        return view != null && view.isHeldHere();
    }

    /** The program begins, with {@code main}, and has {@code given}. */
    public void begins(Task<?> main, Object... given) {
        this.main = main;
        Reduction reduction = reduction();
        if (reduction != null) {
            reduction.made(main);
            for (Object each : given) {
                reduction.made(each);
            }
        }
    }

    private LoopView view() {
        return Objects.requireNonNull(view);
    }

    // The clock.

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public String whyNoSockets() {
        return "the seed cannot decide when it is ready; call SimulatedNetwork.install(test) before";
    }

    @Override
    public void goTo(long time) {
        nanos = Math.max(nanos, time);
    }

    @Override
    public boolean mustLook() {
        return true;
    }

    @Override
    public void poll(long timeoutNanos, boolean workElsewhere) {
        betweenSteps();
        OutsideChoices choices = decisions == null ? null : this.choices;
        if (!letStrangersIn() && timeoutNanos > 0 && view().readyCount() == 0
                && (choices != null || arrivals.firstNanos() > nanos) && !quiet.tell()) {
            if (choices != null && arrivals.areSomeTimed()) {
                stuck.waits();
                goTo(choices.whenNothingIsReady(timeoutNanos == Long.MAX_VALUE ? OutsideChoices.STANDS_STILL
                        : later(timeoutNanos)));
            } else {
                waitFor(timeoutNanos, workElsewhere);
            }
        }
        if (choices != null) {
            if (view().readyCount() > 0) {
                goTo(choices.meanwhile(view(), nanos));
            }
            return;
        }
        for (Arrival arrival : arrivals.takeDue(nanos)) {
            note("arrives", labels.of(arrival.step()));
            arrival.letIn();
        }
    }

    // where a program sleeps for ages, the clock stops at the end of time and does not begin anew
    private long later(long by) {
        return nanos > END_OF_TIME - by ? END_OF_TIME : nanos + by;
    }

    private void waitFor(long timeoutNanos, boolean workElsewhere) {
        long timer = Long.MAX_VALUE;
        if (timeoutNanos != Long.MAX_VALUE) {
            long lateness = draws == null ? 0 : draws.lateness(nanos, view().timers());
            timer = later(timeoutNanos > END_OF_TIME - lateness ? END_OF_TIME : timeoutNanos + lateness);
        }
        stuck.waits();
        Reduction reduction = reduction();
        if (reduction != null) {
            reduction.idles();
        }
        long arrival = arrivals.firstNanos();
        if (arrival == Long.MAX_VALUE && timer >= END_OF_TIME) {
            if (workElsewhere || allowStrangers) {
                waitForStrangers();
            } else {
                throw stuck.deadlock();
            }
        } else {
            goTo(Math.min(timer, arrival));
        }
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
                throw stuck.deadlock();
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

    public void tellQuiet(Promise<@Nullable Void> quiet) {
        this.quiet.add(quiet);
    }

    // Other threads.

    @Override
    public void joins(LoopView loop) {
        view = loop;
    }

    /** {@return the step that runs, or the last one} Any thread may ask. */
    public @Nullable Step running() {
        return handedOver.running();
    }

    /** {@return the thread that does what was handed over, while the loop is held for that, or null} Any thread may ask. */
    public @Nullable Thread worker() {
        return handedOver.worker();
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
            handedOver.sent(Thread.currentThread(), arrivals);
        }
    }

    @Override
    public void handedOver(HandedOver work) {
        hasHandedOver = true;
        handedOver.await(work, arrivals, this::timeArrivals);
        timeArrivals();
    }

    /** Says whether work was ever handed to another thread. */
    public boolean hasHandedOver() {
        return hasHandedOver;
    }

    private void timeArrivals() {
        arrivals.time(arrival -> {
            long when = later(draws == null ? 0 : draws.arrival(nanos, view().timers()));
            if (trace != null) {
                trace.add(nanos, "sends", labels.of(arrival.step()), when);
            }
            return when;
        });
    }

    /** Lets everything come in and take no more time, so that what is left can end. Says whether something came. */
    public boolean settleUp() {
        note(Trace.END, "");
        invariants.switchOff();
        order = _ -> 0;
        decisions = null;
        return arrivals.letAllIn();
    }

    // Signals.

    /** Lets {@code signal} come {@code nanos} from now. */
    public void signal(Signal signal, long nanos) {
        arrivals.addAt(later(nanos), new SignalArrival(signal, this::raise));
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

    // The order of steps.

    @Override
    public int next(LoopView loop) {
        betweenSteps();
        Reduction reduction = reduction();
        if (reduction != null && (!orders.isEmpty() || stuck.starvation.isWatching())) {
            reduction.isUnsure();
        }
        int place = order.next(loop);
        if (!orders.isEmpty()) {
            orders.carryOutBefore(loop.ready(place), this);
        }
        return place;
    }

    private void betweenSteps() {
        Reduction reduction = reduction();
        if (reduction == null) {
            checkBetweenSteps();
        } else {
            reduction.stepIsOver(view(), nanos);
            reduction.lookAway(this::checkBetweenSteps);
        }
    }

    private void checkBetweenSteps() {
        stuck.check();
        if (!invariants.isEmpty()) {
            Reduction reduction = reduction();
            if (reduction != null) {
                reduction.isWatched();
            }
            invariants.check(last == null ? "the start" : labels.of(last));
        }
        orders.carryOut(this);
    }

    @Override
    public void note(String what, Task<?> task, String when) {
        note(what, labels.of(task) + " " + when);
    }

    // What happens.

    @Override
    public void taskCreated(ObservedTask task) {
        stuck.starvation.created(task);
        labels.created(task);
        if (trace != null) {
            String name = Labels.hasDefaultName(task) ? "" : task.getName() + " ";
            trace.add(nanos, "creates",
                    "T" + task.id() + " " + name + task.coroutineName());
        }
    }

    @Override
    public void taskEnded(ObservedTask task) {
        stuck.starvation.ended(task);
        if (trace != null) {
            Throwable failure = task.failure();
            note("ends", labels.of(task) + (task.cancelled() ? " cancelled"
                    : failure != null ? " failed " + failure.getClass().getName() : ""));
        }
    }

    @Override
    public void cancelRequested(ObservedTask task, @Nullable Object message) {
        stuck.cancelRequested(task, view());
        Reduction reduction = reduction();
        if (reduction != null) {
            reduction.cancels(task);
        }
        note("cancels", labels.of(task));
    }

    @Override
    public void stepBegins(Step step) {
        Reduction reduction = reduction();
        if (step instanceof Housekeeping) {
            if (reduction != null) {
                reduction.lookAway();
            }
            return;
        }
        handedOver.stepBegins(step);
        if (reduction != null) {
            reduction.stepBegins(step);
        }
        if (trace != null) {
            note("runs", labels.of(step));
        }
        stuck.stepBegins(step, view());
    }

    @Override
    public void stepEnds(Step step) {
        if (step instanceof Housekeeping) {
            Reduction reduction = reduction();
            if (reduction != null) {
                reduction.lookAgain();
            }
            return;
        }
        last = step;
        stuck.stepEnds(step, view());
        orders.stepEnded(step);
        if (draws != null && draws.stepsTakeTime() && draws.isTimeTakingStep()) {
            long took = draws.step(nanos, view().timers());
            if (took > 0) {
                if (trace != null) {
                    trace.add(nanos, "takes", labels.of(step), took);
                }
                goTo(later(took));
            }
        }
    }
}
