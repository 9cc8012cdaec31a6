package io.asyncio4j;

import io.asyncio4j.spi.LoopObserver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells a loop's observers what it does; a loop without observers has none. One that throws is dropped. */
final class Observation {

    private static final System.Logger LOGGER = System.getLogger("io.asyncio4j");

    private final Scheduler loop;

    // loop-confined: replaced as a whole, so that an observer may leave while all are being told
    private List<LoopObserver> observers = List.of();
    // the steps that have begun since, the innermost first
    private final ArrayDeque<LoopObserver.Step> open = new ArrayDeque<>(4);

    private Observation(Scheduler loop) {
        this.loop = loop;
    }

    static void add(Scheduler loop, LoopObserver observer) {
        if (loop.observation == null) {
            loop.observation = new Observation(loop);
        }
        var more = new ArrayList<>(loop.observation.observers);
        more.add(observer);
        loop.observation.observers = List.copyOf(more);
    }

    /** Removes what was added once; harmless if it is not there. */
    static void remove(Scheduler loop, LoopObserver observer) {
        Observation observation = loop.observation;
        if (observation == null) {
            return;
        }
        var left = new ArrayList<>(observation.observers);
        left.removeIf(each -> each == observer);
        observation.observers = List.copyOf(left);
        if (left.isEmpty()) {
            loop.observation = null;
        }
    }

    void taskCreated(Task<?> task) {
        tell(observer -> observer.taskCreated(task));
    }

    void taskEnded(Task<?> task) {
        tell(observer -> observer.taskEnded(task));
    }

    void cancelRequested(Task<?> task, @Nullable Object message) {
        tell(observer -> observer.cancelRequested(task, message));
    }

    void stepBegins(LoopObserver.Step step) {
        open.push(step);
        tell(observer -> observer.stepBegins(step));
    }

    void stepEnds() {
        LoopObserver.Step step = open.poll();
        if (step == null) {
            return; // it has begun unobserved
        }
        tell(observer -> observer.stepEnds(step));
    }

    void waitBegins(long nanos) {
        tell(observer -> observer.waitBegins(nanos));
    }

    void waitEnds(long lateNanos) {
        tell(observer -> observer.waitEnds(lateNanos));
    }

    void turnBegins(int ready) {
        tell(observer -> observer.turnBegins(ready));
    }

    private void tell(Consumer<LoopObserver> event) {
        List<LoopObserver> observers = this.observers;
        for (int i = 0; i < observers.size(); i++) {
            LoopObserver observer = observers.get(i);
            try {
                event.accept(observer);
            } catch (Throwable e) {
                remove(loop, observer);
                LOGGER.log(
                        System.Logger.Level.ERROR,
                        "Observer " + Names.value(observer) + " of " + loop + " has thrown and was removed",
                        e);
            }
        }
    }
}
