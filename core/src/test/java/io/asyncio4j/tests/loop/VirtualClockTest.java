package io.asyncio4j.tests.loop;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.spi.VirtualClock;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.OnVirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Virtual time (LOO-03, LOO-08): it stands still while anything can run and jumps when nothing can. */
class VirtualClockTest {

    // LOO-08
    @Test
    void anHourTakesNoTime_andExactlyAnHour() {
        var clock = new VirtualClock();
        long realStart = System.nanoTime();
        Asyncio.run(EventLoop.builder().poller(clock), () -> {
            Duration start = EventLoop.running().time();
            for (int i = 0; i < 60; i++) {
                sleep(Duration.ofMinutes(1));
            }
            assertThat(EventLoop.running().time().minus(start)).isEqualTo(Duration.ofHours(1));
        });
        assertThat(clock.elapsed()).isEqualTo(Duration.ofHours(1));
        assertThat(clock).hasToString("<VirtualClock at PT1H>");
        assertThat(Duration.ofNanos(System.nanoTime() - realStart)).isLessThan(Duration.ofMinutes(1));
    }

    // LOO-08
    @Test
    void itStandsStill_whileSomethingCanRun() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            List<String> log = new ArrayList<>();
            loop.callLater(Duration.ofNanos(1), () -> log.add("timer"));
            for (int i = 0; i < 1000; i++) {
                sleep(Duration.ZERO);
            }
            assertThat(loop.time()).isEqualTo(Duration.ZERO);
            assertThat(log).isEmpty();
            sleep(Duration.ofNanos(2));
            assertThat(log).containsExactly("timer");
            assertThat(loop.time()).isEqualTo(Duration.ofNanos(2));
        });
    }

    // LOO-06
    @Test
    void theSameProgram_alwaysRunsInTheSameOrder() {
        List<List<String>> runs = new ArrayList<>();
        for (int run = 0; run < 5; run++) {
            List<String> log = new ArrayList<>();
            Loops.run(() -> {
                for (int i = 0; i < 20; i++) {
                    int number = i;
                    createTask(() -> {
                        for (int step = 0; step < 5; step++) {
                            sleep(ms(number * 7 % 5));
                            log.add(number + "." + step + " at " + millisSince(Duration.ZERO));
                        }
                    });
                }
                sleep(ms(1000));
            });
            assertThat(log).hasSize(100);
            runs.add(log);
        }
        assertThat(runs).containsOnly(runs.getFirst());
    }

    /** A virtual clock that tells when its loop has nothing to run for the first time. */
    private static final class WatchedClock extends OnVirtualTime {

        final CountDownLatch idle = new CountDownLatch(1);

        @Override
        public void poll(long timeoutNanos, boolean workElsewhere) {
            idle.countDown();
            super.poll(timeoutNanos, workElsewhere);
        }
    }

    // THR-11
    @Test
    void itDoesNotJump_whileWorkIsUnderWayOnAnotherThread() {
        var clock = new WatchedClock();
        Asyncio.run(EventLoop.builder().poller(clock), () -> {
            Boolean loopWasIdle = waitFor(
                    () -> toThread(() -> clock.idle.await(30, TimeUnit.SECONDS)), Duration.ofHours(1));
            assertThat(loopWasIdle).isTrue();
            assertThat(EventLoop.running().time()).isLessThan(Duration.ofMinutes(1));
        });
    }

    // THR-11
    @Test
    void itDoesNotJump_whileATaskIsInBlocking() {
        var clock = new WatchedClock();
        Asyncio.run(EventLoop.builder().poller(clock), () -> {
            Task<String> hour = createTask(() -> sleep(Duration.ofHours(1), "an hour"));
            assertThat(Asyncio.blocking(() -> clock.idle.await(30, TimeUnit.SECONDS))).isTrue();
            assertThat(hour.done()).isFalse();
            assertThat(EventLoop.running().time()).isLessThan(Duration.ofMinutes(1));
            assertThat(hour.await()).isEqualTo("an hour");
        });
    }

    // THR-11
    @Test
    void itGoesAtTheSpeedOfRealTime_forAThreadThatWaitsForATimer() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            var release = new CountDownLatch(1);
            loop.callLater(ms(5), release::countDown);
            assertThat(toThread(() -> release.await(30, TimeUnit.SECONDS))).isTrue();
            assertThat(loop.time()).isGreaterThanOrEqualTo(ms(5));
        });
    }

    // THR-11
    @Test
    void itJumpsAgain_whenTheWorkHasComeBack() {
        Loops.run(() -> {
            assertThat(toThread(() -> "back")).isEqualTo("back");
            assertThatThrownBy(() -> toThread(() -> Integer.parseInt("no number")))
                    .isInstanceOf(NumberFormatException.class);
            assertThat(Asyncio.blocking(() -> "back")).isEqualTo("back");
            Duration start = EventLoop.running().time();
            sleep(Duration.ofDays(1));
            assertThat(EventLoop.running().time().minus(start)).isEqualTo(Duration.ofDays(1));
        });
    }

    // LOO-13
    @Test
    void withoutATimer_itWaitsForOtherThreads() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Promise<String> future = loop.createFuture();
            Thread.ofPlatform().start(() -> loop.callSoonThreadsafe(() -> future.setResult("from outside")));
            assertThat(future.await()).isEqualTo("from outside");
            assertThat(loop.time()).isEqualTo(Duration.ZERO);
        });
    }

    // LOO-13
    @Test
    void itJumpsOnlyAfterLookingForWakeups() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            List<Duration> moments = new ArrayList<>();
            Thread.ofPlatform().start(() -> loop.callSoonThreadsafe(() -> moments.add(loop.time()))).join();
            sleep(Duration.ofHours(1));
            assertThat(moments).containsExactly(Duration.ZERO);
        });
    }

    // LOO-08
    @Test
    void timeouts_areExact() {
        Loops.run(() -> {
            assertThatThrownBy(() -> waitFor(() -> sleep(ms(101), "late"), ms(100)))
                    .isInstanceOf(TimeoutException.class);
            assertThat(EventLoop.running().time()).isEqualTo(ms(100));
            assertThat(waitFor(() -> sleep(ms(99), "in time"), ms(100))).isEqualTo("in time");
            assertThat(EventLoop.running().time()).isEqualTo(ms(199));
        });
    }

    // LOO-08
    @Test
    void aLoopMayGoBeyondASingleWait() {
        var clock = new VirtualClock();
        clock.poll(Duration.ofDays(1).toNanos(), false);
        clock.poll(0, false);
        clock.poll(-5, false);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofDays(1));
        clock.wakeup();
        clock.poll(1000, false);
        assertThat(clock.elapsed()).as("a wake-up comes before a jump").isEqualTo(Duration.ofDays(1));
        clock.poll(1000, false);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofDays(1).plusNanos(1000));
        assertThat(clock.mustLook()).isFalse();
    }
}
