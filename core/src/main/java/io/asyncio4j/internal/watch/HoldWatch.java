package io.asyncio4j.internal.watch;

import io.asyncio4j.internal.kernel.HandleImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PerLoop;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.kernel.Turns;
import io.asyncio4j.internal.text.Logs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the watchdog knows of one loop: for how long the same step has had it, and what was said about that.
 *
 * <p>It reads plain fields of a loop that runs on another thread, so what it reads may be a little old, or not fit
 * together. Before it says something it looks whether the step is still the same.
 */
public final class HoldWatch {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int MOST_PLACES = 1_000;
    private static final int MOST_FAILED_LOOKS = 3;
    private static final int MOST_RECENT = 64;

    // opaque, so that nobody may keep an old value for good
    private static final VarHandle STEPS = field("steps", long.class);
    private static final VarHandle IDLE = field("idle", boolean.class);
    private static final VarHandle HANDLE = field("runningHandle", HandleImpl.class);

    private static final PerLoop<HoldWatch> OF_LOOP = PerLoop.of(HoldWatch::new);

    // fixed
    private final LoopCore loop;

    // any thread, volatile: how long a step may hold the loop, MAX_VALUE for ever; how many have held it for longer
    private volatile long allowedNanos = Long.MAX_VALUE;
    private volatile long found;

    // the watchdog's thread only
    private final DeadlockWatch deadlocks;
    private boolean busy;
    private long step;
    private long held;
    private long holds;
    // it speaks when the step has held the loop for this many times the allowed duration: 1, 10, 100, ...
    private long multiple;
    private boolean awaitsCarrier;
    private long helpAt;
    private int failedLooks;
    private @Nullable Culprit told;
    private @Nullable HeldStep holding;
    private final Map<String, Integer> timesSeen = new HashMap<>();

    // guarded by itself
    private final ArrayDeque<HeldStep> recent = new ArrayDeque<>();

    HoldWatch(LoopCore loop) {
        this.loop = loop;
        this.deadlocks = new DeadlockWatch(loop);
    }

    /** {@return that of {@code loop}} Any thread may ask. */
    public static HoldWatch of(LoopCore loop) {
        return OF_LOOP.of(loop);
    }

    /** Sets how long a step may hold the loop, in nanoseconds; {@link Long#MAX_VALUE} for any length of time. */
    public void allow(long nanos) {
        allowedNanos = nanos;
    }

    public long allowedNanos() {
        return allowedNanos;
    }

    /** {@return how long a step may go on before somebody has to look, in nanoseconds} */
    long patienceNanos() {
        return Carriers.areUsedBy(loop) ? Math.min(allowedNanos, Carriers.PATIENCE_NANOS) : allowedNanos;
    }

    /** {@return how many steps have been found that held the loop for longer} */
    public long found() {
        return found;
    }

    /** {@return the last steps that have held the loop for longer, the oldest first} */
    public List<HeldStep> recent() {
        synchronized (recent) {
            return List.copyOf(recent);
        }
    }

    /** Looks at the loop, {@code nanos} after the last time. */
    void look(long nanos) {
        long allowed = allowedNanos;
        deadlocks.tell();
        if (loop.isRunning() && isIdle()) {
            deadlocks.lookAtIdle(steps(), nanos);
        }
        if (patienceNanos() == Long.MAX_VALUE || !loop.isRunning() || isIdle()) {
            leave();
        } else if (!busy || steps() != step) {
            stepIsOver();
            busy = true;
            step = steps();
            held = 0;
            multiple = 1;
            awaitsCarrier = false;
            helpAt = Carriers.PATIENCE_NANOS;
        } else {
            held += nanos;
            if (!isHelped() && held / multiple >= allowed) {
                heldTooLong();
            }
        }
    }

    /** Notes that no step has the loop. */
    void leave() {
        stepIsOver();
        busy = false;
    }

    /** Asks the loop, which is idle, whether its tasks wait for each other, if it was not asked yet; and says so. */
    boolean asksBeforeSleep() {
        return loop.isRunning() && isIdle() && deadlocks.ask(steps());
    }

    /** Says whether it was not held, but has waited for a carrier, and has been lent one. */
    private boolean isHelped() {
        if (held < helpAt || !Carriers.areUsedBy(loop)) {
            return false;
        }
        boolean awaited = awaitsCarrier;
        awaitsCarrier = Carriers.areAwaitedBy(loop);
        if (!awaited || !awaitsCarrier) {
            return awaitsCarrier; // or it was just being switched: the next look tells
        }
        helpAt = held << 1;
        return Carriers.lend(loop, seconds());
    }

    private void heldTooLong() {
        try {
            report();
        } catch (RuntimeException | Error e) {
            if (++failedLooks < MOST_FAILED_LOOKS) {
                return; // what it looked at has just changed; if the step is not over it looks again in the next tick
            }
            // there is no memory, or no descriptor to load a class by: it cannot be told who it is, but counted
        }
        failedLooks = 0;
        if (multiple == 1) {
            found = ++holds;
        }
        multiple *= 10;
    }

    private void report() {
        TaskImpl<?> task = loop.currentFromOutside();
        var handle = (HandleImpl) HANDLE.getOpaque(loop.turns);
        Thread holder = loop.holder(task);
        if (holder == null
                || (task == null && (handle == null || handle instanceof DeadlockWatch.Question))) {
            return; // to look for deadlocks may take its time: nothing else wants to run
        }
        var culprit = Culprit.of(task, handle, holder);
        if (steps() != step || isIdle()) {
            return;
        }
        if (holding == null) {
            keep(new HeldStep(holds + 1, culprit, held));
        }
        int times = timesSeen.merge(multiple + " " + culprit.place(), 1, Integer::sum);
        if (timesSeen.size() > MOST_PLACES) {
            timesSeen.clear();
        }
        if (!isPowerOfTen(times)) {
            return;
        }
        String blocked = BlockedOn.text(loop, culprit);
        Logs.logger().log(System.Logger.Level.WARNING,
                culprit.text() + " has held " + loop.name() + " for " + seconds()
                        + " seconds" + (times == 1 ? "" : ", the " + times + "th time at this place")
                        + " (most recent call last):" + culprit.stack() + (steps() == step ? blocked : ""));
        told = culprit;
    }

    private void keep(HeldStep step) {
        holding = step;
        synchronized (recent) {
            if (recent.size() == MOST_RECENT) {
                recent.removeFirst();
            }
            recent.addLast(step);
        }
    }

    private void stepIsOver() {
        HeldStep step = holding;
        if (step != null) {
            holding = null;
            step.end(held);
        }
        Culprit culprit = told;
        if (culprit != null) {
            told = null;
            if (loop.getDebug()) {
                return; // SlowSteps says so, and knows the time
            }
            Logs.logger().log(System.Logger.Level.INFO,
                    culprit.text() + " has let go of " + loop.name() + " after about " + seconds()
                            + " seconds");
        }
    }

    private String seconds() {
        return String.format(Locale.ROOT, "%.3f", held / NANOS_PER_SECOND);
    }

    private long steps() {
        return (long) STEPS.getOpaque(loop.turns);
    }

    boolean isIdle() {
        return (boolean) IDLE.getOpaque(loop.turns);
    }

    private static boolean isPowerOfTen(int number) {
        int rest = number;
        while (rest % 10 == 0) {
            rest /= 10;
        }
        return rest == 1;
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(Turns.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
