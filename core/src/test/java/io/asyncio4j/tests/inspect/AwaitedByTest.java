package io.asyncio4j.tests.inspect;

import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.staggeredRace;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AwaitedByTest {

    /** Starts a task that runs {@code waiting}, and gives it once it waits. */
    private static Task<Void> waiter(VoidCoroutine waiting) {
        Task<Void> task = createTask(waiting);
        ticks(2);
        return task;
    }

    private static Promise<String> promise() {
        return EventLoop.running().createFuture();
    }

    // INT-08
    @Test
    void tasksThatAwaitItDirectly_inTheirOrder_untilItIsDone() {
        Loops.run(() -> {
            Promise<String> promise = promise();
            assertThat(promise.awaitedBy()).isEmpty();
            Task<Void> first = waiter(promise::await);
            Task<Void> second = waiter(() -> timeout(ms(50), () -> promise.await()));
            assertThat(promise.awaitedBy()).containsExactly(first, second);
            first.cancel();
            promise.addDoneCallback(done -> {});
            assertThat(promise.awaitedBy()).isEmpty();
            ticks(3);
            assertThat(second.cancelled()).as("it awaited a future that was cancelled").isTrue();
        });
    }

    // GAT-18 SHD-07
    @Test
    void throughAGatherAndAShield() {
        Loops.run(() -> {
            Promise<String> promise = promise();
            Task<String> child = createTask(() -> promise.await());
            Task<Void> waits = waiter(() -> gather(shield(child), gather(child, promise)).await());
            assertThat(child.awaitedBy()).containsExactly(waits);
            assertThat(promise.awaitedBy()).containsExactlyInAnyOrder(child, waits);
            promise.setResult("x");
            waits.await();
            assertThat(child.awaitedBy()).isEmpty();
        });
    }

    // SHD-07
    @Test
    void throughAShieldAlone() {
        Loops.run(() -> {
            Promise<String> promise = promise();
            Task<Void> waits = waiter(() -> shield(promise).await());
            assertThat(promise.awaitedBy()).containsExactly(waits);
            promise.setResult("x");
            waits.await();
        });
    }

    // WAI-12 ASC-09 INT-15
    @Test
    void throughWait_waitForWithoutTime_andAsCompleted_forAsLongAsTheyWait() {
        Loops.run(() -> {
            Promise<String> promise = promise();
            Task<Void> waits = waiter(() -> Asyncio.wait(List.of(promise)));
            assertThat(promise.awaitedBy()).containsExactly(waits);
            waits.cancel();
            ticks(2);
            assertThat(promise.awaitedBy()).isEmpty();

            var completed = asCompleted(List.of(promise));
            assertThat(promise.awaitedBy()).as("nobody waits yet").isEmpty();
            Task<Void> iterates = waiter(() -> completed.futures().iterator().next());
            assertThat(promise.awaitedBy()).containsExactly(iterates);

            Task<Void> cleansUp = createTask(() -> {
                try {
                    Asyncio.sleep(ms(100));
                } finally {
                    Asyncio.sleep(ms(5));
                }
            });
            ticks(1);
            Task<Void> hasNoTime = waiter(() -> waitFor(cleansUp, ms(0)));
            assertThat(cleansUp.awaitedBy()).containsExactly(hasNoTime);
            hasNoTime.cancel();
            promise.setResult("x");
            iterates.await();
        });
    }

    // TGR-27
    @Test
    void taskOfAGroup_isAwaitedByTheTaskOfTheBlock_fromItsCreationOn() {
        Loops.run(() -> {
            taskGroup(g -> {
                Task<Void> child = g.createTask(() -> Asyncio.sleep(ms(10)));
                assertThat(child.awaitedBy()).containsExactly(currentTask());
                Task<Void> sibling = g.createTask((VoidCoroutine) child::await);
                ticks(2);
                assertThat(child.awaitedBy()).containsExactly(currentTask(), sibling);
                child.await();
                assertThat(child.awaitedBy()).isEmpty();
            });
        });
    }

    // TGR-27
    @Test
    void groupsWithinGroups_makeAChain() {
        Loops.run(() -> {
            try {
                taskGroup(outer -> {
                    Task<Void> middle = outer.createTask(() -> taskGroup(inner -> {
                        Task<Void> leaf = inner.createTask(() -> Asyncio.sleep(ms(10)));
                        assertThat(leaf.awaitedBy()).containsExactly(currentTask());
                    }));
                    assertThat(middle.awaitedBy()).containsExactly(currentTask());
                });
            } catch (ExceptionGroup e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void throughARace() {
        Loops.run(() -> {
            Promise<String> promise = promise();
            Task<Void> races = waiter(
                    () -> staggeredRace(List.of((Coroutine<String>) () -> promise.await()), null));
            Task<?> contestant = promise.awaitedBy().iterator().next();
            assertThat(contestant.awaitedBy()).containsExactly(races);
            promise.setResult("x");
            races.await();
        });
    }

    // INT-15: cpython #151535
    @Test
    void throughAGatherOfGathers_howeverDeep() {
        Loops.run(() -> {
            Promise<String> promise = promise();
            Future<?> outermost = promise;
            for (int i = 0; i < 100_000; i++) {
                outermost = gather(List.of(outermost));
            }
            Future<?> gathering = outermost;
            Task<Void> waits = waiter(gathering::await);
            assertThat(promise.awaitedBy()).containsExactly(waits);
            promise.setResult("x");
            waits.await();
        });
    }

    // FUT-36
    @Test
    void anotherThread_isRefused() {
        Loops.run(() -> {
            Promise<String> promise = promise();
            Asyncio.await(CompletableFuture.runAsync(
                    () -> assertThatIllegalStateException().isThrownBy(promise::awaitedBy)
                            .withMessageContaining("look at a future")));
        });
    }
}
