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
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
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

    // loop-confined
    private long nanos;
    private boolean usesOutside;
    private boolean raising;
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
        this.decisions = order instanceof Decisions explored ? explored : null;
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

    private void tellReduction(Consumer<Reduction> what) {
        Reduction reduction = reduction();
        if (reduction != null) {
            what.accept(reduction);
        }
    }

    /** Says whether the calling thread holds its loop. Any thread may ask. */
    public boolean isHeldHere() {
        LoopView view = this.view;
        return view != null && view.isHeldHere();
    }

    /** The program begins, with {@code main}. */
    public void begins(Task<?> main) {
        this.main = main;
        tellReduction(reduction -> reduction.made(main));
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
            note("arrives", labels.of(arrival.step()));
            arrival.letIn();
        }
    }

    private void waitFor(long timeoutNanos, boolean workElsewhere) {
        long timer = Long.MAX_VALUE;
        if (timeoutNanos != Long.MAX_VALUE) {
            timer = nanos + timeoutNanos + (draws == null ? 0 : draws.lateness(nanos, view().timers()));
        }
        stuck.waits();
        tellReduction(Reduction::idles);
        long next = Math.min(timer, arrivals.firstNanos());
        if (next == Long.MAX_VALUE) {
            if (workElsewhere || allowStrangers) {
                waitForStrangers();
            } else {
                throw stuck.deadlock();
            }
        } else {
            goTo(next);
        }
    }

    // Any of the results that are under way may come, or time may go on to the next timer while they are.
    private void explore(Decisions decisions, long timeoutNanos) {
        stuck.waits();
        tellReduction(Reduction::isInFlight);
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
        if (usesOutside) {
            tellReduction(Reduction::isInFlight);
        }
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
        handedOver.await(work, arrivals, this::timeArrivals);
        timeArrivals();
    }

    private void timeArrivals() {
        arrivals.time(arrival -> {
            long when = nanos + (draws == null ? 0 : draws.arrival(nanos, view().timers()));
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
        if (!orders.isEmpty() || stuck.starvation.isWatching()) {
            tellReduction(Reduction::isUnsure);
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
            tellReduction(Reduction::isWatched);
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
        tellReduction(reduction -> reduction.cancels(task));
        note("cancels", labels.of(task));
    }

    @Override
    public void stepBegins(Step step) {
        if (step instanceof Housekeeping) {
            return;
        }
        handedOver.stepBegins(step);
        tellReduction(reduction -> reduction.stepBegins(step));
        if (trace != null) {
            note("runs", labels.of(step));
        }
        stuck.stepBegins(step, view());
    }

    @Override
    public void stepEnds(Step step) {
        if (step instanceof Housekeeping) {
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
                goTo(nanos + took);
            }
        }
    }
}
