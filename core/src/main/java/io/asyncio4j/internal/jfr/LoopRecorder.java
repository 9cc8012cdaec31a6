package io.asyncio4j.internal.jfr;

import io.asyncio4j.spi.LoopObserver;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes what one loop does into the recordings that run. */
/*
 * Steps are too short to time them all: a look at the clock costs more than a tenth of a switch. So the clock is looked
 * at before every 32nd step, and whenever the ticker has moved on; a step within which it has not is shorter than its
 * period (about 5 ms) and is not slow. One within which it has is timed from the last look before it, which lies at
 * most 31 steps back that were all short. The same goes for turns.
 *
 * The first steps of a run and after each wait are timed by themselves, as they are few: so the loop of a server that
 * has much time to wait needs no ticker, which a busy machine may starve. And if the recording has asked for each step,
 * each is.
 */
final class LoopRecorder implements LoopObserver {

    private static final int STEPS_PER_LOOK = 32;
    private static final int STEPS_TIMED_AFTER_WAIT = 8;
    private static final long LAG_NANOS = 20_000_000;

    // fixed
    private final String loop;
    private final LongSupplier slowNanos;
    private final Supplier<@Nullable Step> running;
    private final TaskEvent sinceRecording = new TaskEvent();

    // loop-confined
    private final IdentityHashMap<ObservedTask, TaskEvent> tasks = new IdentityHashMap<>();

    // how many steps have begun and not ended: one, and those that were started within it
    private int depth;

    // one event for each level of nesting, used again and again; if all steps are wanted
    private final List<StepEvent> steps = new ArrayList<>();
    private boolean allSteps;

    // how many of the coming steps are timed by themselves, and whether the present one is
    private int stepsToTime = STEPS_TIMED_AFTER_WAIT;
    private boolean isTimed;

    // the last look at the clock before the present step, the tick at which it was, and the event begun with it
    private int stepsToLook;
    private int stepTick;
    private long stepNanos;
    private SlowStepEvent slowStep = new SlowStepEvent();

    // the same for turns
    private boolean inTurn;
    private boolean isTurnTimed;
    private int stepsOfTurn;
    private int stepsToLookAtTurn;
    private int turnTick;
    private long turnNanos;
    private long lateNanos;
    private LoopLagEvent lag = new LoopLagEvent();

    LoopRecorder(String loop, LongSupplier slowNanos, Supplier<@Nullable Step> running) {
        this.loop = loop;
        this.slowNanos = slowNanos;
        this.running = running;
        steps.add(new StepEvent());
        sinceRecording.begin();
    }

    // Tasks.

    @Override
    public void taskCreated(ObservedTask task) {
        var event = new TaskEvent();
        if (event.isEnabled()) {
            event.begin();
            tasks.put(task, event);
        }
    }

    @Override
    public void taskEnded(ObservedTask task) {
        TaskEvent event = tasks.remove(task);
        if (task.done() && sinceRecording.isEnabled()) {
            (event != null ? event : sinceRecording.copy()).end(loop, task, event != null);
        }
    }

    @Override
    public void cancelRequested(ObservedTask task, @Nullable Object message) {
        var event = new CancelEvent();
        if (!event.shouldCommit()) {
            return;
        }
        event.loop = loop;
        event.taskId = task.id();
        event.taskName = Texts.nameOf(task);
        event.coroutine = task.coroutineName();
        event.message = message == null ? null : Texts.of(message);
        Step asking = running.get();
        event.requestedBy = asking == null ? null : Texts.nameOf(asking);
        LostEvent.writeIfNeeded();
        event.commit(); // here rather than by write(): tools show a few frames only
    }

    // Steps.

    @Override
    public void stepBegins(Step step) {
        if (depth == 0) {
            isTimed = allSteps || stepsToTime > 0;
            if (isTimed || --stepsToLook <= 0 || Ticker.ticks() != stepTick) {
                look();
            }
        }
        if (allSteps) {
            if (depth == steps.size()) {
                steps.add(new StepEvent());
            }
            steps.get(depth).begin();
        }
        depth++;
    }

    private void look() {
        allSteps = steps.getFirst().isEnabled();
        stepsToLook = STEPS_PER_LOOK;
        stepsToTime = Math.max(stepsToTime - 1, 0);
        stepTick = Ticker.ticks();
        stepNanos = System.nanoTime();
        slowStep.begin();
    }

    @Override
    public void stepEnds(Step step) {
        if (depth == 0) {
            return; // it has begun unobserved
        }
        depth--;
        if (allSteps) {
            StepEvent event = steps.get(depth);
            event.end();
            if (event.shouldCommit()) {
                event.write(loop, step);
            }
        }
        // within another step, that is the one to blame
        if (depth == 0 && (isTimed || Ticker.ticks() != stepTick)) {
            if (System.nanoTime() - stepNanos >= slowNanos.getAsLong()) {
                slowStep.end();
                if (slowStep.shouldCommit()) {
                    slowStep.write(loop, step);
                }
            }
            stepsToLook = 0;
        }
    }

    // Turns.

    @Override
    public void runBegins() {
        stepsToTime = STEPS_TIMED_AFTER_WAIT;
    }

    @Override
    public void runEnds() {
        turnEnds();
        depth = 0; // something fatal may have ended steps that nobody was told of
    }

    @Override
    public void waitBegins(long nanos) {
        turnEnds();
    }

    @Override
    public void waitEnds(long lateNanos) {
        this.lateNanos = lateNanos;
        stepsToTime = STEPS_TIMED_AFTER_WAIT;
    }

    @Override
    public void turnBegins(int ready) {
        turnEnds();
        isTurnTimed = stepsToTime > 0;
        stepsToLookAtTurn -= ready;
        if (isTurnTimed || stepsToLookAtTurn <= 0 || Ticker.ticks() != turnTick) {
            stepsToLookAtTurn = STEPS_PER_LOOK;
            turnTick = Ticker.ticks();
            turnNanos = System.nanoTime();
            lag.begin();
        }
        stepsOfTurn = ready;
        inTurn = true;
    }

    private void turnEnds() {
        if (!inTurn) {
            return;
        }
        inTurn = false;
        if (!isTurnTimed && lateNanos < LAG_NANOS && Ticker.ticks() == turnTick) {
            lateNanos = 0;
            return;
        }
        if (lateNanos >= LAG_NANOS || System.nanoTime() - turnNanos >= LAG_NANOS) {
            lag.end();
            if (lag.shouldCommit()) {
                lag.loop = loop;
                lag.steps = stepsOfTurn;
                lag.timerLateness = lateNanos;
                lag.write();
            }
        }
        lateNanos = 0;
        stepsToLookAtTurn = 0;
    }
}
