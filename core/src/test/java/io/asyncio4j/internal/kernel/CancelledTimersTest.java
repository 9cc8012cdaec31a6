package io.asyncio4j.internal.kernel;

import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.TimerHandle;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Cancelled timers are swept out, as in CPython, once they are more than half of all: those count that are still there, not
 * those that have fired.
 */
class CancelledTimersTest {

    private static final int TIMERS = 150;
    private static final int CANCELLED = 40;

    /** Sets so many that they are worth a sweep, and cancels some that are not the next. */
    private static void setAndCancel() {
        List<TimerHandle> handles = new ArrayList<>();
        for (int i = 0; i < TIMERS; i++) {
            handles.add(EventLoop.running().callLater(Duration.ofHours(1 + i), () -> {}));
        }
        handles.subList(TIMERS / 2, TIMERS / 2 + CANCELLED).forEach(TimerHandle::cancel);
    }

    @Test
    void sleepsThatAreOver_doNotCount() {
        Loops.run(() -> {
            setAndCancel();
            for (int i = 0; i < TIMERS; i++) {
                Asyncio.sleep(ms(1));
            }
            assertThat(LoopCore.running().timers().size()).isEqualTo(TIMERS);
        });
    }

    @Test
    void handlesThatAreCancelledWhenTheyHaveFired_doNotCount() {
        Loops.run(() -> {
            setAndCancel();
            for (int i = 0; i < TIMERS; i++) {
                TimerHandle fired = EventLoop.running().callLater(ms(1), () -> {});
                Asyncio.sleep(ms(2));
                fired.cancel();
            }
            assertThat(LoopCore.running().timers().size()).isEqualTo(TIMERS);
        });
    }

    @Test
    void sleepsThatAreCancelled_doCount() {
        Loops.run(() -> {
            setAndCancel();
            for (int i = 0; i < TIMERS; i++) {
                var sleeper = Asyncio.createTask(() -> Asyncio.sleep(Duration.ofHours(TIMERS + 1)));
                Loops.ticks(1);
                sleeper.cancel();
                Loops.ticks(2);
            }
            assertThat(LoopCore.running().timers().size()).isLessThan(TIMERS + TIMERS - CANCELLED);
        });
    }
}
