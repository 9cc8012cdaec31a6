package io.asyncio4j.tests.timeouts;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.timeoutAt;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.ContextVar;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.Timeout;
import io.asyncio4j.tests.support.BusyClock;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.MillisecondPerTick;
import io.asyncio4j.tests.support.RecordingPoller;
import io.asyncio4j.tests.support.Ticks;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class TimeoutTest {

    private static final Duration HOUR = Duration.ofHours(1);

    // TMO-01 TMO-02 TMO-03
    @Test
    void blockThatTakesTooLong_isCancelledWhereItWaits_andThatIsTheCause() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<String> log = new ArrayList<>();
            List<Throwable> seen = new ArrayList<>();
            Timeout limit = Timeout.after(ms(10));
            Throwable timeout = catchThrowable(() -> limit.run(same -> {
                log.add("expired " + same.expired() + " when " + same.when());
                try {
                    sleep(HOUR);
                } catch (CancelledError e) {
                    log.add("cancelled at " + millisSince(start) + ", expired " + same.expired());
                    seen.add(e);
                    throw e;
                }
                log.add("not reached");
            }));
            assertThat(timeout).isInstanceOf(TimeoutException.class).hasNoSuppressedExceptions();
            assertThat(timeout.getCause()).isSameAs(seen.getFirst());
            assertThat(log).containsExactly(
                    "expired false when " + start.plus(ms(10)), "cancelled at 10, expired true");
            assertThat(limit.expired()).isTrue();
            assertThat(limit.when()).isEqualTo(start.plus(ms(10)));
            assertThat(millisSince(start)).isEqualTo(10);
        });
    }

    // TMO-01: the deadline of a delay counts from where the timeout was made, not from where it was entered
    @Test
    void delay_countsFromTheConstruction() {
        Loops.run(() -> {
            Timeout limit = Timeout.after(ms(10));
            sleep(ms(6));
            assertThatThrownBy(() -> limit.run(same -> sleep(HOUR, "late")))
                    .isInstanceOf(TimeoutException.class);
            assertThat(EventLoop.running().time()).isEqualTo(ms(10));
        });
    }

    // TMO-01 TMO-03
    @Test
    void timeoutAt_isOverAtThatMoment() {
        Loops.run(() -> {
            sleep(ms(5));
            List<Timeout> limits = new ArrayList<>();
            assertThatThrownBy(() -> timeoutAt(ms(12), limit -> {
                limits.add(limit);
                sleep(HOUR);
            })).isInstanceOf(TimeoutException.class);
            assertThat(EventLoop.running().time()).isEqualTo(ms(12));
            assertThat(limits.getFirst().when()).isEqualTo(ms(12));
            String value = timeoutAt(ms(20), limit -> {
                return sleep(ms(3), "in time");
            });
            assertThat(value).isEqualTo("in time");
        });
    }

    // TMO-01
    @Test
    void noLimit_isNeverOver() {
        Loops.run(() -> {
            for (Timeout limit : new Timeout[] {Timeout.after(null), Timeout.at(null)}) {
                assertThat(limit.when()).isNull();
                limit.run(same -> sleep(Duration.ofDays(400), "late"));
                assertThat(limit.expired()).isFalse();
                assertThat(limit.when()).isNull();
            }
            timeout(null, limit -> sleep(HOUR, "late"));
            timeoutAt(null, limit -> sleep(HOUR, "late"));
        });
    }

    // TMO-01
    @Test
    void hugeDelays_doNotOverflow() {
        Loops.run(() -> {
            sleep(ms(10));
            for (Duration huge : new Duration[] {
                Duration.ofSeconds(Long.MAX_VALUE), Duration.ofNanos(Long.MAX_VALUE), Duration.ofDays(100_000)
            }) {
                timeout(huge, limit -> sleep(HOUR, "slept"));
                timeoutAt(huge, limit -> sleep(HOUR, "slept"));
            }
            Duration before = EventLoop.running().time();
            for (Duration past : new Duration[] {Duration.ofSeconds(Long.MIN_VALUE),
                Duration.ofDays(-100_000)}) {
                assertThatThrownBy(() -> timeout(past, limit -> sleep(HOUR, "late")))
                        .isInstanceOf(TimeoutException.class);
                assertThatThrownBy(() -> timeoutAt(past, limit -> sleep(HOUR, "late")))
                        .isInstanceOf(TimeoutException.class);
            }
            assertThat(EventLoop.running().time()).isEqualTo(before);
        });
    }

    // TMO-02: the request goes down to what the block awaits, and the block goes on when that has ended
    @Test
    void expiry_reachesTheAwaitedTask_andWaitsForIt() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<?> inner = createTask(() -> {
                try {
                    sleep(HOUR);
                } catch (CancelledError e) {
                    sleep(ms(5));
                    log.add("inner cleaned up");
                    throw e;
                }
            });
            assertThatThrownBy(() -> timeout(ms(10), limit -> {
                inner.await();
            })).isInstanceOf(TimeoutException.class);
            log.add("timed out at " + EventLoop.running().time().toMillis());
            assertThat(log).containsExactly("inner cleaned up", "timed out at 15");
            assertThat(inner.cancelled()).isTrue();
        });
    }

    // TMO-04
    @Test
    void blockThatEndsInTime_cancelsTheTimer() {
        var poller = new RecordingPoller();
        Asyncio.run(EventLoop.builder().poller(poller), () -> {
            Timeout limit = Timeout.after(ms(60));
            limit.run(same -> sleep(ms(10), "late"));
            assertThat(limit.expired()).isFalse();
            assertThat(limit.when()).isEqualTo(ms(60));
            assertThatThrownBy(() -> timeout(ms(60), same -> {
                sleep(ms(5));
                throw new IOException();
            })).isInstanceOf(IOException.class);
            sleep(HOUR);
        });
        assertThat(poller.waits).containsExactly(ms(10), ms(5), HOUR);
    }

    // TMO-04: the timer is moved to the ready queue and the block is left in the same tick, the block first
    @Test
    void blockThatEndsInTheTickInWhichTheTimerIsDue_takesTheTimerBack() {
        Asyncio.run(EventLoop.builder().poller(new MillisecondPerTick()), () -> {
            List<Map<String, Object>> reports = Loops.collectReports();
            List<String> log = new ArrayList<>();
            Duration start = EventLoop.running().time();
            Timeout limit = Timeout.after(ms(10));
            limit.run(same -> {
                sleep(ms(9));
                log.add("awake at " + millisSince(start));
            });
            ticks(3);
            assertThat(log).containsExactly("awake at 10");
            assertThat(limit.expired()).isFalse();
            assertThat(currentTask().cancelling()).isZero();
            assertThat(reports).isEmpty();
        });
    }

    // TMO-05
    @Test
    void timeThatIsOverAtEntry_interruptsTheFirstSuspension_evenOfASleepOfZero() {
        Loops.run(() -> {
            for (Duration delay : new Duration[] {Duration.ZERO, ms(-11), Duration.ofDays(-400)}) {
                Duration start = EventLoop.running().time();
                List<String> log = new ArrayList<>();
                assertThatThrownBy(() -> timeout(delay, limit -> {
                    log.add("started, expired " + limit.expired());
                    createTask(() -> "done").addDoneCallback(done -> log.add("another task ran"));
                    sleep(Duration.ZERO);
                    log.add("not reached");
                })).isInstanceOf(TimeoutException.class).hasCauseInstanceOf(CancelledError.class);
                assertThatThrownBy(() -> timeoutAt(start.plus(delay), limit -> sleep(HOUR, "late")))
                        .isInstanceOf(TimeoutException.class);
                assertThat(log).containsExactly("started, expired false", "another task ran");
                assertThat(EventLoop.running().time()).isEqualTo(start);
            }
        });
    }

    // TMO-05: its place is behind what was queued before the entry
    @Test
    void timeThatIsOverAtEntry_isQueuedLikeACallback() {
        Loops.run(() -> {
            Task<?> me = currentTask();
            List<String> log = new ArrayList<>();
            EventLoop.running().callSoon(() -> log.add("before, cancelling " + me.cancelling()));
            assertThatThrownBy(() -> timeout(Duration.ZERO, limit -> {
                EventLoop.running().callSoon(() -> log.add("after, cancelling " + me.cancelling()));
                sleep(Duration.ZERO);
            })).isInstanceOf(TimeoutException.class);
            assertThat(log).containsExactly("before, cancelling 0", "after, cancelling 1");
        });
    }

    // TMO-05 TMO-02
    @Test
    void timeouts_takeAsManyTicksAsInCPython() {
        Loops.run(() -> {
            var t = new Ticks();
            ticks(1);
            t.begin();
            t.markTimeout(() -> timeout(Duration.ZERO, limit -> { ticks(3); }));
            t.begin();
            Promise<String> never = EventLoop.running().createFuture();
            t.markTimeout(() -> timeout(Duration.ZERO, limit -> never.await()));
            t.begin();
            t.markTimeout(() -> timeout(ms(-5), limit -> sleep(HOUR, "late")));
            t.begin();
            timeout(HOUR, limit -> { ticks(2); });
            t.mark("nothing added");
            assertThat(t.end()).containsExactly("timeout@1", "timeout@2", "timeout@2", "nothing added@2");
        });
    }

    // TMO-06
    @Test
    void blockThatNeverSuspends_doesNotTimeOut() {
        var clock = new BusyClock();
        Asyncio.run(EventLoop.builder().poller(clock), () -> {
            Promise<String> done = EventLoop.running().createFuture();
            done.setResult("done");
            String value = timeout(Duration.ZERO, () -> done.await());
            assertThat(value).isEqualTo("done");
            Timeout limit = Timeout.after(ms(10));
            limit.run(same -> { clock.busyFor(ms(500)); });
            assertThat(limit.expired()).isFalse();
            ticks(3);
            sleep(HOUR);
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // TMO-07
    @Test
    void taskGoesOnAfterATimeout_asIfItHadNeverBeenCancelled() {
        Loops.run(() -> {
            List<Integer> counts = new ArrayList<>();
            Task<String> task = createTask(() -> {
                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() -> timeout(ms(10), limit -> sleep(HOUR, "late")))
                            .isInstanceOf(TimeoutException.class);
                    counts.add(currentTask().cancelling());
                }
                ticks(1);
                return sleep(ms(5), "went on");
            });
            assertThat(task.await()).isEqualTo("went on");
            assertThat(counts).containsExactly(0, 0, 0);
            assertThat(task.cancelled()).isFalse();
            assertThat(task.cancelling()).isZero();
            assertThat(EventLoop.running().time()).isEqualTo(ms(35));
        });
    }

    // TMO-01: the block has a value, runs in the task that enters it, and shares its context
    @Test
    void block_runsInTheCallersTask_andBringsItsValue() {
        Loops.run(() -> {
            ContextVar<String> variable = ContextVar.of("variable");
            Task<?> me = currentTask();
            String value = timeout(HOUR, limit -> {
                ticks(1);
                assertThat(currentTask()).isSameAs(me);
                assertThat(allTasks()).hasSize(1);
                variable.set("set inside");
                return "value";
            });
            assertThat(value).isEqualTo("value");
            assertThat(variable.get()).isEqualTo("set inside");
            String nothing = timeout(HOUR, limit -> null);
            assertThat(nothing).isNull();
            int number = timeout(HOUR, () -> sleep(ms(1), 42));
            assertThat(number).isEqualTo(42);
            timeout(HOUR, () -> sleep(ms(1)));
            assertThatThrownBy(() -> timeout(ms(10), () -> sleep(HOUR))).isInstanceOf(TimeoutException.class);
        });
    }
}
