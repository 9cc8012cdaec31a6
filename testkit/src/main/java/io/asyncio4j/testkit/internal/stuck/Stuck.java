package io.asyncio4j.testkit.internal.stuck;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.spi.LoopObserver.ObservedTask;
import io.asyncio4j.spi.LoopObserver.Step;
import io.asyncio4j.spi.LoopView;
import io.asyncio4j.spi.ObjectUse;
import io.asyncio4j.testkit.StuckError;
import io.asyncio4j.testkit.internal.look.Diagnosis;
import org.jspecify.annotations.Nullable;

/** Recognises a run that goes nowhere: deadlock, lost wake-up, livelock, starvation. */
public final class Stuck {

    private static final int MOST_STEPS_WITHOUT_WAIT = 100_000;
    private static final int MOST_STEPS = 5_000_000;

    public final Starvation starvation = new Starvation();
    private final DroppedWakeUps droppedWakeUps = new DroppedWakeUps();
    private @Nullable WakeUps wakeUps; // of a run that is watched closely
    private int steps;
    private int stepsWithoutWait;

    /** Lets it know of all wake-ups. {@return who is to be told of the objects that the run uses} */
    public ObjectUse.Listener watchClosely() {
        var watching = new WakeUps();
        wakeUps = watching;
        return watching;
    }

    /** The loop has nothing to run, and waits for something. */
    public void waits() {
        stepsWithoutWait = 0;
    }

    public void stepBegins(Step step, LoopView loop) {
        droppedWakeUps.stepBegins(loop);
        steps++;
        stepsWithoutWait++;
        starvation.stepBegins(step, stepsWithoutWait > MOST_STEPS_WITHOUT_WAIT / 2
                || steps > MOST_STEPS - MOST_STEPS_WITHOUT_WAIT / 2);
    }

    public void stepEnds(Step step, LoopView loop) {
        droppedWakeUps.stepEnds(step, loop);
        if (wakeUps != null) {
            wakeUps.lookAtLastUse();
        }
    }

    public void cancelRequested(ObservedTask task, LoopView loop) {
        droppedWakeUps.cancelRequested((Task<?>) task, loop);
    }

    /** Throws if the program is in a livelock, or lets somebody starve. */
    public void check() {
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
    }

    /** {@return what to throw where all wait and nothing will come} */
    public StuckError deadlock() {
        String dropped = droppedWakeUps.text();
        String missed = wakeUps == null ? "" : wakeUps.text();
        LoopSnapshot snapshot = LoopSnapshot.of(EventLoop.running());
        String kept = Keepers.text(EventLoop.running(), snapshot)
                + (wakeUps == null ? "" : wakeUps.joins(snapshot));
        return new StuckError((dropped.isEmpty() && missed.isEmpty() ? "deadlock" : "lost wake-up")
                + ": all tasks wait, no timer is set and nothing will come from outside"
                + (dropped.isEmpty() ? ".\n" : "; before that, " + dropped + ".\n")
                + (missed.isEmpty() ? "" : missed + "\n") + kept
                + Diagnosis.of(EventLoop.running()));
    }
}
