package io.asyncio4j.internal.watch;

import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.text.Logs;
import io.asyncio4j.spi.LoopObserver;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks a loop that has been idle for a while, and has nothing to wait for, whether its tasks wait for each other, and
 * says so if they do.
 */
/*
 * The loop finds out for itself, so that what it sees fits together; that wakes it once. It is not asked again before it
 * has done something else. Most idle loops wait for a timer or a channel, and are not asked at all.
 *
 * The report is written by the watchdog's thread. The loop shows what it has found in one volatile field.
 */
final class DeadlockWatch {

    private static final long IDLE_BEFORE_LOOK = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long NEVER = -1;

    // any thread, volatile
    private static volatile @Nullable Function<LoopCore, String> finder;

    // fixed
    private final LoopCore loop;

    // written by whoever holds the loop, read by the watchdog's thread, volatile
    private volatile @Nullable String found;
    private volatile long stepsAtAnswer = NEVER;

    // the watchdog's thread only
    private long step = NEVER;
    private long idle;
    private long asked = NEVER;
    private String told = "";

    DeadlockWatch(LoopCore loop) {
        this.loop = loop;
    }

    /** Sets what gives a report on the tasks of a loop that wait for each other, or an empty text. */
    static void setFinder(Function<LoopCore, String> finder) {
        DeadlockWatch.finder = finder;
    }

    /** Looks at the loop, which is idle and was so in the last {@code nanos} if {@code steps} are the same. */
    void lookAtIdle(long steps, long nanos) {
        tell();
        if (steps != step) {
            step = steps;
            idle = 0;
            return;
        }
        idle += nanos;
        if (idle >= IDLE_BEFORE_LOOK) {
            ask(steps);
        }
    }

    /**
     * Asks the loop, unless it was asked at these {@code steps} or has something to wait for; and says whether there is an
     * answer to come, which will make it busy for a moment.
     */
    boolean ask(long steps) {
        if (asked == steps && stepsAtAnswer < steps) {
            return true;
        }
        if (asked == steps || stepsAtAnswer == steps || !mayBeStalled()) {
            return false;
        }
        asked = steps;
        loop.turns.enqueueFromOutside(new Question());
        return true;
    }

    private boolean mayBeStalled() {
        return finder != null && loop.timers().size() == 0 && loop.turns.workElsewhere == 0
                && loop.tasks.alive() > 0;
    }

    /** Says what the loop has found. */
    void tell() {
        String text = found;
        if (text != null) {
            found = null;
            if (!text.isEmpty() && !text.equals(told)) {
                told = text;
                Logs.logger().log(System.Logger.Level.WARNING, text);
            }
        }
    }

    /** The look of the loop itself. */
    final class Question extends FutureListener implements LoopObserver.Housekeeping {

        @Override
        public void call() {
            Function<LoopCore, String> finder = DeadlockWatch.finder;
            try {
                found = finder == null ? "" : finder.apply(loop);
            } catch (RuntimeException | Error e) {
                // what is looked at has thrown, a text of somebody's, or it was too much; then nobody knows
            } finally {
                stepsAtAnswer = loop.turns.steps;
            }
        }

        @Override
        public String toString() {
            return "search for deadlocks";
        }
    }
}
