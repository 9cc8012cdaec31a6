package io.asyncio4j.tests.combine;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.staggeredRace;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.Promise;
import io.asyncio4j.RaceResult;
import io.asyncio4j.Task;
import io.asyncio4j.TaskFactory;
import io.asyncio4j.Timeout;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** A staggered race whose caller is cancelled, and coroutines that cancel themselves. */
class StaggeredRaceCancelTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final List<String> log = new ArrayList<>();

    private void note(String event) {
        log.add(event + " at " + EventLoop.running().time().toMillis());
    }

    private static List<EventLoopBuilder> lazyAndEager() {
        return List.of(Loops.virtual(), Loops.virtual().taskFactory(TaskFactory.EAGER));
    }

    // STG-03
    @Test
    void repeatedCancellation_isDeliveredEachTime_andTheRaceEndsWithTheLast() {
        for (EventLoopBuilder loop : lazyAndEager()) {
            log.clear();
            Asyncio.run(loop, () -> {
                Coroutine<Integer> stubborn = () -> {
                    for (int i = 0; i < 3; i++) {
                        note("0: " + catchThrowable(() -> sleep(HOUR)).getMessage());
                    }
                    sleep(ms(7));
                    note("0 fails");
                    throw new IOException();
                };
                Coroutine<Integer> docile = () -> {
                    note("1 starts");
                    try {
                        return sleep(HOUR, 1);
                    } finally {
                        note("1 ends");
                    }
                };
                Coroutine<Integer> neverStarts = () -> {
                    note("2 starts");
                    return 2;
                };
                Task<?> task =
                        createTask(() -> staggeredRace(List.of(stubborn, docile, neverStarts), ms(10)));
                EventLoop.running().callLater(ms(15), () -> task.cancel("first"));
                EventLoop.running().callLater(ms(20), () -> task.cancel("second"));
                EventLoop.running().callLater(ms(25), () -> task.cancel("third"));
                assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("third");
                assertThat(log).containsExactly("1 starts at 10", "0: first at 15", "1 ends at 15",
                        "0: second at 20", "0: third at 25", "0 fails at 32");
                assertThat(task.cancelling()).isEqualTo(3);
                assertThat(EventLoop.running().time()).isEqualTo(ms(32));
                assertThat(allTasks()).hasSize(1);
            });
        }
    }

    // STG-03: two timeouts around the race are over one after the other
    @Test
    void repeatedCancellationByTimeouts_ofACoroutineThatSwallows() {
        for (EventLoopBuilder loop : lazyAndEager()) {
            log.clear();
            Asyncio.run(loop, () -> {
                Timeout outer = Timeout.at(null);
                Timeout inner = Timeout.at(null);
                Coroutine<String> swallows = () -> {
                    inner.reschedule(ms(-1));
                    ticks(1);
                    log.add("first: " + catchThrowable(() -> ticks(1)).getClass().getSimpleName());
                    outer.reschedule(ms(-1));
                    ticks(1);
                    log.add("second: " + catchThrowable(() -> ticks(1)).getClass().getSimpleName());
                    return "lost";
                };
                assertThatThrownBy(() -> outer.run(a -> inner.run(b -> {
                    try {
                        staggeredRace(List.of(swallows), null);
                    } catch (CancelledError e) {
                        log.add("race: CancelledError");
                        throw e;
                    }
                }))).isInstanceOf(TimeoutException.class);
                assertThat(log).containsExactly(
                        "first: CancelledError", "second: CancelledError", "race: CancelledError");
                assertThat(currentTask().cancelling()).isZero();
            });
        }
    }

    // STG-03
    @Test
    void cancelledRace_endsWhenItsCoroutinesHaveCleanedUp() {
        Loops.run(() -> {
            Coroutine<Integer> slow = () -> {
                try {
                    return sleep(HOUR, 0);
                } finally {
                    sleep(ms(5));
                    note("cleaned up");
                }
            };
            assertThatThrownBy(() -> timeout(ms(25), limit -> {
                staggeredRace(List.of(slow, slow, slow, slow), ms(10));
            })).isInstanceOf(TimeoutException.class);
            assertThat(log).containsExactly("cleaned up at 30", "cleaned up at 30", "cleaned up at 30");
            assertThat(allTasks()).hasSize(1);
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // STG-03
    @Test
    void coroutineThatSwallowsAndSucceeds_doesNotUndoTheCancellation() {
        Loops.run(() -> {
            Coroutine<String> swallows = () -> {
                assertThat(catchThrowable(() -> sleep(HOUR))).isInstanceOf(CancelledError.class);
                sleep(ms(50));
                note("0 succeeds");
                return "lost";
            };
            Coroutine<String> second = () -> {
                note("1 starts");
                return "one";
            };
            Task<?> task = createTask(() -> staggeredRace(List.of(swallows, second), null));
            EventLoop.running().callLater(ms(5), task::cancel);
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("0 succeeds at 55");
            assertThat(task.cancelled()).isTrue();
            assertThat(allTasks()).hasSize(1);
        });
    }

    // STG-03: a failure that the cancellation has caused does not start the next one
    @Test
    void coroutineThatFailsWhenCancelled_startsNoOther() {
        for (EventLoopBuilder loop : lazyAndEager()) {
            log.clear();
            Asyncio.run(loop, () -> {
                Coroutine<String> fails = () -> {
                    try {
                        return sleep(HOUR, "late");
                    } catch (CancelledError e) {
                        note("0 fails");
                        throw new IOException(e);
                    }
                };
                Coroutine<String> second = () -> {
                    note("1 starts");
                    return "one";
                };
                Task<?> task = createTask(() -> staggeredRace(List.of(fails, second), null));
                EventLoop.running().callLater(ms(5), task::cancel);
                assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
                assertThat(log).containsExactly("0 fails at 5");
            });
        }
    }

    // STG-03: as in CPython, whichever of the two comes first
    @Test
    void cancelInTheTickOfTheVictory_isNotLost() {
        Loops.run(() -> {
            for (boolean cancelFirst : new boolean[] {true, false}) {
                Promise<String> gate = EventLoop.running().createFuture();
                Coroutine<String> waits = gate::await;
                Task<?> task = createTask(() -> staggeredRace(List.of(waits), null));
                ticks(4);
                if (cancelFirst) {
                    task.cancel();
                }
                gate.setResult("won");
                if (!cancelFirst) {
                    task.cancel();
                }
                assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            }
        });
    }

    // STG-03: the numbers are CPython 3.14's
    @Test
    void cancelInEachTickOfAShortRace_isDelivered_asLongAsTheRaceHasNotEnded() {
        Loops.run(() -> {
            for (int tick = 0; tick <= 5; tick++) {
                log.clear();
                Coroutine<Integer> atOnce = () -> {
                    log.add("started");
                    return 1;
                };
                Task<RaceResult<Integer>> task = createTask(() -> staggeredRace(List.of(atOnce), null));
                ticks(tick);
                task.cancel();
                if (tick < 5) {
                    assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
                } else {
                    assertThat(task.await().result()).isEqualTo(1);
                }
                assertThat(log).as("cancelled after %d ticks", tick).hasSize(tick == 0 ? 0 : 1);
            }
        });
    }

    // STG-02: cancelling oneself is a way to fail; returning before it is delivered is a way to succeed
    @Test
    void coroutinesThatCancelThemselves() {
        Loops.run(() -> {
            var own = new CancelledError("own");
            Coroutine<String> throwsIt = () -> {
                throw own;
            };
            Coroutine<String> suspends = () -> {
                currentTask().cancel();
                return sleep(Duration.ZERO, "not reached");
            };
            Coroutine<String> returns = () -> {
                currentTask().cancel();
                return "returned";
            };
            RaceResult<String> lost = staggeredRace(List.of(throwsIt, suspends), null);
            assertThat(lost.isWon()).isFalse();
            assertThat(lost.exceptions()).hasSize(2).first().isSameAs(own);
            assertThat(lost.exceptions().getLast()).isInstanceOf(CancelledError.class);
            RaceResult<String> won = staggeredRace(List.of(throwsIt, returns), null);
            assertThat(won.result()).isEqualTo("returned");
            assertThat(won.exceptions()).containsExactly(own, null);
        });
    }

    // STG-02: a task that cannot be made is nobody's failure; the race throws when the others have ended
    @Test
    void taskFactoryThatFails_leavesTheRace() {
        var failure = new IllegalStateException("no more tasks");
        List<Integer> made = new ArrayList<>();
        TaskFactory twoOnly = (loop, coroutine, options) -> {
            made.add(made.size());
            if (made.size() == 3) {
                throw failure;
            }
            return loop.newTask(coroutine, options);
        };
        Coroutine<String> slow = () -> sleep(ms(30), "won");
        Loops.run(() -> {
            EventLoop.running().setTaskFactory(twoOnly);
            assertThat(catchThrowable(() -> staggeredRace(List.of(slow, slow, slow), ms(10))))
                    .isSameAs(failure);
            assertThat(EventLoop.running().time()).isEqualTo(ms(30));
            assertThat(allTasks()).hasSize(1);
        });
    }

    // STG-03 JVA-06
    @Test
    void loopThatIsClosed_endsTheRace() {
        EventLoop loop = Loops.virtual().build();
        List<Map<String, Object>> reports = Loops.collectReports(loop);
        Coroutine<String> slow = () -> {
            try {
                return sleep(HOUR, "late");
            } finally {
                log.add("cleaned up");
            }
        };
        Task<?> task = loop.createTask(() -> {
            try {
                staggeredRace(List.of(slow, slow), null);
            } catch (CancelledError e) {
                log.add("race cancelled");
                throw e;
            }
        });
        loop.runUntilComplete(() -> ticks(3));
        loop.close();
        assertThat(task.cancelled()).isTrue();
        assertThat(log).containsExactlyInAnyOrder("cleaned up", "race cancelled");
        assertThat(reports).hasSize(3).allSatisfy(report -> assertThat((String) report.get("message"))
                .contains("pending"));
    }
}
