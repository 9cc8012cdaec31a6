package io.asyncio4j.testkit.internal.world;

import io.asyncio4j.spi.OutsideWorld.Arrival;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Collectors;

/** What has come in from outside and is not let in yet: first without a time, then each with its own. */
final class Arrivals {

    /** Something that came from a thread, with where that was: its stack, which is read if somebody asks. */
    private record Fresh(Arrival arrival, Thread thread, Throwable place) {}

    /** Something whose time is known; among equal times, the first that came goes first. */
    record Timed(long nanos, long number, long batch, Arrival arrival) {}

    /** Says when the next one comes in. */
    interface Times {
        long next(Arrival arrival);
    }

    // guarded by itself: other threads add
    private final List<Fresh> fresh = new ArrayList<>();
    // loop-confined
    private final PriorityQueue<Timed> timed = new PriorityQueue<>(
            (a, b) -> a.nanos != b.nanos ? Long.compare(a.nanos, b.nanos) : Long.compare(a.number, b.number));
    private long count;
    private long batch;

    /** Any thread may call this. */
    void add(Arrival arrival) {
        synchronized (fresh) {
            fresh.add(new Fresh(arrival, Thread.currentThread(), new Throwable()));
        }
    }

    private List<Fresh> takeFresh() {
        synchronized (fresh) {
            if (fresh.isEmpty()) {
                return List.of();
            }
            List<Fresh> taken = List.copyOf(fresh);
            fresh.clear();
            return taken;
        }
    }

    /** Says whether there is none that came from a thread and has no time yet. Any thread may ask. */
    boolean areAllTimed() {
        synchronized (fresh) {
            return fresh.isEmpty();
        }
    }

    /** Gives those without a time one, in the order in which they came: of one thread, none overtakes another. */
    void time(Times times) {
        long notBefore = 0;
        for (Fresh each : takeFresh()) {
            notBefore = Math.max(notBefore, times.next(each.arrival));
            timed.add(new Timed(notBefore, count++, batch, each.arrival));
        }
        batch++;
    }

    /** Adds one that comes in at {@code nanos}. */
    void addAt(long nanos, Arrival arrival) {
        timed.add(new Timed(nanos, count++, batch++, arrival));
    }

    /** Lets those in at once that have no time: they come from threads that the simulation knows nothing of. */
    void letFreshIn() {
        takeFresh().forEach(each -> each.arrival.letIn());
    }

    /** {@return a sentence about the first that has no time, or an empty one} */
    String strangers() {
        synchronized (fresh) {
            if (fresh.isEmpty()) {
                return "";
            }
            Fresh first = fresh.getFirst();
            return "thread '" + first.thread.getName()
                    + "', which the simulation does not know, has called the loop: the"
                    + " seed cannot decide when. Let its work go through toThread, blocking or runInExecutor, or allow real"
                    + " threads, and lose that a seed repeats. It was at"
                    + text(List.of(first.place.getStackTrace()));
        }
    }

    /**
     * {@return a sentence about a thread that has sent something to the loop, and now waits, as it seems for the answer; or an
     * empty text}
     */
    String whoWaitsForTheLoop() {
        synchronized (fresh) {
            for (Fresh each : fresh) {
                Thread.State state = each.thread.getState();
                StackTraceElement[] stack = each.thread.getStackTrace();
                boolean waits = state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING
                        && Arrays.stream(stack).anyMatch(
                                frame -> frame.getClassName()
                                        .equals("java.util.concurrent.CompletableFuture"));
                if (waits) {
                    return "work on thread '" + each.thread.getName()
                            + "' has sent something to the loop and waits for the"
                            + " answer. In a simulation work runs at once, while the loop is held, so the answer cannot"
                            + " come. Let the work return, and let the task that awaits it do what it wanted of the loop."
                            + " It waits at" + text(List.of(stack));
                }
            }
            return "";
        }
    }

    private static String text(List<StackTraceElement> stack) {
        return stack.stream()
                .filter(frame -> !frame.getClassName().startsWith("io.asyncio4j.testkit.internal")
                        && !frame.getMethodName().equals("getStackTrace"))
                .limit(12).map(frame -> "\n    at " + frame).collect(Collectors.joining());
    }

    /** Says whether there is one that waits for its time. */
    boolean areSomeTimed() {
        return !timed.isEmpty();
    }

    /** {@return when the next one is to be let in, or {@link Long#MAX_VALUE}} */
    long firstNanos() {
        Timed first = timed.peek();
        return first == null ? Long.MAX_VALUE : first.nanos;
    }

    /** {@return those that are to be let in at {@code now}} They are forgotten here. */
    List<Arrival> takeDue(long now) {
        if (firstNanos() > now) {
            return List.of();
        }
        List<Arrival> due = new ArrayList<>();
        while (firstNanos() <= now) {
            due.add(timed.remove().arrival);
        }
        return due;
    }

    /** {@return those that may come in next, whatever their time}: of what came together, the first; the oldest first */
    List<Timed> heads() {
        if (timed.isEmpty()) {
            return List.of();
        }
        List<Timed> heads = new ArrayList<>();
        long last = -1;
        for (Timed each : timed.stream().sorted((a, b) -> Long.compare(a.number, b.number)).toList()) {
            if (each.batch != last) {
                heads.add(each);
                last = each.batch;
            }
        }
        return heads;
    }

    void remove(Timed arrival) {
        timed.remove(arrival);
    }

    /** Lets all in, whatever their time. Says whether there were any. */
    boolean letAllIn() {
        List<Arrival> due = takeDue(Long.MAX_VALUE - 1);
        due.forEach(Arrival::letIn);
        List<Fresh> came = takeFresh();
        came.forEach(each -> each.arrival.letIn());
        return !due.isEmpty() || !came.isEmpty();
    }
}
