package io.asyncio4j.internal.trace;

import io.asyncio4j.internal.handle.ThreadsafeHandle;
import io.asyncio4j.internal.handle.TimerHandleImpl;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.Sleep;
import io.asyncio4j.internal.kernel.Surroundings.FailureWatch;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.kernel.Turns;
import io.asyncio4j.internal.queue.ReadyQueue;
import io.asyncio4j.internal.text.Names;
import io.asyncio4j.spi.LoopObserver;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes down what one loop does. */
/*
 * Observers are not told who wakes whom; to tell them would cost a loop that nobody watches. But whatever becomes ready
 * is appended to the ready queue. So after each step one looks what stands there that did not before: the step has put it
 * there, unless it came from outside or was due, which can be seen by what it is. What stands there when a turn begins and
 * no step runs has come from outside.
 *
 * `marked` is the place up to which the queue has been looked at. Places move when entries are taken: of each that a turn
 * takes, its count is one less, so the count at the last look says how far they have moved.
 *
 * The clock is looked at once a step, when it ends: the next one begins then, unless the loop has done something else.
 */
final class FlightObserver implements LoopObserver {

    private static final int MOST_KNOWN = 10_000;
    private static final int MOST_FAILURES = 1_000;
    private static final int LONGEST_NAME = 200;

    /** A failure that nobody had looked at when its task ended. */
    record Failure(int task, FailureWatch watch) {}

    // fixed
    private final LoopCore loop;
    private final Turns turns;
    private final EventRing ring;
    private final TextTable texts;
    private final long start;
    private final Coroutines coroutines;
    private final ReadyQueue.Visitor queued = this::queued;
    private final AwaitedThings.Taker items = (count, text) -> write(Codes.ITEMS, count, text);

    // loop-confined
    private final CallbackNumbers numbers;
    private final AwaitSites sites = new AwaitSites();
    private final AwaitedThings things;
    private boolean begun;
    private long now;
    private int[] open = new int[4];
    private int depth;
    private int marked;
    private int leftAtMark;
    private int timersAtMark;
    private int queuedBy;
    private final Set<Integer> asked = new HashSet<>();

    // added by whoever holds the loop, looked at by any thread
    final ConcurrentLinkedQueue<Failure> failures = new ConcurrentLinkedQueue<>();
    private int failureCount;

    FlightObserver(LoopCore loop, EventRing ring, TextTable texts, long start) {
        this.loop = loop;
        this.turns = loop.turns;
        this.ring = ring;
        this.texts = texts;
        this.start = start;
        this.coroutines = new Coroutines(texts);
        this.things = new AwaitedThings(texts);
        this.numbers = new CallbackNumbers(turns.steering == null);
    }

    private void write(int code, int subject, int other) {
        ring.write(code, now, subject, other);
    }

    private void lookAtClock() {
        now = System.nanoTime() - start;
    }

    private int running() {
        return depth == 0 ? 0 : open[depth - 1];
    }

    // The first thing that it is told of: what is there already has come from nobody knows where.
    private void begin() {
        begun = true;
        lookAtClock();
        turns.ready.forEachFrom(0, (_, entry) -> {
            if (entry != null) {
                numbers.add(entry);
            }
        });
        int known = 0;
        for (TaskImpl<?> task : loop.tasks.snapshot(Long.MAX_VALUE)) {
            if (++known > MOST_KNOWN) {
                break;
            }
            write(Codes.KNOWN, number(task), coroutines.idOf(task));
            writeName(task);
            things.note(task.awaiting());
        }
        mark();
    }

    private void mark() {
        marked = turns.ready.size();
        leftAtMark = turns.leftInTurn;
        timersAtMark = turns.timers.size();
    }

    static int number(TaskImpl<?> task) {
        return (int) task.id() & Integer.MAX_VALUE;
    }

    // Tasks.

    @Override
    public void taskCreated(ObservedTask observed) {
        if (!begun) {
            begin();
        }
        var task = (TaskImpl<?>) observed;
        lookAtClock();
        write(Codes.CREATED, number(task), coroutines.idOf(task));
        writeName(task);
    }

    private void writeName(TaskImpl<?> task) {
        String name = task.nameGiven();
        if (name != null) {
            write(Codes.NAMED, number(task), texts.idOf(shortened(name)));
        } else if (task.numberInName() != task.id()) {
            write(Codes.NAMED_BY_NUMBER, number(task), (int) task.numberInName());
        }
    }

    @Override
    public void taskEnded(ObservedTask observed) {
        if (!begun) {
            begin();
        }
        var task = (TaskImpl<?>) observed;
        lookAtClock();
        int number = number(task);
        asked.remove(number);
        if (task.cancelling() > 0 && task.done() && !task.cancelled()) {
            write(Codes.CANCEL_IGNORED, number, 0);
        }
        Throwable failure = task.failure();
        if (failure == null) {
            write(task.done() && !task.cancelled() ? Codes.DONE : Codes.CANCELLED, number, 0);
            return;
        }
        write(Codes.FAILED, number, texts.idOf(shortened(Names.text(failure))));
        FailureWatch watch = task.failureWatch();
        if (watch != null && failureCount < MOST_FAILURES) {
            failureCount++;
            failures.add(new Failure(number, watch));
        }
    }

    @Override
    public void cancelRequested(ObservedTask observed, @Nullable Object message) {
        if (!begun) {
            begin();
        }
        lookAtClock();
        int number = number((TaskImpl<?>) observed);
        write(Codes.CANCEL_REQUESTED, number, running());
        if (message != null) {
            write(Codes.CANCEL_MESSAGE, number, texts.idOf(shortened(Names.text(message))));
        }
        asked.add(number);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME - 3) + "...";
    }

    // Steps.

    @Override
    public void stepBegins(Step step) {
        if (!begun) {
            begin();
        }
        if (depth > 0) {
            lookAtClock();
            lookAtQueue(running());
            if (depth == open.length) {
                open = Arrays.copyOf(open, depth << 1);
            }
        }
        mark();
        if (step instanceof TaskImpl<?> task) {
            int number = number(task);
            open[depth++] = number;
            write(Codes.BEGINS, number, marked);
        } else {
            int number = numbers.take(step);
            open[depth++] = number;
            write(Codes.BEGINS, number, textOf(step));
        }
    }

    // Text forms of callbacks are made by classes of our own, but may hold what comes of users' objects.
    private int textOf(Step step) {
        return texts.idOf(step == Sleep.END ? "end of sleep()" : shortened(Names.text(step)));
    }

    @Override
    public void stepEnds(Step step) {
        if (depth == 0) {
            return; // it has begun unobserved
        }
        lookAtClock();
        depth--;
        int number = open[depth];
        marked -= leftAtMark - turns.leftInTurn; // the next one may have been taken already
        lookAtQueue(number);
        if (step instanceof TaskImpl<?> task && !task.done()) {
            write(Codes.ENDS, number, awaited(task, number));
        } else {
            write(Codes.ENDS, number, TextTable.NONE);
        }
        things.lookAtItems(now, items);
    }

    private int awaited(TaskImpl<?> task, int number) {
        if (!asked.isEmpty() && task.cancelling() == 0 && asked.remove(number)) {
            write(Codes.UNCANCELLED, number, 0);
        }
        FutureImpl<?> awaiting = task.awaiting();
        if (awaiting == null) {
            return texts.idOf(task.isOffLoop() ? "blocking()" : "sleep(0)");
        }
        String site = sites.look(task, now);
        if (site != null) {
            write(Codes.STANDS, number, texts.idOf(site));
        }
        if (awaiting instanceof TaskImpl<?> other) {
            write(Codes.AWAITS_TASK, number, number(other));
        }
        return things.idOf(awaiting);
    }

    // What becomes ready.

    private void lookAtQueue(int by) {
        int size = turns.ready.size();
        if (size > marked) {
            queuedBy = by;
            turns.ready.forEachFrom(marked, queued);
        }
        int timers = turns.timers.size();
        if (timers > timersAtMark && by != 0) {
            write(Codes.TIMERS_SET, by, timers - timersAtMark);
        }
        mark();
    }

    private void queued(long ticket, @Nullable Object entry) {
        if (entry == null) {
            TaskImpl<?> task = loop.tasks.find(ticket);
            if (task != null) {
                queued(number(task), queuedBy == 0 || task.isOffLoop());
            }
        } else {
            int number = numbers.add(entry);
            if (entry instanceof Sleep || entry instanceof TimerHandleImpl) {
                write(Codes.FIRED, number, 0);
            } else {
                queued(number, queuedBy == 0 || entry instanceof ThreadsafeHandle
                        || entry instanceof Housekeeping);
            }
        }
    }

    private void queued(int number, boolean fromOutside) {
        write(fromOutside ? Codes.FROM_OUTSIDE : Codes.WOKEN, number, fromOutside ? 0 : queuedBy);
    }

    // Turns.

    @Override
    public void turnBegins(int ready) {
        if (!begun) {
            begin();
            return;
        }
        if (depth == 0) {
            lookAtClock();
        }
        // the turn before has taken all that were left to it, but for what is taken from this one by whoever begins it
        marked = Math.max(0, marked - leftAtMark);
        lookAtQueue(running());
    }

    @Override
    public void waitBegins(long nanos) {
        tell(Codes.WAIT_BEGINS, nanos == Long.MAX_VALUE ? -1 : micros(nanos));
    }

    @Override
    public void waitEnds(long lateNanos) {
        tell(Codes.WAIT_ENDS, micros(lateNanos));
    }

    @Override
    public void runBegins() {
        tell(Codes.RUN_BEGINS, 0);
    }

    @Override
    public void runEnds() {
        depth = 0; // something fatal may have ended steps that nobody was told of
        tell(Codes.RUN_ENDS, 0);
        numbers.clear();
        begun = false; // what is queued until it runs again
    }

    private void tell(int code, int other) {
        if (!begun) {
            begin();
        }
        lookAtClock();
        write(code, 0, other);
    }

    private static int micros(long nanos) {
        return (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMicros(nanos));
    }
}
