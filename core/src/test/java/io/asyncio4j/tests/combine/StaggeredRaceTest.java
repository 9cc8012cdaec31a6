package io.asyncio4j.tests.combine;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.staggeredRace;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.CoroutineObject;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Promise;
import io.asyncio4j.RaceResult;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class StaggeredRaceTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final List<String> log = new ArrayList<>();

    private void note(String event) {
        log.add(event + " at " + EventLoop.running().time().toMillis());
    }

    private Coroutine<Integer> runner(int number, Duration time, boolean succeeds) {
        return () -> {
            note(number + " starts");
            try {
                sleep(time);
            } catch (CancelledError e) {
                note(number + " is cancelled");
                throw e;
            }
            if (!succeeds) {
                note(number + " fails");
                throw new IOException("runner " + number);
            }
            note(number + " wins");
            return number;
        };
    }

    private static Coroutine<Integer> fails(Exception failure) {
        return () -> {
            throw failure;
        };
    }

    // STG-01
    @Test
    void nobody_wins() {
        Loops.run(() -> {
            for (Duration delay : new Duration[] {null, Duration.ZERO, HOUR}) {
                RaceResult<Integer> race = staggeredRace(List.<Coroutine<Integer>>of(), delay);
                assertThat(race.isWon()).isFalse();
                assertThat(race.result()).isNull();
                assertThat(race.winnerIndex()).isEqualTo(RaceResult.NO_WINNER).isEqualTo(-1);
                assertThat(race.exceptions()).isEmpty();
            }
            assertThat(EventLoop.running().time()).isZero();
        });
    }

    // STG-02
    @Test
    void firstOneThatSucceeds_isTheOnlyOneThatStarts() {
        Loops.run(() -> {
            for (Duration delay : new Duration[] {null, ms(10)}) {
                RaceResult<Integer> race =
                        staggeredRace(List.of(runner(0, ms(1), true), runner(1, ms(1), true)), delay);
                assertThat(race).isEqualTo(new RaceResult<>(0, 0, Arrays.asList((Throwable) null)));
                assertThat(race.isWon()).isTrue();
            }
            assertThat(log).containsExactly("0 starts at 0", "0 wins at 1", "0 starts at 1", "0 wins at 2");
            assertThat(allTasks()).hasSize(1);
        });
    }

    // STG-02
    @Test
    void failure_startsTheNextOne_andIsTheVeryObject() {
        Loops.run(() -> {
            var first = new IOException("first");
            var second = new TimeoutException("its own, not that of the delay");
            RaceResult<Integer> race =
                    staggeredRace(List.of(fails(first), fails(second), runner(2, ms(5), true)), null);
            assertThat(race.result()).isEqualTo(2);
            assertThat(race.winnerIndex()).isEqualTo(2);
            assertThat(race.exceptions()).containsExactly(first, second, null);
            assertThat(first).hasNoSuppressedExceptions();
        });
    }

    // STG-02
    @Test
    void allFail_thereIsNoWinner() {
        Loops.run(() -> {
            var first = new IOException();
            var second = new StackOverflowError("an error is a failure too");
            Coroutine<Integer> overflows = () -> {
                throw second;
            };
            RaceResult<Integer> race = staggeredRace(List.of(fails(first), overflows), HOUR);
            assertThat(race.isWon()).isFalse();
            assertThat(race.exceptions()).containsExactly(first, second);
            assertThat(EventLoop.running().time()).isZero();
            assertThatThrownBy(() -> race.exceptions().clear())
                    .isInstanceOf(UnsupportedOperationException.class);
        });
    }

    // STG-02
    @Test
    void delay_startsTheNextOneBesideTheSlowOne_andTheWinnerCancelsTheOthers() {
        Loops.run(() -> {
            RaceResult<Integer> race = staggeredRace(List.of(
                    runner(0, ms(100), true), runner(1, ms(3), false), runner(2, ms(100), true),
                    runner(3, ms(5), true), runner(4, ms(100), true)), ms(10));
            assertThat(log).containsExactly(
                    "0 starts at 0", "1 starts at 10", "1 fails at 13", "2 starts at 13", "3 starts at 23",
                    "3 wins at 28", "0 is cancelled at 28", "2 is cancelled at 28");
            assertThat(race.result()).isEqualTo(3);
            assertThat(race.winnerIndex()).isEqualTo(3);
            assertThat(race.exceptions()).hasSize(4).last().isNull();
            assertThat(race.exceptions().get(0)).isInstanceOf(CancelledError.class);
            assertThat(race.exceptions().get(1)).isInstanceOf(IOException.class).hasMessage("runner 1");
            assertThat(race.exceptions().get(2)).isInstanceOf(CancelledError.class);
            assertThat(EventLoop.running().time()).isEqualTo(ms(28));
            assertThat(allTasks()).hasSize(1);
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // STG-02
    @Test
    void withoutADelay_theNextOneWaitsForTheFailure_howeverLong() {
        Loops.run(() -> {
            staggeredRace(List.of(runner(0, HOUR, false), runner(1, ms(5), true)), null);
            assertThat(log).containsExactly(
                    "0 starts at 0", "0 fails at 3600000", "1 starts at 3600000", "1 wins at 3600005");
        });
    }

    // STG-02
    @Test
    void delayOfZero_startsThemInOrder_withoutWaitingForEachOther() {
        Loops.run(() -> {
            for (Duration delay : new Duration[] {Duration.ZERO, ms(-5)}) {
                log.clear();
                RaceResult<Integer> race = staggeredRace(
                        List.of(runner(0, HOUR, true), runner(1, HOUR, true), runner(2, Duration.ZERO, true)),
                        delay);
                assertThat(race.winnerIndex()).isEqualTo(2);
                assertThat(log).containsExactly("0 starts at 0", "1 starts at 0", "2 starts at 0",
                        "2 wins at 0", "0 is cancelled at 0", "1 is cancelled at 0");
            }
        });
    }

    // STG-02
    @Test
    void winnerMayReturnNull_andEachRunsInATaskOfItsOwn() {
        Loops.run(() -> {
            List<Task<?>> tasks = new ArrayList<>(List.of(currentTask()));
            Coroutine<String> brings = () -> {
                tasks.add(currentTask());
                return null;
            };
            Coroutine<String> fails = () -> {
                tasks.add(currentTask());
                throw new IOException();
            };
            RaceResult<String> race = staggeredRace(List.of(fails, brings), null);
            assertThat(race.isWon()).isTrue();
            assertThat(race.result()).isNull();
            assertThat(race.winnerIndex()).isEqualTo(1);
            assertThat(tasks).hasSize(3).doesNotHaveDuplicates();
            assertThat(tasks).as("cancelling() of all tasks").allMatch(task -> task.cancelling() == 0);
            assertThat(tasks.getLast().done()).isTrue();
            assertThat(tasks.getLast().cancelled()).as("the winner cancels the others only").isFalse();
        });
    }

    // STG-03
    @Test
    void twoThatAreWokenInOneTick_theFirstWins_theOtherIsCancelled() {
        Loops.run(() -> {
            Promise<String> gate = EventLoop.running().createFuture();
            Coroutine<String> waits = () -> gate.await();
            Coroutine<String> opens = () -> {
                gate.setResult("open");
                return sleep(HOUR, "late");
            };
            RaceResult<String> race = staggeredRace(List.of(waits, waits, opens), ms(100));
            assertThat(race.result()).isEqualTo("open");
            assertThat(race.winnerIndex()).isZero();
            assertThat(race.exceptions()).hasSize(3).first().isNull();
            assertThat(race.exceptions().subList(1, 3))
                    .allSatisfy(e -> assertThat(e).isInstanceOf(CancelledError.class));
            assertThat(EventLoop.running().time()).isEqualTo(ms(200));
        });
    }

    // STG-02: what a loser fails with while it is being cancelled stands in the result
    @Test
    void loserThatFailsInItsCleanUp_isWaitedFor() {
        Loops.run(() -> {
            var failure = new IOException("clean-up");
            Coroutine<Integer> slow = () -> {
                try {
                    return sleep(HOUR, 0);
                } catch (CancelledError e) {
                    sleep(ms(20));
                    throw failure;
                }
            };
            RaceResult<Integer> race =
                    staggeredRace(List.of(slow, runner(1, ms(5), true), runner(2, ms(5), true)), ms(10));
            assertThat(race.winnerIndex()).isEqualTo(1);
            assertThat(race.exceptions()).containsExactly(failure, null);
            assertThat(EventLoop.running().time()).isEqualTo(ms(35));
            assertThat(log).containsExactly("1 starts at 10", "1 wins at 15");
        });
    }

    // STG-03: a cancelled loser that returns a value all the same does not become a second winner
    @Test
    void loserThatRefusesToBeCancelled_isRecordedAsCancelled() {
        Loops.run(() -> {
            Coroutine<Integer> stubborn = () -> {
                assertThat(catchThrowable(() -> sleep(HOUR))).isInstanceOf(CancelledError.class);
                return sleep(ms(20), 0);
            };
            RaceResult<Integer> race = staggeredRace(List.of(stubborn, runner(1, ms(5), true)), ms(10));
            assertThat(race.result()).isEqualTo(1);
            assertThat(race.winnerIndex()).isEqualTo(1);
            assertThat(race.exceptions()).hasSize(2).last().isNull();
            assertThat(race.exceptions().getFirst()).isInstanceOf(CancelledError.class);
            assertThat(EventLoop.running().time()).isEqualTo(ms(35));
        });
    }

    // TSK-17
    @Test
    void loopExit_leavesTheLoopAtOnce() {
        var exit = new LoopExit();
        Coroutine<Integer> exits = () -> {
            throw exit;
        };
        assertThatThrownBy(() -> Loops.run(() -> staggeredRace(List.of(exits, runner(1, ms(5), true)), null)))
                .isSameAs(exit);
        assertThat(log).isEmpty();
    }

    // COR-07: coroutine objects whose turn never came are not missed
    @Test
    void coroutineObjectsThatAreNotNeeded_areClosed() {
        Loops.run(() -> {
            CoroutineObject<String> wins = Coroutine.of("wins", () -> "first");
            CoroutineObject<String> spare = Coroutine.of("spare", () -> "second");
            assertThat(staggeredRace(List.of(wins, spare), null).winnerIndex()).isZero();
            assertThatIllegalStateException().isThrownBy(spare::await).withMessageContaining("reuse");
        });
        CoroutineObject<String> refused = Coroutine.of("refused", () -> "not run");
        assertThatIllegalStateException().isThrownBy(() -> staggeredRace(List.of(refused), null))
                .withMessageContaining("no running event loop");
        assertThatIllegalStateException().isThrownBy(refused::await).withMessageContaining("reuse");
    }

    // STG-02
    @Test
    void misuse_isRefused_beforeAnythingStarts() {
        Coroutine<Integer> never = runner(0, ms(1), true);
        assertThatIllegalStateException().isThrownBy(() -> staggeredRace(List.of(never), null))
                .withMessageContaining("no running event loop");
        Loops.run(() -> {
            assertThatNullPointerException()
                    .isThrownBy(() -> staggeredRace((List<Coroutine<Integer>>) null, null));
            assertThatNullPointerException()
                    .isThrownBy(() -> staggeredRace(Arrays.asList(never, null), null));
            List<Throwable> refusals = new ArrayList<>();
            EventLoop.running().callSoon(() -> {
                refusals.add(catchThrowable(() -> staggeredRace(List.of(never), null)));
            });
            ticks(3);
            assertThat(refusals).hasSize(1);
            assertThat(refusals.getFirst()).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot await in a callback");
            assertThat(allTasks()).hasSize(1);
        });
        assertThat(log).isEmpty();
    }
}
