package io.asyncio4j.tests.loop;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.TimerHandle;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Timers at the ends of what a Duration can say. */
class TimerExtremesTest {

    private static final Duration LONG_PAST = Duration.ofSeconds(Long.MIN_VALUE);
    private static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

    private final List<String> log = new ArrayList<>();

    private Runnable note(String what, Duration start) {
        return () -> log.add(what + " at " + millisSince(start));
    }

    // LOO-06
    @Test
    void callAtTheLongPast_firesAtOnce_ratherThanAfterTheLongestWait() {
        Loops.run(() -> {
            sleep(ms(5)); // a clock that is not at zero
            EventLoop loop = EventLoop.running();
            Duration start = loop.time();
            loop.callAt(LONG_PAST, note("long past", start));
            loop.callLater(ms(300), note("later", start));
            sleep(ms(400));
            assertThat(log).containsExactly("long past at 0", "later at 300");
        });
    }

    // LOO-06
    @Test
    void callLaterWithTheShortestDelay_firesAtOnce() {
        Loops.run(() -> {
            sleep(ms(5));
            EventLoop loop = EventLoop.running();
            Duration start = loop.time();
            loop.callLater(LONG_PAST, note("shortest", start));
            sleep(ms(300));
            assertThat(log).containsExactly("shortest at 0");
        });
    }

    // LOO-06
    @Test
    void callAtNever_andLaterThanThat_doNotFire_andHoldUpNothing() {
        Loops.run(() -> {
            sleep(ms(5));
            EventLoop loop = EventLoop.running();
            Duration start = loop.time();
            TimerHandle at = loop.callAt(NEVER, note("at", start));
            TimerHandle later = loop.callLater(NEVER, note("later", start));
            loop.callLater(ms(300), note("soon", start));
            sleep(Duration.ofDays(3)); // more than one longest wait
            assertThat(log).containsExactly("soon at 300");
            assertThat(millisSince(start)).isEqualTo(Duration.ofDays(3).toMillis());
            at.cancel();
            later.cancel();
        });
    }
}
