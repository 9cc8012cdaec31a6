package io.asyncio4j.internal.trace;

import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.text.Shown;
import io.asyncio4j.internal.text.Stacks;
import io.asyncio4j.internal.watch.HoldWatch;
import io.asyncio4j.internal.watch.Observers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One flight log of one loop, from when it is switched on until it is stopped. Any thread may use it. */
public final class Flight {

    static final int MOST_MEBIBYTES = 1_024;
    private static final int MOST_TASKS_AT_END = 10_000;
    private static final int MOST_FRAMES = 50;
    private static final int BYTES_OF_A_MEBIBYTE = 1 << 20;

    // fixed
    final LoopCore loop;
    final EventRing ring;
    final TextTable texts = new TextTable();
    final long startMillis = System.currentTimeMillis();
    private final long start = System.nanoTime();
    private final FlightObserver observer;
    private final SlowStacks stacks;

    private Flight(LoopCore loop, int mebibytes, long limitNanos, Runnable onExpiry) {
        this.loop = loop;
        ring = new EventRing(
                Integer.highestOneBit(mebibytes) * (BYTES_OF_A_MEBIBYTE / EventRing.EVENT_BYTES));
        observer = new FlightObserver(loop, ring, texts, start);
        stacks = new SlowStacks(loop, start, limitNanos, onExpiry);
    }

    /** Switches one on. */
    static Flight start(LoopCore loop, int mebibytes, long limitNanos, Runnable onExpiry) {
        if (mebibytes < 1 || mebibytes > MOST_MEBIBYTES) {
            throw new IllegalArgumentException(
                    "the size of a flight log must be from 1 to " + MOST_MEBIBYTES + " MiB, got "
                            + mebibytes);
        }
        loop.ensureOpen();
        var flight = new Flight(loop, mebibytes, limitNanos, onExpiry);
        flight.stacks.start("flight-log");
        Observers.of(loop).add(flight.observer);
        return flight;
    }

    /** Switches it off. What it has written stays. */
    void stop() {
        stacks.stop();
        Observers.of(loop).remove(observer);
    }

    /** {@return what it has written until now} */
    byte[] bytes() {
        long nanos = System.nanoTime() - start;
        EventRing.Copy copy = ring.copy();
        return new FlightBytes(this, nanos, copy).write(extras(nanos));
    }

    String threads() {
        return loop.turns.threads.backend().name().toLowerCase(Locale.ROOT);
    }

    int slowStacks() {
        return stacks.stacks().size();
    }

    /** {@return how long a step may hold the loop} */
    long allowedNanos() {
        return HoldWatch.of(loop).allowedNanos();
    }

    /** Something that is not in the ring, since other threads know it. */
    record Extra(int kind, long nanos, int subject, int other, @Nullable String text) {}

    private List<Extra> extras(long nanos) {
        var extras = new ArrayList<Extra>();
        for (SlowStacks.Stack stack : stacks.stacks()) {
            extras.add(new Extra(Codes.HOLDS, stack.nanos(), stack.task(),
                    (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMicros(stack.heldNanos())),
                    stack.lines()));
        }
        for (FlightObserver.Failure failure : observer.failures) {
            if (failure.watch().isUnretrieved()) {
                extras.add(new Extra(Codes.UNRETRIEVED, nanos, failure.task(), 0, null));
            }
        }
        int count = 0;
        for (TaskImpl<?> task : loop.tasks.snapshot(Long.MAX_VALUE)) {
            if (++count > MOST_TASKS_AT_END) {
                break;
            }
            extras.add(new Extra(Codes.AT_END, nanos, FlightObserver.number(task), 0, atEnd(task)));
            extras.add(new Extra(Codes.NAMED, nanos, FlightObserver.number(task), 0,
                    Shown.shortened(task.getName())));
        }
        return extras;
    }

    private String atEnd(TaskImpl<?> task) {
        String state = task == loop.currentFromAnywhere() ? "running"
                : task.isOffLoop() ? "off loop"
                : task.awaiting() != null ? "waiting" : task.thread() == null ? "new" : "ready";
        if (task.cancelling() > 0) {
            state += ", cancelling";
        }
        var text = new StringBuilder(state);
        try {
            for (StackTraceElement frame : task.getStack(MOST_FRAMES).reversed()) {
                text.append('\n').append(Stacks.shortForm(frame));
            }
        } catch (RuntimeException e) {
            // it has gone on meanwhile
        }
        return text.toString();
    }
}
