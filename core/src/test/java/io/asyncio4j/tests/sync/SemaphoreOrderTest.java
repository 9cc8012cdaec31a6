package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.gatherOutcomes;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.Ticks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who gets a permit, and when; and that none is lost when those that got one are cancelled. */
class SemaphoreOrderTest {

    private final List<String> marks = new ArrayList<>();
    private final Semaphore semaphore = new Semaphore(0);
    private Ticks t;

    /** Takes a permit in the current task and marks that, with what is left then. */
    private void take(String name) {
        try {
            semaphore.acquire();
            t.mark(name + state());
        } catch (CancelledError e) {
            t.mark(name + " cancelled" + state());
            throw e;
        }
    }

    private Task<?> taker(String name) {
        return createTask(() -> take(name));
    }

    private String state() {
        var now = semaphore.statistics();
        return " " + now.value() + (semaphore.locked() ? " locked " : " unlocked ") + now.waiters();
    }

    private List<String> story(VoidCoroutine main) {
        Loops.run(() -> {
            t = new Ticks();
            main.run();
            ticks(5);
            t.mark("end" + state());
            marks.addAll(t.end());
        });
        return marks;
    }

    // SEM-04
    @Test
    void release_givesThePermitsToTheFirstInLine_atOnce() {
        assertThat(story(() -> {
            List.of("a", "b", "c").forEach(this::taker);
            ticks(1);
            t.begin();
            semaphore.release();
            semaphore.release();
            t.mark("main" + state());
            taker("d");
        })).containsExactly("main 0 locked 3@0", "a 0 locked 2@1", "b 0 locked 1@1", "end 0 locked 2@5");
    }

    // SEM-04
    @Test
    void newcomer_cannotStealAPermit() {
        assertThat(story(() -> {
            taker("a");
            ticks(1);
            t.begin();
            Task<?> newcomer = taker("newcomer"); // its step comes before a's
            semaphore.release();
            ticks(3);
            assertThat(newcomer.done()).isFalse();
            semaphore.release();
        })).containsExactly("a 0 locked 1@1", "newcomer 0 locked 0@4", "end 0 locked 0@8");
    }

    // SEM-04
    @Test
    void theOneThatReleases_queuesBehindThoseThatWait() {
        Loops.run(() -> {
            var one = new Semaphore(1);
            List<String> log = new ArrayList<>();
            List<Task<?>> tasks = new ArrayList<>();
            for (String name : List.of("c1", "c2", "c3")) {
                tasks.add(createTask(() -> {
                    for (int round = 1; round <= 2; round++) {
                        one.acquire();
                        log.add(name + "_" + round);
                        sleep(ms(10));
                        one.release();
                    }
                }));
            }
            gather(tasks).await();
            assertThat(log).containsExactly("c1_1", "c2_1", "c3_1", "c1_2", "c2_2", "c3_2");
            assertThat(EventLoop.running().time()).isEqualTo(ms(60));
        });
    }

    // SEM-04 SEM-06
    @Test
    void permitReleasedByAWokenOne_goesToTheNextInLine() {
        assertThat(story(() -> {
            taker("1");
            createTask(() -> {
                take("2");
                semaphore.release();
                take("4");
            });
            taker("3");
            ticks(1);
            t.begin();
            semaphore.release(); // and another one, which nobody but these can use
            semaphore.release();
            ticks(1);
            semaphore.release();
        })).containsExactly(
                "1 0 locked 2@1", "2 0 locked 1@1", "3 0 locked 1@2", "4 0 locked 0@2", "end 0 locked 0@6");
    }

    // SEM-03 SEM-06
    @Test
    void newcomersQueue_thoughPermitsAreLeft_andTheFirstThatIsServedWakesThem() {
        assertThat(story(() -> {
            taker("a");
            createTask(() -> {
                semaphore.release();
                semaphore.release();
                semaphore.release();
                t.mark("released" + state());
                take("b");
            });
            taker("c");
            taker("d");
            t.begin();
            ticks(1);
            t.mark("main" + state());
        })).containsExactly(
                "released 2 locked 1@1",
                "main 2 locked 4@1",
                "a 0 locked 3@2",
                "b 0 locked 2@3",
                "c 0 locked 1@3",
                "end 0 locked 1@6");
    }

    // SEM-05 SEM-06
    @Test
    void newcomersQueue_thoughPermitsAreLeft_andTheFirstOneWakesThemThoughItIsCancelled() {
        assertThat(story(() -> {
            Task<?> a = taker("a");
            createTask(() -> {
                semaphore.release();
                semaphore.release();
                a.cancel();
                t.mark("released" + state());
                take("b");
            });
            taker("c");
            taker("d");
            t.begin();
            ticks(1);
            t.mark("main" + state());
        })).containsExactly(
                "released 1 locked 1@1",
                "main 1 locked 4@1",
                "a cancelled 0 locked 3@2",
                "b 0 locked 2@3",
                "c 0 locked 1@3",
                "end 0 locked 1@6");
    }

    // SEM-05
    @Test
    void cancelAfterRelease_passesThePermitOn() {
        assertThat(story(() -> {
            Task<?> a = taker("a");
            taker("b");
            taker("c");
            ticks(1);
            t.begin();
            semaphore.release();
            a.cancel();
        })).containsExactly("a cancelled 0 locked 2@1", "b 0 locked 1@2", "end 0 locked 1@5");
    }

    // SEM-05
    @Test
    void cancelAfterRelease_withNobodyBehind_bringsThePermitBack() {
        assertThat(story(() -> {
            Task<?> a = taker("a");
            ticks(1);
            t.begin();
            semaphore.release();
            a.cancel();
            taker("newcomer");
        })).containsExactly(
                "a cancelled 1 unlocked 0@1", "newcomer 0 locked 0@1", "end 0 locked 0@5");
    }

    // SEM-05
    @Test
    void cancelBeforeRelease_letsTheReleaseSkipThoseThatAreCancelled() {
        assertThat(story(() -> {
            Task<?> a = taker("a");
            Task<?> b = taker("b");
            taker("c");
            taker("d");
            ticks(1);
            t.begin();
            a.cancel();
            b.cancel();
            semaphore.release();
        })).containsExactly(
                "a cancelled 0 locked 3@1", "b cancelled 0 locked 2@1", "c 0 locked 1@1", "end 0 locked 1@5");
    }

    // SEM-03 SEM-05
    @Test
    void whereAllThatWaitAreCancelled_thePermitIsFree_andTheNextToAskHasItAtOnce() {
        assertThat(story(() -> {
            Task<?> a = taker("a");
            Task<?> b = taker("b");
            ticks(1);
            t.begin();
            a.cancel();
            b.cancel();
            semaphore.release();
            t.mark("main" + state());
            take("main");
        })).containsExactly(
                "main 1 unlocked 2@0",
                "main 0 locked 2@0",
                "a cancelled 0 locked 1@1",
                "b cancelled 0 locked 0@1",
                "end 0 locked 0@5");
    }

    // SEM-05
    @Test
    void cancelFollowedByAReleaseATickLater_servesTheOthersInOrder() {
        assertThat(story(() -> {
            Task<?> one = taker("1");
            Task<?> two = taker("2");
            Task<?> three = taker("3");
            ticks(1);
            t.begin();
            one.cancel();
            ticks(1);
            semaphore.release();
            semaphore.release();
            gatherOutcomes(one, two, three).await();
        })).containsExactly(
                "1 cancelled 0 locked 2@1", "2 0 locked 1@2", "3 0 locked 0@2", "end 0 locked 0@9");
    }

    // SEM-05
    @Test
    void taskCancelledByTheOneThatReleases_leavesThePermitUsable() {
        Loops.run(() -> {
            var one = new Semaphore(1);
            List<Task<?>> second = new ArrayList<>();
            createTask(() -> {
                try (var _ = one.acquire()) {
                    ticks(1);
                }
                second.getFirst().cancel();
            });
            second.add(createTask(() -> one.acquire()));
            assertThatThrownBy(second.getFirst()::await).isInstanceOf(CancelledError.class);
            VoidCoroutine acquire = () -> one.acquire();
            waitFor(acquire, ms(1000));
            assertThat(EventLoop.running().time()).isZero();
        });
    }

    // SEM-05 UNC-03
    @Test
    void servedOneWhoseCancellationIsTakenBack_keepsThePermit() {
        assertThat(story(() -> {
            Task<?> a = taker("a");
            taker("b");
            ticks(1);
            t.begin();
            semaphore.release();
            a.cancel();
            a.uncancel();
        })).containsExactly("a 0 locked 1@1", "end 0 locked 1@5");
    }

    // SEM-05 SEM-06
    @Test
    void whateverIsCancelledWhenever_noPermitIsLostOrMade() {
        Loops.run(() -> {
            var random = new Random(31);
            for (int round = 0; round < 100; round++) {
                var some = new Semaphore(0);
                List<Task<?>> tasks = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    tasks.add(createTask(() -> some.acquire()));
                }
                ticks(1);
                int released = random.nextInt(1, 12);
                List<Runnable> moves = new ArrayList<>(Collections.nCopies(released, some::release));
                tasks.stream().filter(task -> random.nextInt(3) == 0)
                        .forEach(task -> moves.add(task::cancel));
                Collections.shuffle(moves, random);
                for (Runnable move : moves) {
                    move.run();
                    if (random.nextInt(3) == 0) {
                        ticks(1);
                    }
                }
                ticks(3);
                long served = tasks.stream().filter(task -> task.done() && !task.cancelled()).count();
                var now = some.statistics();
                assertThat(served + now.value()).as("permits of round %d", round).isEqualTo(released);
                assertThat(now.value() > 0 && now.waiters() > 0).as("nobody sleeps on").isFalse();
                tasks.forEach(Task::cancel);
            }
        });
    }
}
