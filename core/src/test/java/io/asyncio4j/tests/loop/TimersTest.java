package io.asyncio4j.tests.loop;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.EventLoop;
import io.asyncio4j.TimerHandle;
import io.asyncio4j.spi.Poller;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimersTest {

    private final List<Object> log = new ArrayList<>();

    /** Keeps a time of its own, notes how long it was asked to wait, and has events for the first waits. */
    private static final class ScriptedPoller implements Poller {

        final List<Duration> waits = new ArrayList<>();
        final ArrayDeque<Runnable> events = new ArrayDeque<>();
        final boolean mustLook;
        long now;

        ScriptedPoller(boolean mustLook) {
            this.mustLook = mustLook;
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void poll(long timeoutNanos, boolean workElsewhere) {
            waits.add(timeoutNanos == Long.MAX_VALUE ? null : Duration.ofNanos(timeoutNanos));
            Runnable event = events.poll();
            if (event != null) {
                event.run();
            } else if (timeoutNanos == Long.MAX_VALUE) {
                throw new AssertionError("would wait for ever");
            } else {
                now += timeoutNanos;
            }
        }

        @Override
        public void wakeup() {}

        @Override
        public boolean mustLook() {
            return mustLook;
        }
    }

    // LOO-03
    @Test
    void theWait_isZeroWhileSomethingIsReady_thenUntilTheNextTimer() {
        var poller = new ScriptedPoller(true);
        try (EventLoop loop = EventLoop.builder().poller(poller).build()) {
            loop.callSoon(() -> log.add("soon"));
            loop.callLater(Duration.ofSeconds(5), () -> log.add("5 s"));
            loop.callLater(Duration.ofSeconds(7), loop::stop);
            loop.runForever();
        }
        assertThat(log).containsExactly("soon", "5 s");
        assertThat(poller.waits).containsExactly(Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(2));
    }

    // LOO-03
    @Test
    void theWait_ofALoopThatIsStopping_isZero() {
        var poller = new ScriptedPoller(true);
        try (EventLoop loop = EventLoop.builder().poller(poller).build()) {
            loop.callLater(Duration.ofSeconds(5), () -> log.add("5 s"));
            loop.stop();
            loop.runForever();
        }
        assertThat(poller.waits).containsExactly(Duration.ZERO);
        assertThat(log).isEmpty();
    }

    // LOO-03
    @Test
    void theWait_isADayAtMost() {
        var poller = new ScriptedPoller(true);
        try (EventLoop loop = EventLoop.builder().poller(poller).build()) {
            loop.callLater(Duration.ofHours(50), loop::stop);
            loop.runForever();
        }
        assertThat(poller.waits)
                .containsExactly(Duration.ofHours(24), Duration.ofHours(24), Duration.ofHours(2));
    }

    // LOO-03
    @Test
    void theWait_withoutAnyTimer_hasNoLimit() {
        var poller = new ScriptedPoller(true);
        try (EventLoop loop = EventLoop.builder().poller(poller).build()) {
            poller.events.add(() -> loop.callSoonThreadsafe(loop::stop));
            loop.runForever();
        }
        assertThat(poller.waits).hasSize(1).containsOnlyNulls();
    }

    // LOO-03
    @Test
    void theWait_doesNotCountTimersThatWereCancelled() {
        var poller = new ScriptedPoller(true);
        try (EventLoop loop = EventLoop.builder().poller(poller).build()) {
            loop.callLater(ms(1), () -> log.add("cancelled")).cancel();
            loop.callLater(ms(2), () -> log.add("cancelled")).cancel();
            loop.callLater(ms(9), loop::stop);
            loop.runForever();
        }
        assertThat(poller.waits).containsExactly(ms(9));
        assertThat(log).isEmpty();
    }

    // LOO-03
    @Test
    void aPollerThatNeedNotLook_isAskedOnlyWhenThereIsSomethingToWaitFor() {
        var poller = new ScriptedPoller(false);
        try (EventLoop loop = EventLoop.builder().poller(poller).build()) {
            loop.runUntilComplete(() -> {
                Loops.ticks(5);
                sleep(ms(3));
                Loops.ticks(5);
            });
        }
        assertThat(poller.waits).containsExactly(ms(3));
    }

    // LOO-03
    @Test
    void aPollerThatMustLook_isAskedInEachTurn_alsoWhereATaskOnlyGivesWay() {
        var poller = new ScriptedPoller(true);
        try (EventLoop loop = EventLoop.builder().poller(poller).build()) {
            loop.runUntilComplete(() -> {
                poller.waits.clear();
                Loops.ticks(5);
                log.addAll(poller.waits);
            });
        }
        assertThat(log).hasSize(5).containsOnly(Duration.ZERO);
    }

    // LOO-04
    @Test
    void oneTurn_runsWhatWasReady_thenEvents_thenDueTimers() {
        var poller = new ScriptedPoller(true);
        try (EventLoop loop = EventLoop.builder().poller(poller).build()) {
            loop.callLater(Duration.ZERO, () -> log.add("timer"));
            loop.callSoon(() -> {
                log.add("ready");
                loop.callSoon(() -> log.add("next turn"));
            });
            poller.events.add(() -> loop.callSoonThreadsafe(() -> log.add("event")));
            loop.stop();
            loop.runForever();
            assertThat(log).containsExactly("ready", "event", "timer");
        }
        assertThat(poller.waits).containsExactly(Duration.ZERO);
    }

    // LOO-05
    @Test
    void aTimer_isDueWhenTheClockHasReachedIt_notBefore() {
        var poller = new ScriptedPoller(true);
        try (EventLoop loop = EventLoop.builder().poller(poller).build()) {
            loop.callAt(Duration.ofNanos(1000), () -> log.add("due"));
            poller.now = 999;
            loop.stop();
            loop.runForever();
            assertThat(log).isEmpty();
            poller.now = 1000;
            loop.stop();
            loop.runForever();
            assertThat(log).containsExactly("due");
        }
    }

    // LOO-06
    @Test
    void timers_fireInTheOrderOfTheirTimes_notOfTheirMaking() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Duration start = loop.time();
            for (int millis : new int[] {30, 10, 20, 5, 25}) {
                loop.callLater(ms(millis), () -> log.add(millis + " at " + millisSince(start)));
            }
            sleep(ms(40));
        });
        assertThat(log).containsExactly("5 at 5", "10 at 10", "20 at 20", "25 at 25", "30 at 30");
    }

    // LOO-06
    @Test
    void timers_ofTheSameMoment_fireInTheOrderOfTheirMaking() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Duration moment = loop.time().plus(ms(10));
            for (int i = 0; i < 100; i++) {
                int number = i;
                if (i % 2 == 0) {
                    loop.callAt(moment, () -> log.add(number));
                } else {
                    loop.callLater(ms(10), () -> log.add(number));
                }
            }
            sleep(ms(20));
        });
        assertThat(log).isEqualTo(IntStream.range(0, 100).boxed().toList());
    }

    // LOO-06
    @Test
    void timers_inRandomNumbers_fireLikeASortedList() {
        var random = new Random(7);
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            List<List<Integer>> expected = new ArrayList<>();
            List<List<Integer>> fired = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                List<Integer> timer = List.of(random.nextInt(100), i);
                TimerHandle handle = loop.callLater(ms(timer.getFirst()), () -> fired.add(timer));
                if (random.nextInt(4) == 0) {
                    handle.cancel();
                } else {
                    expected.add(timer);
                }
            }
            expected.sort((a, b) -> Integer.compare(a.getFirst(), b.getFirst()));
            sleep(ms(100));
            assertThat(fired).isEqualTo(expected);
        });
    }

    // LOO-06
    @Test
    void negativeDelays_areAllowed_andOrderedByTheirTime() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            sleep(ms(100));
            loop.callLater(ms(-1), () -> log.add(-1));
            loop.callLater(ms(-3), () -> log.add(-3));
            loop.callLater(ms(-2), () -> log.add(-2));
            loop.callLater(ms(0), () -> log.add(0));
            sleep(ms(1));
        });
        assertThat(log).containsExactly(-3, -2, -1, 0);
    }

    // LOO-06
    @Test
    void aDelayOfCenturies_isKeptInOrderAndNeverRunsOver() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            sleep(ms(1));
            TimerHandle never = loop.callLater(Duration.ofDays(365_000), () -> log.add("never"));
            loop.callAt(Duration.ofSeconds(Long.MAX_VALUE), () -> log.add("never"));
            loop.callLater(Duration.ofSeconds(Long.MIN_VALUE), () -> log.add("at once"));
            sleep(Duration.ofDays(1000));
            assertThat(never.when()).isGreaterThan(Duration.ofDays(100_000));
        });
        assertThat(log).containsExactly("at once");
    }

    // LOO-07
    @Test
    void aTimerWithoutTime_isRefused() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            assertThatThrownBy(() -> loop.callLater(null, () -> {}))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("delay must not be null");
            assertThatThrownBy(() -> loop.callAt(null, () -> {}))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("when must not be null");
            assertThatThrownBy(() -> loop.callLater(ms(1), null)).isInstanceOf(NullPointerException.class);
        });
    }

    // LOO-08
    @Test
    void time_isMonotonic_andWhatTimersAreCountedFrom() {
        try (EventLoop loop = EventLoop.create()) {
            Duration earlier = loop.time();
            Duration later = loop.time();
            assertThat(earlier).isGreaterThanOrEqualTo(Duration.ZERO);
            assertThat(later).isGreaterThanOrEqualTo(earlier);
            TimerHandle timer = loop.callLater(ms(3), loop::stop);
            assertThat(timer.when()).isGreaterThanOrEqualTo(later.plus(ms(3)));
            loop.runForever();
            assertThat(loop.time()).isGreaterThanOrEqualTo(timer.when());
        }
    }

    // LOO-08
    @Test
    void callAt_isAbsolute() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            sleep(ms(50));
            TimerHandle timer = loop.callAt(loop.time().plus(ms(10)), () -> log.add(loop.time().toMillis()));
            assertThat(timer.when()).isEqualTo(ms(60));
            sleep(ms(20));
        });
        assertThat(log).containsExactly(60L);
    }

    // LOO-02 LOO-06
    @Test
    void aTimerThatADueTimerSets_waitsForTheNextTurn() {
        var poller = new ScriptedPoller(true);
        try (EventLoop loop = EventLoop.builder().poller(poller).build()) {
            loop.callLater(Duration.ZERO, () -> {
                log.add("first");
                loop.callLater(ms(-5), () -> log.add("set by first"));
            });
            loop.callLater(Duration.ZERO, () -> log.add("second"));
            loop.stop();
            loop.runForever();
            assertThat(log).containsExactly("first", "second");
            loop.stop();
            loop.runForever();
            assertThat(log).containsExactly("first", "second", "set by first");
        }
    }
}
