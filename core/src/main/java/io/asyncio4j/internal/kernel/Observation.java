package io.asyncio4j.internal.kernel;

import io.asyncio4j.internal.queue.ReadyQueue;
import io.asyncio4j.internal.text.Logs;
import io.asyncio4j.internal.text.Names;
import io.asyncio4j.spi.LoopObserver;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells a loop's observers what it does; a loop without observers has none. One that throws is dropped. */
public final class Observation {

    private static final System.Logger LOGGER = System.getLogger("io.asyncio4j");

    private final LoopCore loop;

    // loop-confined: replaced as a whole, so that an observer may leave while all are being told
    private LoopObserver[] observers = {};
    // the steps that have begun since, the innermost last: a task by its ticket, as Turns queues it and for the same
    // reason, of the others the place
    private long[] open = new long[4];
    private int depth;
    private final ArrayDeque<LoopObserver.Step> openCallbacks = new ArrayDeque<>(4);
    // the task that has ended within the innermost step, if that is its own: a ticket does not lead to it any more
    private LoopObserver.@Nullable Step ended;
    // whether observers are being told: they must not await, for the loop is between two steps then
    private boolean telling;

    private Observation(LoopCore loop) {
        this.loop = loop;
    }

    /** Lets {@code loop} tell {@code observers} from now on. */
    public static void set(LoopCore loop, Stream<LoopObserver> observers) {
        LoopObserver[] all = observers.toArray(LoopObserver[]::new);
        Observation observation = loop.turns.observation;
        if (all.length == 0) {
            loop.turns.observation = null;
        } else if (observation == null) {
            loop.turns.observation = new Observation(loop);
            loop.turns.observation.observers = all;
        } else {
            observation.observers = all;
        }
    }

    /** Says whether observers are being told of something. */
    boolean isTelling() {
        return telling;
    }

    void taskCreated(TaskImpl<?> task) {
        tell(observer -> observer.taskCreated(task));
    }

    void taskEnded(TaskImpl<?> task) {
        ended = depth > 0 ? task : null;
        tell(observer -> observer.taskEnded(task));
    }

    void cancelRequested(TaskImpl<?> task, @Nullable Object message) {
        boolean outer = telling;
        telling = true;
        for (LoopObserver observer : observers) { // not by tell(): stack traces of who asked begin here
            try {
                observer.cancelRequested(task, message);
            } catch (Throwable e) {
                drop(observer, e);
            }
        }
        telling = outer;
    }

    // These two are the hot ones, so they make no lambda.

    void stepBegins(LoopObserver.Step step) {
        if (depth == open.length) {
            open = Arrays.copyOf(open, depth << 1);
        }
        if (step instanceof TaskImpl<?> task) {
            open[depth++] = task.ticket();
        } else {
            open[depth++] = ReadyQueue.OBJECT;
            openCallbacks.push(step);
        }
        boolean outer = telling;
        telling = true;
        for (LoopObserver observer : observers) {
            try {
                observer.stepBegins(step);
            } catch (Throwable e) {
                drop(observer, e);
            }
        }
        telling = outer;
    }

    void stepEnds() {
        LoopObserver.Step step = depth == 0 ? null : innermost(open[--depth]);
        ended = null;
        if (step == null) {
            return; // it has begun unobserved
        }
        boolean outer = telling;
        telling = true;
        for (LoopObserver observer : observers) {
            try {
                observer.stepEnds(step);
            } catch (Throwable e) {
                drop(observer, e);
            }
        }
        telling = outer;
    }

    private LoopObserver.@Nullable Step innermost(long ticket) {
        if (ticket == ReadyQueue.OBJECT) {
            return openCallbacks.pop();
        }
        LoopObserver.Step task = loop.tasks.find(ticket);
        return task != null ? task : ended;
    }

    void runBegins() {
        tell(LoopObserver::runBegins);
    }

    void runEnds() {
        telling = false;
        depth = 0; // something fatal may have ended more than one
        openCallbacks.clear();
        ended = null;
        tell(LoopObserver::runEnds);
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
        boolean outer = telling;
        telling = true;
        for (LoopObserver observer : observers) {
            try {
                event.accept(observer);
            } catch (Throwable e) {
                drop(observer, e);
            }
        }
        telling = outer;
    }

    private void drop(LoopObserver observer, Throwable why) {
        loop.around.dropObserver(observer);
        Logs.log(
                LOGGER,
                System.Logger.Level.ERROR,
                "Observer " + Names.value(observer) + " of " + loop + " has thrown and was removed",
                why);
    }
}
