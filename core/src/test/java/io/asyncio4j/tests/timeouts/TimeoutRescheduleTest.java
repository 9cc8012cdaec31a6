package io.asyncio4j.tests.timeouts;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.Timeout;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.RecordingPoller;
import io.asyncio4j.tests.support.Ticks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class TimeoutRescheduleTest {

    private static final Duration HOUR = Duration.ofHours(1);

    // TMO-16
    @Test
    void fromAnotherTask_theDeadlineMoves_andGoesAway() {
        Loops.run(() -> {
            Promise<Timeout> entered = EventLoop.running().createFuture();
            Task<?> task = createTask(() -> {
                Timeout.at(ms(10)).run(limit -> {
                    entered.setResult(limit);
                    sleep(HOUR);
                });
            });
            Timeout limit = entered.await();
            assertThat(limit.when()).isEqualTo(ms(10));
            limit.reschedule(ms(30));
            assertThat(limit.when()).isEqualTo(ms(30));
            sleep(ms(29));
            assertThat(limit.expired()).isFalse();
            limit.reschedule(null);
            assertThat(limit.when()).isNull();
            sleep(ms(100));
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(limit.expired()).isFalse();
        });
    }

    // TMO-16
    @Test
    void fromWithinTheBlock_laterAndEarlier() {
        Loops.run(() -> {
            Timeout later = Timeout.after(ms(10));
            assertThatThrownBy(() -> later.run(limit -> {
                sleep(ms(9));
                limit.reschedule(ms(50));
                sleep(HOUR);
            })).isInstanceOf(TimeoutException.class);
            assertThat(EventLoop.running().time()).isEqualTo(ms(50));
            Timeout earlier = Timeout.after(HOUR);
            assertThatThrownBy(() -> earlier.run(limit -> {
                limit.reschedule(ms(70));
                sleep(HOUR);
            })).isInstanceOf(TimeoutException.class);
            assertThat(EventLoop.running().time()).isEqualTo(ms(70));
            assertThat(earlier.when()).isEqualTo(ms(70));
        });
    }

    // TMO-16
    @Test
    void fromACallback_aLimitIsSetWhereThereWasNone() {
        Loops.run(() -> {
            Timeout limit = Timeout.after(null);
            EventLoop.running().callLater(ms(5), () -> limit.reschedule(ms(20)));
            assertThatThrownBy(() -> limit.run(same -> sleep(HOUR, "late")))
                    .isInstanceOf(TimeoutException.class);
            assertThat(EventLoop.running().time()).isEqualTo(ms(20));
        });
    }

    // TMO-16
    @Test
    void toAMomentThatIsPast_interruptsTheNextSuspension() {
        Loops.run(() -> {
            sleep(ms(10));
            for (Duration past : new Duration[] {ms(10), ms(9), Duration.ZERO, ms(-5)}) {
                List<String> log = new ArrayList<>();
                Timeout limit = Timeout.after(HOUR);
                assertThatThrownBy(() -> limit.run(same -> {
                    ticks(1);
                    limit.reschedule(past);
                    log.add("when " + same.when().toMillis() + ", expired " + same.expired());
                    ticks(1);
                    log.add("not reached");
                })).isInstanceOf(TimeoutException.class);
                assertThat(log).containsExactly("when " + past.toMillis() + ", expired false");
            }
            assertThat(EventLoop.running().time()).isEqualTo(ms(10));
        });
    }

    // TMO-16
    @Test
    void toAMomentThatIsPast_takesAsManyTicksAsInCPython() {
        Loops.run(() -> {
            var t = new Ticks();
            ticks(1);
            t.begin();
            Timeout own = Timeout.after(HOUR);
            t.markTimeout(() -> own.run(limit -> {
                ticks(1);
                limit.reschedule(ms(-5));
                ticks(1);
                t.mark("not reached");
            }));
            t.begin();
            Timeout others = Timeout.after(null);
            Promise<String> never = t.loop.createFuture();
            t.loop.callSoon(() -> others.reschedule(Duration.ZERO));
            t.markTimeout(() -> others.run(limit -> never.await()));
            assertThat(t.end()).containsExactly("timeout@2", "timeout@3");
        });
    }

    // TMO-16: the callback that was queued at the entry is taken back
    @Test
    void limitThatWasOverAtTheEntry_movedBeforeTheFirstSuspension_doesNotInterrupt() {
        Loops.run(() -> {
            Timeout limit = Timeout.after(Duration.ZERO);
            limit.run(same -> {
                same.reschedule(ms(50));
                sleep(ms(10));
            });
            assertThat(limit.expired()).isFalse();
            assertThat(EventLoop.running().time()).isEqualTo(ms(10));
            sleep(HOUR);
        });
    }

    // TMO-16 TMO-17: in the tick in which the time is over, it depends on who comes first
    @Test
    void inTheTickOfTheExpiry_beforeIt_prevents_andAfterIt_isRefused() {
        Loops.run(() -> {
            for (boolean first : new boolean[] {true, false}) {
                List<String> log = new ArrayList<>();
                Duration start = EventLoop.running().time();
                Timeout limit = Timeout.after(ms(10));
                Runnable reschedule = () -> {
                    Throwable refused = catchThrowable(() -> limit.reschedule(null));
                    log.add(refused == null ? "rescheduled" : refused.getMessage());
                };
                if (first) {
                    EventLoop.running().callLater(ms(10), reschedule);
                }
                Throwable timeout = catchThrowable(() -> limit.run(same -> {
                    if (!first) {
                        EventLoop.running().callLater(ms(10), reschedule);
                    }
                    sleep(ms(20));
                }));
                log.add(timeout + " at " + millisSince(start));
                assertThat(log).containsExactlyElementsOf(first
                        ? List.of("rescheduled", "null at 20")
                        : List.of("Cannot change state of expiring Timeout: <Timeout [expiring]>",
                                "java.util.concurrent.TimeoutException at 10"));
            }
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // TMO-16: one timer at a time; the old ones do not wake the loop, and do not interrupt
    @Test
    void manyTimes_thereIsOneTimer() {
        var poller = new RecordingPoller();
        Asyncio.run(EventLoop.builder().poller(poller), () -> {
            List<Map<String, Object>> reports = Loops.collectReports();
            Timeout limit = Timeout.after(ms(10));
            limit.run(same -> {
                for (int i = 0; i < 5; i++) {
                    sleep(ms(8));
                    same.reschedule(EventLoop.running().time().plus(ms(10)));
                }
            });
            assertThat(limit.expired()).isFalse();
            sleep(HOUR);
            assertThat(currentTask().cancelling()).isZero();
            assertThat(reports).isEmpty();
        });
        assertThat(poller.waits).containsExactly(ms(8), ms(8), ms(8), ms(8), ms(8), HOUR);
    }

    // TMO-16: a moment too far away to be counted in nanoseconds is never
    @Test
    void toTheFarFuture_isNever() {
        Loops.run(() -> {
            Timeout limit = Timeout.after(ms(10));
            limit.run(same -> {
                same.reschedule(Duration.ofSeconds(Long.MAX_VALUE));
                sleep(Duration.ofDays(400));
            });
            assertThat(limit.when()).isNull();
            assertThat(limit.expired()).isFalse();
        });
    }
}
