package io.asyncio4j.tests.timeouts;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.timeoutAt;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Block;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Generator;
import io.asyncio4j.Timeout;
import io.asyncio4j.VoidBlock;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What a Timeout refuses, and the texts that it shows itself with. */
class TimeoutMisuseTest {

    private static final Duration HOUR = Duration.ofHours(1);

    // TMO-17
    @Test
    void rescheduleBeforeTheEntry_isRefused_andTheTimeoutIsStillGood() {
        Loops.run(() -> {
            Timeout limit = Timeout.after(ms(10));
            assertThatIllegalStateException().isThrownBy(() -> limit.reschedule(ms(20)))
                    .withMessageContaining("Timeout has not been entered")
                    .withMessageContaining("reschedule it within its block");
            assertThat(limit.when()).isEqualTo(ms(10));
            assertThatThrownBy(() -> limit.run(same -> sleep(HOUR, "late")))
                    .isInstanceOf(TimeoutException.class);
        });
    }

    // TMO-17
    @Test
    void rescheduleAfterTheEnd_isRefused() {
        Loops.run(() -> {
            Timeout limit = Timeout.after(ms(10));
            limit.run(same -> sleep(ms(1), "in time"));
            assertThatIllegalStateException().isThrownBy(() -> limit.reschedule(ms(20)))
                    .withMessageContaining("Cannot change state of finished Timeout");
            assertThat(limit.when()).isEqualTo(ms(10));
            Timeout failed = Timeout.after(ms(10));
            assertThatThrownBy(() -> failed.run(same -> {
                throw new IllegalArgumentException();
            })).isInstanceOf(IllegalArgumentException.class);
            assertThatIllegalStateException().isThrownBy(() -> failed.reschedule(null))
                    .withMessageContaining("Cannot change state of finished Timeout");
        });
    }

    // TMO-17
    @Test
    void rescheduleAfterTheExpiry_isRefused_withinTheBlockAndBehindIt() {
        Loops.run(() -> {
            Timeout limit = Timeout.after(ms(10));
            limit.run(same -> {
                assertThatThrownBy(() -> sleep(HOUR)).isInstanceOf(CancelledError.class);
                assertThatIllegalStateException().isThrownBy(() -> same.reschedule(ms(20)))
                        .withMessageContaining("Cannot change state of expiring Timeout");
            });
            assertThatIllegalStateException().isThrownBy(() -> limit.reschedule(null))
                    .withMessageContaining("Cannot change state of expired Timeout");
            assertThat(limit.when()).isEqualTo(ms(10));
        });
    }

    // TMO-17 FUT-36
    @Test
    void rescheduleFromAnotherThread_isRefused() {
        Loops.run(() -> {
            Timeout limit = Timeout.after(HOUR);
            limit.run(same -> {
                Throwable refused = toThread(() -> catchThrowable(() -> same.reschedule(null)));
                assertThat(refused).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("reschedule a timeout of");
                assertThat(same.when()).isEqualTo(HOUR);
            });
        });
    }

    // TMO-18
    @Test
    void enteringTwice_isRefused_nestedAndOneAfterTheOther() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Timeout limit = Timeout.after(ms(10));
            assertThatThrownBy(() -> limit.run(same -> {
                assertThatIllegalStateException().isThrownBy(() -> same.run(again -> {
                    log.add("not reached");
                })).withMessageContaining("Timeout has already been entered")
                        .withMessageContaining("make one for each block");
                log.add(same.toString());
                sleep(HOUR); // the first entry is not touched
            })).isInstanceOf(TimeoutException.class);
            assertThatIllegalStateException().isThrownBy(() -> limit.run(again -> "not reached"))
                    .withMessageContaining("Timeout has already been entered");
            Timeout finished = Timeout.after(ms(10));
            finished.run(same -> {});
            assertThatIllegalStateException().isThrownBy(() -> finished.run(again -> {
                log.add("not reached");
            })).withMessageContaining("Timeout has already been entered");
            assertThat(log).containsExactly("<Timeout [active] when=0.010>");
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // TMO-19
    @Test
    void enteringInACallback_isRefused_andTheTimeoutStaysUnentered() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            List<Throwable> refusals = new ArrayList<>();
            List<Timeout> limits = List.of(Timeout.after(ms(10)), Timeout.at(ms(10)));
            EventLoop.running().callSoon(() -> {
                for (Timeout limit : limits) {
                    refusals.add(catchThrowable(() -> limit.run(same -> log.add("not reached"))));
                }
            });
            ticks(1);
            assertThat(refusals).hasSize(2).allSatisfy(refused -> assertThat(refused)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Timeout should be used inside a task"));
            for (Timeout limit : limits) {
                assertThat(limit).hasToString("<Timeout [created]>");
                assertThatIllegalStateException().isThrownBy(() -> limit.reschedule(ms(20)))
                        .withMessageContaining("has not been entered");
            }
            assertThatThrownBy(() -> limits.getFirst().run(same -> sleep(HOUR, "late")))
                    .isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> limits.getLast().run(same -> sleep(HOUR, "late")))
                    .isInstanceOf(TimeoutException.class);
            assertThat(log).isEmpty();
        });
    }

    // TMO-19: it leaves no trace, so that a task of another loop can still enter
    @Test
    void enteringInAStepOfAGenerator_isRefused_andTheTimeoutStaysUnentered() {
        Timeout limit = Timeout.at(ms(10));
        Loops.run(() -> {
            Generator<String> enters = value -> new Generator.Return<>(limit.run(same -> "not reached"));
            assertThatIllegalStateException()
                    .isThrownBy(() -> createTask(Coroutine.fromGenerator("enters", enters)).await())
                    .withMessageContaining("cannot await in a step of a generator-based coroutine");
            assertThat(limit).hasToString("<Timeout [created]>");
        });
        Loops.run(() -> limit.run(same -> sleep(ms(1), "in time")));
        assertThat(limit).hasToString("<Timeout [finished]>");
    }

    // TMO-19
    @Test
    void withoutALoop_aDelayCannotBeCounted_andNothingCanBeEntered() {
        Timeout limit = Timeout.at(ms(10));
        List<String> log = new ArrayList<>();
        assertThatIllegalStateException().isThrownBy(() -> Timeout.after(ms(10)))
                .withMessageContaining("no running event loop");
        assertThatIllegalStateException().isThrownBy(() -> limit.run(same -> log.add("not reached")))
                .withMessageContaining("no running event loop");
        for (Duration delay : new Duration[] {ms(10), null}) {
            assertThatIllegalStateException().isThrownBy(() -> timeout(delay, same -> log.add("not reached")))
                    .withMessageContaining("no running event loop");
            assertThatIllegalStateException().isThrownBy(() -> timeout(delay, () -> log.add("not reached")))
                    .withMessageContaining("no running event loop");
            assertThatIllegalStateException()
                    .isThrownBy(() -> timeoutAt(delay, same -> log.add("not reached")))
                    .withMessageContaining("no running event loop");
        }
        assertThat(log).isEmpty();
        Loops.run(() -> limit.run(same -> sleep(ms(1), "made before the loop, it is good in it")));
        assertThat(limit).hasToString("<Timeout [finished]>");
    }

    // TMO-01: two loops, two clocks
    @Test
    void delayCountedOnTheClockOfAnotherLoop_isRefused() {
        Timeout foreign = Loops.run(() -> {
            return Timeout.after(ms(10));
        });
        Loops.run(() -> {
            assertThatIllegalStateException().isThrownBy(() -> foreign.run(same -> "not reached"))
                    .withMessageContaining("counts the time of");
            assertThat(foreign).hasToString("<Timeout [created]>");
        });
    }

    // TMO-01
    @Test
    void nullBodies_areRefused_andTheTimeoutStaysUnentered() {
        Loops.run(() -> {
            Timeout limit = Timeout.after(ms(10));
            assertThatNullPointerException().isThrownBy(() -> limit.run((Block<Timeout, String>) null))
                    .withMessageContaining("body");
            assertThatNullPointerException().isThrownBy(() -> limit.run((VoidBlock<Timeout>) null))
                    .withMessageContaining("body");
            assertThat(limit).hasToString("<Timeout [created]>");
            assertThatNullPointerException().isThrownBy(() -> timeout(HOUR, (Block<Timeout, String>) null));
            assertThatNullPointerException().isThrownBy(() -> timeout(HOUR, (VoidBlock<Timeout>) null));
            assertThatNullPointerException().isThrownBy(() -> timeout(HOUR, (Coroutine<String>) null));
            assertThatNullPointerException().isThrownBy(() -> timeout(HOUR, (VoidCoroutine) null));
            assertThatNullPointerException().isThrownBy(() -> timeoutAt(HOUR, (Block<Timeout, String>) null));
            assertThatNullPointerException().isThrownBy(() -> timeoutAt(HOUR, (VoidBlock<Timeout>) null));
            assertThat(currentTask().cancelling()).isZero();
            sleep(HOUR);
        });
    }

    // TMO-20
    @Test
    void texts_showTheState_andTheDeadlineWhileItCounts() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            sleep(ms(2_345));
            Timeout limit = Timeout.after(ms(10_000));
            log.add(limit.toString());
            limit.run(same -> {
                log.add(same.toString());
                same.reschedule(null);
                log.add(same.toString());
                same.reschedule(Duration.ofNanos(2_350_600_000L));
                log.add(same.toString());
                createTask(() -> log.add("in another task: " + same));
                assertThatThrownBy(() -> sleep(HOUR)).isInstanceOf(CancelledError.class);
                log.add(same.toString());
            });
            log.add(limit.toString());
            Timeout inTime = Timeout.after(HOUR);
            inTime.run(same -> ticks(1));
            log.add(inTime.toString());
            assertThat(log).containsExactly(
                    "<Timeout [created]>",
                    "<Timeout [active] when=12.345>",
                    "<Timeout [active] when=null>",
                    "<Timeout [active] when=2.351>",
                    "in another task: <Timeout [active] when=2.351>",
                    "<Timeout [expiring]>",
                    "<Timeout [expired]>",
                    "<Timeout [finished]>");
        });
    }
}
