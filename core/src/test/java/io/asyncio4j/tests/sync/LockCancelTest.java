package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.Ticks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Cancellation of tasks that wait for a lock: no turn is lost, and none is given twice. */
class LockCancelTest {

    private final List<String> log = new ArrayList<>();
    private final Lock lock = new Lock();

    /** A task that acquires the lock and keeps it, or says that it was cancelled. */
    private Task<?> taker(String name) {
        return createTask(TaskOptions.named(name), () -> {
            try {
                lock.acquire();
                log.add(name);
            } catch (CancelledError e) {
                log.add(name + " cancelled");
                throw e;
            }
        });
    }

    // LCK-05
    @Test
    void cancelWhileAnotherHasIt_leavesTheLine_andWakesNobody() {
        Loops.run(() -> {
            lock.acquire();
            Task<?> a = taker("a");
            Task<?> b = taker("b");
            ticks(1);
            assertThat(lock.statistics().waiters()).isEqualTo(2);
            a.cancel("enough");
            assertThat(lock.statistics().waiters()).as("until it has run").isEqualTo(2);
            CancelledError error = catchThrowableOfType(CancelledError.class, a::await);
            assertThat(error.message()).isEqualTo("enough");
            assertThat(lock.statistics().waiters()).isEqualTo(1);
            ticks(3);
            assertThat(log).as("nobody barged in").containsExactly("a cancelled");
            lock.release();
            b.await();
            assertThat(log).containsExactly("a cancelled", "b");
        });
    }

    // LCK-05 LCK-06
    @Test
    void cancelThenRelease_inOneTick_letsTheNextOneHaveItATickLater() {
        List<String> marks = new ArrayList<>();
        Loops.run(() -> {
            var t = new Ticks();
            lock.acquire();
            Task<?> a = createTask(() -> t.markCancellation(lock::acquire));
            createTask(() -> {
                lock.acquire();
                t.mark("b");
            });
            createTask(() -> {
                lock.acquire();
                t.mark("c");
            });
            ticks(1);
            t.begin();
            a.cancel();
            lock.release();
            ticks(5);
            assertThat(lock).hasToString("<Lock [locked, waiters:1]>");
            marks.addAll(t.end());
        });
        assertThat(marks).containsExactly("cancelled@1", "b@2");
    }

    // LCK-06
    @Test
    void releaseThenCancel_inOneTick_passesTheTurnOn_toOneTaskOnly() {
        List<String> marks = new ArrayList<>();
        Loops.run(() -> {
            var t = new Ticks();
            lock.acquire();
            Task<?> a = createTask(() -> t.markCancellation(lock::acquire));
            createTask(() -> {
                lock.acquire();
                t.mark("b");
            });
            createTask(() -> {
                lock.acquire();
                t.mark("c");
            });
            ticks(1);
            t.begin();
            lock.release();
            a.cancel();
            ticks(5);
            assertThat(lock).hasToString("<Lock [locked, waiters:1]>");
            marks.addAll(t.end());
        });
        assertThat(marks).containsExactly("cancelled@1", "b@2");
    }

    // LCK-06
    @Test
    void turnThatIsPassedOnAgainAndAgain_reachesTheOneThatIsLeft() {
        Loops.run(() -> {
            lock.acquire();
            Task<?> a = taker("a");
            Task<?> b = taker("b");
            Task<?> c = taker("c");
            ticks(1);
            lock.release();
            a.cancel();
            EventLoop.running().callSoon(b::cancel); // just when it has been chosen
            ticks(1);
            assertThat(log).containsExactly("a cancelled");
            ticks(1);
            assertThat(log).containsExactly("a cancelled", "b cancelled");
            ticks(1);
            assertThat(log).containsExactly("a cancelled", "b cancelled", "c");
            assertThat(c.done()).isTrue();
        });
    }

    // LCK-06
    @Test
    void chosenAndCancelled_withNobodyBehind_leavesItFree() {
        Loops.run(() -> {
            lock.acquire();
            Task<?> a = taker("a");
            ticks(1);
            lock.release();
            a.cancel();
            assertThatThrownBy(a::await).isInstanceOf(CancelledError.class);
            assertThat(lock).hasToString("<Lock [unlocked]>");
            taker("b").await();
            assertThat(log).containsExactly("a cancelled", "b");
        });
    }

    // LCK-06 LCK-04
    @Test
    void newcomerWhileTheTurnIsPassedOn_queuesBehindThoseThatWait() {
        Loops.run(() -> {
            lock.acquire();
            Task<?> a = taker("a");
            taker("b");
            ticks(1);
            lock.release();
            a.cancel();
            taker("newcomer");
            ticks(2);
            assertThat(log).containsExactly("a cancelled", "b");
            assertThat(lock).hasToString("<Lock [locked, waiters:1]>");
            lock.release();
            ticks(1);
            assertThat(log).containsExactly("a cancelled", "b", "newcomer");
        });
    }

    // LCK-04
    @Test
    void newcomerWhereAllThatWaitedAreCancelled_takesItAtOnce_andKeepsIt() {
        Loops.run(() -> {
            lock.acquire();
            Task<?> a = taker("a");
            Task<?> b = taker("b");
            ticks(1);
            a.cancel();
            b.cancel();
            lock.release();
            assertThat(lock.statistics().waiters()).isEqualTo(2);
            EventLoop.running().callSoon(() -> log.add("next tick"));
            lock.acquire();
            log.add("main");
            Task<?> c = taker("c");
            ticks(3);
            assertThat(log).containsExactly("main", "a cancelled", "b cancelled", "next tick");
            assertThat(c.done()).isFalse();
            assertThat(lock).hasToString("<Lock [locked, waiters:1]>");
        });
    }

    // LCK-04
    @Test
    void newcomerWhereOneOfThoseThatWaitIsNotCancelled_queues() {
        Loops.run(() -> {
            lock.acquire();
            Task<?> a = taker("a");
            taker("b");
            Task<?> c = taker("c");
            ticks(1);
            a.cancel();
            c.cancel();
            lock.release();
            taker("newcomer");
            ticks(4);
            assertThat(log).containsExactly("a cancelled", "c cancelled", "b");
        });
    }

    // LCK-06 UNC-03
    @Test
    void chosenOneWhoseCancellationIsTakenBack_getsIt() {
        Loops.run(() -> {
            lock.acquire();
            Task<?> a = taker("a");
            ticks(1);
            lock.release();
            a.cancel();
            a.uncancel();
            a.await();
            assertThat(log).containsExactly("a");
            assertThat(lock).hasToString("<Lock [locked]>");
        });
    }

    // LCK-05
    @Test
    void allButOneCancelledInAnyOrder_theOneThatIsLeftGetsIt() {
        Loops.run(() -> {
            var random = new Random(20);
            for (int round = 0; round < 30; round++) {
                log.clear();
                lock.acquire();
                List<Task<?>> tasks = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    tasks.add(taker("t" + i));
                }
                ticks(1);
                boolean releaseFirst = random.nextBoolean();
                if (releaseFirst) {
                    lock.release();
                }
                Collections.shuffle(tasks, random);
                Task<?> left = tasks.removeFirst();
                for (Task<?> task : tasks) {
                    task.cancel();
                    if (random.nextInt(3) == 0) {
                        ticks(1);
                    }
                }
                if (!releaseFirst) {
                    lock.release();
                }
                ticks(4);
                if (!left.done()) { // one that was chosen and not cancelled in time had it before
                    lock.release();
                    ticks(4);
                }
                assertThat(left.done()).isTrue();
                assertThat(log).contains(left.getName());
                assertThat(lock).hasToString("<Lock [locked]>");
                lock.release();
            }
        });
    }
}
