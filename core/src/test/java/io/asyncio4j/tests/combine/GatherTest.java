package io.asyncio4j.tests.combine;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Awaitable;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskFactory;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatherTest {

    // GAT-01
    @Test
    void results_comeInArgumentOrder_whateverIsDoneFirst() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<String> log = new ArrayList<>();
            Future<List<String>> gathering = gather(
                    () -> logged(log, sleep(ms(30), "slow")),
                    () -> logged(log, sleep(ms(10), "fast")),
                    () -> logged(log, sleep(ms(20), "middle")));
            assertThat(gathering.done()).isFalse();
            assertThat(log).isEmpty();
            assertThat(gathering.await()).containsExactly("slow", "fast", "middle");
            assertThat(log).containsExactly("fast", "middle", "slow");
            assertThat(millisSince(start)).isEqualTo(30);
        });
    }

    // GAT-01
    @Test
    void nullResults_areResults() {
        Loops.run(() -> {
            List<Object> results = gather(() -> null, () -> "x", createTask(() -> ticks(1))).await();
            assertThat(results).containsExactly(null, "x", null);
        });
    }

    // GAT-02
    @Test
    void coroutinesBecomeTasksAtTheCall_inOrder_futuresAreUsedAsTheyAre() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Promise<String> future = EventLoop.running().createFuture();
            createTask(() -> log.add("task from before"));
            var gathering = gather(() -> logged(log, "first"), future, () -> logged(log, "second"));
            createTask(() -> log.add("task from after"));
            assertThat(allTasks()).hasSize(5); // main, before, two of gather, after: no task for the future
            future.setResult("future");
            assertThat(gathering.await()).containsExactly("first", "future", "second");
            assertThat(log).containsExactly("task from before", "first", "second", "task from after");
        });
    }

    // GAT-02
    @Test
    void anAwaitableThatIsNoCoroutine_isAwaitedInATask() {
        Loops.run(() -> {
            Task<?> me = Asyncio.currentTask();
            Awaitable<Task<?>> own = () -> {
                ticks(1);
                return Asyncio.currentTask();
            };
            assertThat(gather(own).await().getFirst()).isNotNull().isNotSameAs(me);
        });
    }

    // GAT-02
    @Test
    void futuresOfTwoLoops_areRefused() {
        try (EventLoop one = Loops.virtual().build(); EventLoop other = Loops.virtual().build()) {
            Promise<Integer> ours = one.createFuture();
            Promise<Integer> theirs = other.createFuture();
            assertThatIllegalArgumentException().isThrownBy(() -> gather(ours, theirs))
                    .withMessageContaining("different loop");
            assertThatIllegalArgumentException().isThrownBy(() -> gather(List.of(ours, ours, theirs)));
            assertThat(gather(ours, ours).getLoop()).isSameAs(one);
            assertThat(gather(theirs).getLoop()).isSameAs(other);
        }
    }

    // GAT-02
    @Test
    void coroutineFirst_thenFutureOfAnotherLoop_isRefused_andTheCoroutineStillRuns() {
        try (EventLoop other = Loops.virtual().build()) {
            Promise<Integer> theirs = other.createFuture();
            Loops.run(() -> {
                List<String> log = new ArrayList<>();
                assertThatIllegalArgumentException()
                        .isThrownBy(
                                () -> gather(List.of(Coroutine.of("c", () -> logged(log, "ran")), theirs)));
                ticks(2);
                assertThat(log).containsExactly("ran");
            });
        }
    }

    // GAT-03
    @Test
    void nothing_isDoneAtOnce_andBelongsToTheRunningLoop() {
        Loops.run(() -> {
            Future<List<Object>> nothing = gather();
            assertThat(nothing.done()).isTrue();
            assertThat(nothing.result()).isEmpty();
            assertThat(nothing.getLoop()).isSameAs(EventLoop.running());
            assertThat(gather(List.<Awaitable<Object>>of()).await()).isEmpty();
        });
    }

    // GAT-03, GAT-04
    @Test
    void withoutALoop_neitherNothingNorACoroutineCanBeGathered() {
        assertThatIllegalStateException().isThrownBy(() -> gather())
                .withMessageContaining("no running event loop");
        List<String> log = new ArrayList<>();
        assertThatIllegalStateException().isThrownBy(() -> gather(() -> logged(log, "never")))
                .withMessageContaining("no running event loop");
        assertThat(log).isEmpty();
    }

    // GAT-04
    @Test
    void withoutARunningLoop_coroutinesFollowTheFirstFuture() {
        try (EventLoop loop = Loops.virtual().build()) {
            Promise<String> future = loop.createFuture();
            Future<List<String>> gathering = gather(future, () -> sleep(ms(5), "coroutine"));
            loop.callLater(ms(1), () -> future.setResult("future"));
            assertThat(loop.runUntilComplete(gathering)).containsExactly("future", "coroutine");
            assertThat(loop.time()).isEqualTo(ms(5));
        }
    }

    // GAT-04
    @Test
    void inAPlainCallback_theRunningLoopIsUsed() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Promise<Future<List<Integer>>> made = loop.createFuture();
            loop.callSoon(() -> made.setResult(gather(() -> 1, () -> 2)));
            assertThat(made.await().await()).containsExactly(1, 2);
        });
    }

    // GAT-05
    @Test
    void theSameOneShotCoroutine_runsOnce_andItsResultIsEverywhere() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var coroutine = Coroutine.of("once", () -> logged(log, "ran"));
            assertThat(gather(coroutine, () -> "between", coroutine, coroutine).await())
                    .containsExactly("ran", "between", "ran", "ran");
            assertThat(log).containsExactly("ran");
        });
    }

    // GAT-05
    @Test
    void theSameFuture_bringsItsResultToEveryPosition() {
        Loops.run(() -> {
            Task<String> task = createTask(() -> sleep(ms(1), "task"));
            assertThat(gather(task, task).await()).containsExactly("task", "task");
            assertThat(gather(task, task).result()).containsExactly("task", "task");
        });
    }

    // GAT-05: a lambda is not a coroutine object but what makes one, so each mention of it is a run
    @Test
    void theSameLambda_runsOncePerMention() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Coroutine<String> lambda = () -> logged(log, "run " + log.size());
            assertThat(gather(lambda, lambda).await()).containsExactly("run 0", "run 1");
        });
    }

    // GAT-15
    @Test
    void aNullAmongThem_isRefused_andThoseBeforeItRunOn_withoutAGather() {
        List<Map<String, Object>> reports;
        List<String> log = new ArrayList<>();
        try (EventLoop loop = Loops.virtual().build()) {
            reports = Loops.collectReports(loop);
            loop.runUntilComplete(Coroutine.returningNull(() -> {
                Promise<String> future = EventLoop.running().createFuture();
                Coroutine<String> good = () -> logged(log, "ran");
                assertThatNullPointerException().isThrownBy(() -> gather(Arrays.asList(future, good, null)));
                future.setResult("no gather hears of it");
                ticks(3);
            }));
        }
        assertThat(log).containsExactly("ran");
        assertThat(reports).isEmpty();
    }

    // GAT-15, GAT-07: nobody could ever look at those failures
    @Test
    void failuresOfThoseBeforeANull_areConsumed() {
        List<Map<String, Object>> reports;
        try (EventLoop loop = Loops.virtual().build()) {
            reports = Loops.collectReports(loop);
            loop.runUntilComplete(Coroutine.returningNull(() -> {
                Coroutine<String> bad = () -> {
                    throw new IOException("unseen");
                };
                assertThatNullPointerException().isThrownBy(() -> gather(Arrays.asList(bad, null)));
                ticks(3);
            }));
        }
        assertThat(reports).isEmpty();
    }

    // GAT-15
    @Test
    void nullsInPlaceOfCollections_areRefused() {
        Loops.run(() -> {
            assertThatNullPointerException().isThrownBy(() -> gather((Collection<Awaitable<String>>) null));
            assertThatNullPointerException().isThrownBy(() -> gather((Awaitable<String>[]) null));
            assertThatNullPointerException().isThrownBy(() -> gather((Awaitable<String>) null));
            assertThat(allTasks()).hasSize(1);
        });
    }

    // GAT-15
    @Test
    void aLaterChangeOfTheCollection_changesNothing() {
        Loops.run(() -> {
            List<Coroutine<Integer>> bodies = new ArrayList<>(List.of(() -> sleep(ms(1), 1), () -> 2));
            Future<List<Integer>> gathering = gather(bodies);
            bodies.clear();
            assertThat(gathering.await()).containsExactly(1, 2);
        });
    }

    // GAT-17
    @Test
    void eagerChildrenThatFinish_leaveADoneGather_andNothingQueued() {
        Asyncio.run(Loops.virtual().taskFactory(TaskFactory.EAGER), () -> {
            List<String> log = new ArrayList<>();
            EventLoop.running().callSoon(() -> log.add("the next tick"));
            Future<List<String>> gathering = gather(() -> logged(log, "a"), () -> logged(log, "b"));
            assertThat(gathering.done()).isTrue();
            assertThat(gathering.await()).containsExactly("a", "b");
            assertThat(log).containsExactly("a", "b");
            assertThat(allTasks()).hasSize(1);
        });
    }

    // GAT-17
    @Test
    void eagerChildThatFails_leavesAFailedGather() {
        Asyncio.run(Loops.virtual().taskFactory(TaskFactory.EAGER), () -> {
            var failure = new IOException("at once");
            Future<List<Object>> gathering = gather(() -> {
                throw failure;
            }, () -> sleep(ms(1), "later"));
            assertThat(gathering.done()).isTrue();
            assertThat(gathering.exception()).isSameAs(failure);
        });
    }

    // GAT-17, GAT-19
    @Test
    void eagerChildThatCompletesAnEarlierFuture_finishesTheGatherInTheNextTick() {
        Asyncio.run(Loops.virtual().taskFactory(TaskFactory.EAGER), () -> {
            Promise<String> future = EventLoop.running().createFuture();
            Future<List<String>> gathering = gather(future, () -> {
                future.setResult("set by the second");
                return "second";
            });
            assertThat(gathering.done()).isFalse();
            ticks(1);
            assertThat(gathering.done()).isTrue();
            assertThat(gathering.await()).containsExactly("set by the second", "second");
        });
    }

    // GAT-19
    @Test
    void doneFutures_makeADoneGather() {
        Loops.run(() -> {
            Promise<Integer> one = EventLoop.running().createFuture();
            Promise<Integer> two = EventLoop.running().createFuture();
            one.setResult(1);
            Future<List<Integer>> waitsForTwo = gather(one, two);
            two.setResult(2);
            assertThat(waitsForTwo.done()).isFalse();
            assertThat(gather(one, two).result()).containsExactly(1, 2);
            ticks(1);
            assertThat(waitsForTwo.result()).containsExactly(1, 2);
        });
    }

    // GAT-01
    @Test
    void oneOfTwo_mayHaveNoResult() {
        Loops.run(() -> {
            Task<String> task = createTask(() -> "x");
            VoidCoroutine nothing = () -> ticks(1);
            assertThat(gather(task, nothing).await()).containsExactly("x", null);
            assertThat(gather(nothing, task).await()).containsExactly(null, "x");
        });
    }

    // what it has made is not the program's, which knows nothing of it
    @Test
    void tasksThatItHasMade_areNotReportedAsPendingWhereTheLoopIsClosed_thoseOfTheProgramAre() {
        List<Map<String, Object>> reports;
        try (EventLoop loop = Loops.virtual().build()) {
            reports = Loops.collectReports(loop);
            loop.runUntilComplete(() -> {
                Task<String> own = createTask(TaskOptions.named("own"), () -> sleep(ms(100), "own"));
                Coroutine<String> made = () -> sleep(ms(100), "made");
                Future<List<String>> gathering = gather(own, made);
                ticks(1);
                assertThat(gathering.done()).isFalse();
            });
        }
        assertThat(reports)
                .filteredOn(report -> "Task was destroyed but it is pending!".equals(report.get("message")))
                .extracting(report -> ((Task<?>) report.get("task")).getName())
                .containsExactly("own");
    }

    // GAT-01
    @Test
    void gathersWithinGathers() {
        Loops.run(() -> {
            Future<List<Integer>> inner = gather(() -> sleep(ms(2), 1), () -> 2);
            List<Object> results = Asyncio.<Object>gather(inner, gather(), () -> 3).await();
            assertThat(results).containsExactly(List.of(1, 2), List.of(), 3);
        });
    }

    private static <T> T logged(List<? super T> log, T event) {
        log.add(event);
        return event;
    }
}
