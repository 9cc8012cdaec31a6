package io.asyncio4j.tests.loop;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.spi.Poller;
import io.asyncio4j.spi.SystemPoller;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.RecordingPoller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What sleep does with its timer and with odd durations. {@link SleepTest} has the usual ones. */
class SleepTimersTest {

    private static final Duration EVER = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    private static final Duration NEVER = Duration.ofSeconds(Long.MIN_VALUE);

    // SLP-03: a Duration cannot be NaN; what it can be is null
    @Test
    void null_isRefusedAtOnce_andNoTimerIsSet() {
        var poller = new RecordingPoller();
        Asyncio.run(EventLoop.builder().poller(poller), () -> {
            assertThatNullPointerException().isThrownBy(() -> sleep(null)).withMessageContaining("delay");
            assertThatNullPointerException().isThrownBy(() -> sleep(null, "result"));
        });
        assertThat(poller.waits).isEmpty();
    }

    // SLP-02
    @Test
    void negative_givesWayForOneTick_andTakesNoTime() {
        Loops.run(() -> {
            for (Duration negative : List.of(Duration.ofNanos(-1), ms(-1000), NEVER)) {
                List<String> log = new ArrayList<>();
                EventLoop.running().callSoon(() -> {
                    log.add("queued before");
                    EventLoop.running().callSoon(() -> log.add("queued by that"));
                });
                assertThat(sleep(negative, "result")).isEqualTo("result");
                assertThat(log).containsExactly("queued before");
                ticks(1);
            }
            assertThat(EventLoop.running().time()).isZero();
        });
    }

    // SLP-02
    @Test
    void zero_isACancellationPoint() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<?> task = createTask(() -> {
                currentTask().cancel("own");
                log.add("before");
                sleep(Duration.ZERO);
                log.add("not reached");
            });
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("own");
            assertThat(log).containsExactly("before");
        });
    }

    // SLP-03
    @Test
    void hugeDelays_areNotPassedByOverflow_andEndWithACancellation() {
        Loops.run(() -> {
            sleep(ms(10)); // the loop's time is no longer zero
            List<Task<?>> sleepers = new ArrayList<>();
            for (Duration huge : List.of(EVER, Duration.ofNanos(Long.MAX_VALUE),
                    Duration.ofDays(365 * 1000))) {
                sleepers.add(createTask(() -> sleep(huge)));
            }
            sleep(Duration.ofDays(365 * 100));
            for (Task<?> sleeper : sleepers) {
                assertThat(sleeper.done()).isFalse();
                sleeper.cancel();
                assertThat(catchThrowable(sleeper::await)).isInstanceOf(CancelledError.class);
            }
            assertThat(EventLoop.running().time()).isEqualTo(Duration.ofDays(365 * 100).plusMillis(10));
        });
    }

    // SLP-01
    @Test
    void nanoseconds_count() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<?> two = createTask(() -> log.add(sleep(Duration.ofNanos(2), "two")));
            Task<?> one = createTask(() -> log.add(sleep(Duration.ofNanos(1), "one")));
            Asyncio.wait(List.of(one, two));
            assertThat(log).containsExactly("one", "two");
            assertThat(EventLoop.running().time()).isEqualTo(Duration.ofNanos(2));
        });
    }

    // SLP-01: first in, first out, where CPython's heap promises no order
    @Test
    void equalDeadlines_wakeInTheOrderInWhichTheyWereSet() {
        Loops.run(() -> {
            List<Integer> log = new ArrayList<>();
            List<Task<?>> sleepers = new ArrayList<>();
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int number = i;
                expected.add(number);
                sleepers.add(createTask(() -> log.add(sleep(ms(10), number))));
            }
            Asyncio.wait(sleepers);
            assertThat(log).isEqualTo(expected);
        });
    }

    // SLP-01
    @Test
    void nullResult_isReturned() {
        Loops.run(() -> {
            String nothing = null;
            assertThat(sleep(ms(1), nothing)).isNull();
            assertThat(sleep(Duration.ZERO, nothing)).isNull();
        });
    }

    // SLP-04
    @Test
    void cancelledSleep_takesItsTimerAlong() {
        var poller = new RecordingPoller();
        Asyncio.run(EventLoop.builder().poller(poller), () -> {
            Task<?> sleeper = createTask(() -> sleep(ms(700)));
            Task<?> forEver = createTask(() -> sleep(EVER));
            ticks(1);
            sleeper.cancel();
            forEver.cancel();
            assertThatThrownBy(sleeper::await).isInstanceOf(CancelledError.class);
            assertThatThrownBy(forEver::await).isInstanceOf(CancelledError.class);
            sleep(ms(1000));
        });
        assertThat(poller.waits).containsExactly(ms(1000)); // not 700 first
    }

    // SLP-04
    @Test
    void manyCancelledSleeps_neitherDelayNorWakeTheOthers() {
        var poller = new RecordingPoller();
        Asyncio.run(EventLoop.builder().poller(poller), () -> {
            Duration start = EventLoop.running().time();
            Task<String> kept = createTask(() -> sleep(ms(500), "kept"));
            List<Task<?>> sleepers = new ArrayList<>();
            for (int i = 1; i <= 300; i++) {
                Duration delay = ms(i);
                sleepers.add(createTask(() -> sleep(delay)));
            }
            ticks(1);
            sleepers.forEach(Task::cancel);
            assertThat(kept.await()).isEqualTo("kept");
            assertThat(millisSince(start)).isEqualTo(500);
        });
        assertThat(poller.waits).containsExactly(ms(500));
    }

    // SLP-05
    @Test
    void fiveShortSleeps_onVirtualTime_takeTheIdealNumberOfTicks() {
        // for each sleep one turn in which its timer fires and one in which the task goes on
        var counting = new CountingPoller(new RecordingPoller());
        Asyncio.run(EventLoop.builder().poller(counting), () -> {
            int before = counting.turns;
            fiveShortSleeps();
            assertThat(counting.turns - before).isEqualTo(10);
        });
    }

    // SLP-05
    @Test
    void fiveShortSleeps_onRealTime_neitherSpinNorOversleepByRounding() {
        var counting = new CountingPoller(new SystemPoller());
        Asyncio.run(EventLoop.builder().poller(counting), () -> {
            Duration start = EventLoop.running().time();
            int before = counting.turns;
            fiveShortSleeps();
            assertThat(counting.turns - before).isBetween(10, 20);
            assertThat(EventLoop.running().time().minus(start)).isGreaterThan(Duration.ofNanos(5_100_000));
        });
    }

    private static void fiveShortSleeps() {
        sleep(Duration.ofMillis(5));
        sleep(Duration.ofNanos(100_000));
        sleep(Duration.ofNanos(1_000));
        sleep(Duration.ofNanos(10));
        sleep(Duration.ofNanos(1));
    }

    // SLP-01
    @Test
    void outsideOfATask_itIsRefused() {
        assertThatIllegalStateException().isThrownBy(() -> sleep(ms(1)))
                .withMessageContaining("no running event loop");
        Loops.run(() -> {
            List<Throwable> thrown = new ArrayList<>();
            EventLoop.running().callSoon(() -> {
                thrown.add(catchThrowable(() -> sleep(Duration.ZERO)));
                thrown.add(catchThrowable(() -> sleep(ms(1))));
            });
            ticks(2);
            assertThat(thrown).hasSize(2).allSatisfy(e -> assertThat(e)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot await in a callback"));
            Duration start = EventLoop.running().time();
            sleep(ms(5));
            assertThat(millisSince(start)).isEqualTo(5);
        });
    }

    /** Counts turns: it has the loop look in each of them. */
    private static final class CountingPoller implements Poller {

        private final Poller clock;
        private int turns;

        CountingPoller(Poller clock) {
            this.clock = clock;
        }

        @Override
        public long nanoTime() {
            return clock.nanoTime();
        }

        @Override
        public void poll(long timeoutNanos, boolean workElsewhere) {
            turns++;
            clock.poll(timeoutNanos, workElsewhere);
        }

        @Override
        public void wakeup() {
            clock.wakeup();
        }
    }
}
