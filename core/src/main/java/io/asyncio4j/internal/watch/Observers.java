package io.asyncio4j.internal.watch;

import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.Observation;
import io.asyncio4j.internal.kernel.PerLoop;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.spi.StackProbe;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who is told what a loop does: those that were added, and while Flight Recorder records, what writes its events. */
public final class Observers {

    private static final int NEEDED_FRAMES = 300;
    private static final PerLoop<Observers> OF_LOOP = PerLoop.of(Observers::new);

    // fixed
    private final LoopCore loop;

    // loop-confined: what writes this loop's events into recordings, while any runs
    private @Nullable LoopObserver recorder;
    // what FlightRecordings.running() was when it was made
    private int recorded;

    // guarded by the loop: those that were added and not removed
    private List<LoopObserver> observers = List.of();

    private Observers(LoopCore loop) {
        this.loop = loop;
    }

    /** {@return those of {@code loop}} */
    public static Observers of(LoopCore loop) {
        return OF_LOOP.of(loop);
    }

    /** Any thread may call this; from one that does not hold the running loop, it takes effect in a coming turn. */
    public void add(LoopObserver observer) {
        StackProbe.ensureSmall(NEEDED_FRAMES);
        synchronized (loop) {
            observers = Stream.concat(observers.stream(), Stream.of(observer)).toList();
        }
        takeOverSoon();
    }

    /** Ends what {@link #add} began, by the same rules. Harmless for one that was not added. */
    public void remove(LoopObserver observer) {
        StackProbe.ensureSmall(NEEDED_FRAMES);
        synchronized (loop) {
            observers = observers.stream().filter(each -> each != observer).toList();
        }
        takeOverSoon();
    }

    /** Removes an observer that has thrown; called by whoever holds the loop. */
    public void drop(LoopObserver observer) {
        if (observer == recorder) {
            recorder = null;
        }
        remove(observer);
    }

    /** Lets an observer write this loop's events while a recording runs; called by whoever holds the loop. */
    void followRecordings() {
        int recordings = FlightRecordings.running();
        if (recordings != recorded) {
            recorded = recordings;
            recorder = recordings == 0 ? null : FlightRecordings.newRecorder(loop);
            takeOver();
        }
    }

    /** The same from any thread, for a loop that runs; another one does so by itself when it begins to run. */
    void followRecordingsSoon() {
        if (loop.isHeldHere()) {
            followRecordings();
        } else if (loop.isRunning()) {
            // it looks at what is the case by then, so the last change is right, whoever brings it
            loop.turns.enqueueFromOutside(new Change(this::followRecordings));
        }
    }

    private void takeOverSoon() {
        synchronized (loop) { // so that the loop does not begin to run meanwhile
            if (!loop.isRunning() || loop.isHeldHere()) {
                takeOver();
                return;
            }
        }
        loop.turns.enqueueFromOutside(new Change(this::takeOver));
    }

    // it takes those that are wanted by then, so the last change is right, whoever brings it
    private void takeOver() {
        synchronized (loop) {
            LoopObserver recorder = this.recorder;
            Observation.set(loop, recorder == null ? observers.stream()
                    : Stream.concat(observers.stream(), Stream.of(recorder)));
        }
    }

    /** Brings a change of the observers from another thread. */
    private static final class Change extends FutureListener implements LoopObserver.Housekeeping {

        private final Runnable change;

        Change(Runnable change) {
            this.change = change;
        }

        @Override
        public void call() {
            change.run();
        }

        @Override
        public String toString() {
            return "change of observers";
        }
    }
}
