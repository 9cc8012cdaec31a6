package io.asyncio4j.internal.kernel;

import io.asyncio4j.internal.queue.Timed;
import io.asyncio4j.internal.text.Time;
import io.asyncio4j.spi.LoopObserver;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a sleeping task waits for: its future and the timer that ends it, in one object, as there may be a million.
 *
 * <p>In the ready queue and among the timers it is a callback that gives the future its result.
 */
public final class Sleep extends FutureImpl<@Nullable Void> implements Timed {

    /** What observers are told of. */
    public static final LoopObserver.Step END = new LoopObserver.Step() {
        @Override
        public String toString() {
            return "<TimerHandle of sleep()>";
        }
    };

    // loop-confined
    private boolean inTimers;
    // whether nobody sleeps any more
    private boolean isOver;

    private Sleep(LoopCore loop) {
        super(loop);
    }

    /** Lets the running task of {@code loop} sleep, or only give way. */
    public static <T extends @Nullable Object> T sleep(LoopCore loop, Duration delay, T result) {
        long nanos = Time.nanos(Objects.requireNonNull(delay, "delay"));
        TaskImpl<?> task = loop.taskThatAwaits();
        if (nanos <= 0) {
            task.yieldNow(loop.turns);
            return result;
        }
        var sleep = new Sleep(loop);
        loop.timers().add(Time.sum(loop.nanoTime(), nanos), sleep);
        try {
            task.awaitFuture(sleep);
            sleep.result(); // it may have been cancelled
            return result;
        } finally {
            sleep.leave();
        }
    }

    @Override
    public boolean isDropped() {
        return isOver;
    }

    @Override
    public boolean isInTimers() {
        return inTimers;
    }

    @Override
    public void setInTimers(boolean inTimers) {
        this.inTimers = inTimers;
    }

    /** Wakes the sleeper, one tick later. */
    void end() {
        if (!done()) {
            finish(FINISHED, null);
        }
    }

    // Takes the timer back; called when the task goes on.
    private void leave() {
        isOver = true;
        loop.timers().countCancelled(this);
    }

    @Override
    public String kind() {
        return "Future";
    }
}
