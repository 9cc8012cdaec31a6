package io.asyncio4j.internal.kernel;

import io.asyncio4j.internal.queue.ReadyQueue;
import io.asyncio4j.internal.text.Logs;
import io.asyncio4j.internal.text.Names;
import io.asyncio4j.spi.LoopObserver;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells a loop's observers what it does; a loop without observers has none. One that throws is dropped. Where there is no
 * memory, some are not told: nothing is thrown between two steps. So it makes no lambdas when it tells.
 */
public final class Observation {

    private static final int TASK_CREATED = 0;
    private static final int TASK_ENDED = 1;
    private static final int RUN_BEGINS = 2;
    private static final int RUN_ENDS = 3;
    private static final int WAIT_BEGINS = 4;
    private static final int WAIT_ENDS = 5;
    private static final int TURN_BEGINS = 6;

    private final LoopCore loop;

    // loop-confined: replaced as a whole, so that an observer may leave while all are being told
    private LoopObserver[] observers = {};
    // the steps that have begun since, the innermost last: a task by its ticket, as Turns queues it and for the same
    // reason, others in the same place of the second array
    private long[] open = new long[4];
    private LoopObserver.@Nullable Step[] openCallbacks = new LoopObserver.Step[4];
    private int depth;
    // how many have begun within those for which there was no memory, so that nobody hears of them
    private int untold;
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
        tell(TASK_CREATED, task, 0);
    }

    void taskEnded(TaskImpl<?> task) {
        ended = depth > 0 ? task : null;
        tell(TASK_ENDED, task, 0);
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

    void stepBegins(LoopObserver.Step step) {
        if (untold > 0 || depth == open.length && !hasGrown()) {
            untold++;
            return;
        }
        if (step instanceof TaskImpl<?> task) {
            open[depth++] = task.ticket();
        } else {
            openCallbacks[depth] = step;
            open[depth++] = ReadyQueue.OBJECT;
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

    private boolean hasGrown() {
        try {
            LoopObserver.@Nullable Step[] moreCallbacks = Arrays.copyOf(openCallbacks, depth << 1);
            open = Arrays.copyOf(open, depth << 1);
            openCallbacks = moreCallbacks;
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    void stepEnds() {
        if (untold > 0) {
            untold--;
            return;
        }
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
            LoopObserver.Step callback = openCallbacks[depth];
            openCallbacks[depth] = null;
            return callback;
        }
        LoopObserver.Step task = loop.tasks.find(ticket);
        return task != null ? task : ended;
    }

    void runBegins() {
        tell(RUN_BEGINS, null, 0);
    }

    void runEnds() {
        telling = false;
        depth = 0; // something fatal may have ended more than one
        Arrays.fill(openCallbacks, null);
        untold = 0;
        ended = null;
        tell(RUN_ENDS, null, 0);
    }

    void waitBegins(long nanos) {
        tell(WAIT_BEGINS, null, nanos);
    }

    void waitEnds(long lateNanos) {
        tell(WAIT_ENDS, null, lateNanos);
    }

    void turnBegins(int ready) {
        tell(TURN_BEGINS, null, ready);
    }

    private void tell(int event, @Nullable TaskImpl<?> task, long number) {
        boolean outer = telling;
        telling = true;
        for (LoopObserver observer : observers) {
            try {
                switch (event) {
                    case TASK_CREATED -> observer.taskCreated(Objects.requireNonNull(task));
                    case TASK_ENDED -> observer.taskEnded(Objects.requireNonNull(task));
                    case RUN_BEGINS -> observer.runBegins();
                    case RUN_ENDS -> observer.runEnds();
                    case WAIT_BEGINS -> observer.waitBegins(number);
                    case WAIT_ENDS -> observer.waitEnds(number);
                    default -> observer.turnBegins((int) number);
                }
            } catch (Throwable e) {
                drop(observer, e);
            }
        }
        telling = outer;
    }

    private void drop(LoopObserver observer, Throwable why) {
        try {
            loop.around.dropObserver(observer);
            Logs.log(System.Logger.Level.ERROR,
                    "Observer " + Names.value(observer) + " of " + loop + " has thrown and was removed",
                    why);
        } catch (OutOfMemoryError e) {
            // it is told again, and may be removed then
        }
    }
}
