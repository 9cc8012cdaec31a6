package io.asyncio4j;

import io.asyncio4j.spi.LoopObserver;
import org.jspecify.annotations.Nullable;

/**
 * What a sleeping task waits for: its future and the timer that ends it, in one object, as there may be a million.
 *
 * <p>In the ready queue and among the timers it is a callback that gives the future its result.
 */
final class Sleep extends Future<@Nullable Void> {

    /** What observers are told of. */
    static final LoopObserver.Step END = new LoopObserver.Step() {
        @Override
        public String toString() {
            return "<TimerHandle of sleep()>";
        }
    };

    // loop-confined
    // whether it is among the loop's timers
    boolean inTimers;
    // whether nobody sleeps any more
    private boolean isOver;

    Sleep(EventLoop loop) {
        super(loop);
    }

    boolean isOver() {
        return isOver;
    }

    /** Wakes the sleeper, one tick later. */
    void end() {
        if (!done()) {
            finish(FINISHED, null);
        }
    }

    /** Takes the timer back; called when the task goes on. */
    void leave() {
        isOver = true;
        loop.timers.countCancelled(inTimers);
    }

    @Override
    String kind() {
        return "Future";
    }
}
