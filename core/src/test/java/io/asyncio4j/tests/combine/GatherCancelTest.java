package io.asyncio4j.tests.combine;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatherCancelTest {

    // GAT-10
    @Test
    void cancel_asksEveryChild_andTheGatherGoesOnUntilTheyHaveEnded() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<?> a = createTask(() -> markedSleep("a", log));
            Task<?> b = createTask(() -> markedSleep("b", log));
            Future<List<Object>> nested = Asyncio.<Object>gather(b);
            Future<List<Object>> gathering = Asyncio.<Object>gather(a, nested);
            ticks(1);
            assertThat(gathering.cancel()).isTrue();
            assertThat(gathering.done()).isFalse();
            assertThat(nested.done()).isFalse();
            assertThat(a.cancelling()).isEqualTo(1);
            assertThat(b.cancelling()).isEqualTo(1);
            assertThatThrownBy(gathering::await).isInstanceOf(CancelledError.class);
            ticks(3);
            assertThat(log).containsExactly("a cancelled", "b cancelled");
            assertThat(nested.cancelled()).isFalse();
            assertThat(nested.exception()).isInstanceOf(CancelledError.class);
        });
    }

    // CAN-06: the gather takes no request any more
    @Test
    void cancelOfATask_thatAGatherHasWoken_isNotLost() {
        Loops.run(() -> {
            Promise<String> child = EventLoop.running().createFuture();
            Future<List<String>> gathering = gather(List.of(child));
            Task<?> waits = createTask(() -> gathering.await());
            ticks(1);
            child.setResult("x");
            EventLoop.running().callSoon(() -> {
                assertThat(gathering.done()).isTrue();
                assertThat(waits.cancel()).isTrue();
            });
            ticks(3);
            assertThat(waits.cancelled()).isTrue();
        });
    }

    // GAT-05, GAT-10
    @Test
    void aChildMentionedTwice_isAskedTwice() {
        Loops.run(() -> {
            Task<?> child = createTask(() -> sleep(ms(100)));
            Future<List<Object>> gathering = Asyncio.<Object>gather(child, child);
            ticks(1);
            gathering.cancel();
            assertThat(child.cancelling()).isEqualTo(2);
            assertThatThrownBy(gathering::await).isInstanceOf(CancelledError.class);
        });
    }

    // GAT-10: the first child that is cancelled is a first failure; gatherOutcomes would wait for the rest
    @Test
    void cancelledGather_endsWithItsFirstCancelledChild_evenIfAnotherStillCleansUp() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            Task<?> quick = createTask(() -> sleep(ms(1000)));
            Task<?> slow = createTask(() -> cleaningUpSleep(ms(50)));
            Future<List<Object>> gathering = Asyncio.<Object>gather(quick, slow);
            ticks(1);
            gathering.cancel("m");
            CancelledError error = catchThrowableOfType(CancelledError.class, gathering::await);
            assertThat(error.message()).isEqualTo("m");
            assertThat(slow.done()).isFalse();
            Asyncio.wait(List.of(slow));
            assertThat(slow.cancelled()).isTrue();
            assertThat(millisSince(start)).isEqualTo(50);
        });
    }

    // GAT-11, GAT-14
    @Test
    void cancelOfTheAwaitingTask_goesThroughTheGather_downAndUpAgain() {
        Loops.run(() -> {
            List<Object> log = new ArrayList<>();
            List<Future<?>> gathers = new ArrayList<>();
            Task<?> outer = createTask(() -> {
                Future<List<Object>> gathering = Asyncio.<Object>gather(
                        createTask(() -> logMessage("child", log)),
                        createTask(() -> logMessage("child", log)));
                gathers.add(gathering);
                try {
                    gathering.await();
                } catch (CancelledError e) {
                    log.add("outer " + e.message() + ", cancelling " + currentTask().cancelling());
                    log.add("cause " + e.getCause() + ", suppressed " + e.getSuppressed().length);
                    throw e;
                }
            });
            ticks(2);
            outer.cancel("why");
            CancelledError error = catchThrowableOfType(CancelledError.class, outer::await);
            assertThat(log).containsExactly(
                    "child why", "child why", "outer why, cancelling 1", "cause null, suppressed 0");
            assertThat(error.message()).isEqualTo("why");
            assertThat(outer.cancelled()).isTrue();
            assertThat(gathers.getFirst().cancelled()).isFalse();
            assertThat(gathers.getFirst().exception()).isInstanceOf(CancelledError.class);
        });
    }

    // GAT-14
    @Test
    void messagesOfAnyKind_arriveAsTheyAre() {
        Loops.run(() -> {
            for (Object message : new Object[] {null, "my message", 5, List.of("a", 1)}) {
                Future<List<Object>> gathering = Asyncio.<Object>gather(createTask(() -> sleep(ms(100))));
                ticks(1);
                gathering.cancel(message);
                CancelledError error = catchThrowableOfType(CancelledError.class, gathering::await);
                assertThat(error.message()).isSameAs(message);
            }
        });
    }

    // GAT-11
    @Test
    void childrenThatSwallowTheCancellation_doNotSwallowTheGathers() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Future<List<String>> gathering = gather(swallowing("a", log), swallowing("b", log));
            ticks(1);
            assertThat(gathering.cancel("m")).isTrue();
            CancelledError error = catchThrowableOfType(CancelledError.class, gathering::await);
            assertThat(log).containsExactly("a got m", "b got m");
            assertThat(error.message()).isNull(); // no child has ended with it
            assertThat(gathering.cancelled()).isFalse();
        });
    }

    // GAT-12
    @Test
    void cancelAfterAllChildrenAreDone_isRefused_andTheResultsAreDelivered() {
        Loops.run(() -> {
            Promise<Integer> child = EventLoop.running().createFuture();
            Future<List<Integer>> gathering = gather(child);
            child.setResult(1);
            assertThat(gathering.done()).isFalse();
            assertThat(gathering.cancel()).isFalse();
            assertThat(gathering.await()).containsExactly(1);
        });
    }

    // GAT-12: the awaiting task is cancelled all the same, as CAN-06 has it for a task that is waking
    @Test
    void cancelOfTheAwaitingTask_afterAllChildrenAreDone_isNotLost() {
        Loops.run(() -> {
            Promise<Integer> child = EventLoop.running().createFuture();
            Future<List<Integer>> gathering = gather(child);
            Task<?> awaiting = createTask(() -> gathering.await());
            ticks(1);
            child.setResult(1);
            awaiting.cancel();
            assertThatThrownBy(awaiting::await).isInstanceOf(CancelledError.class);
            assertThat(gathering.result()).containsExactly(1);
        });
    }

    // GAT-12
    @Test
    void childWhoseWakeUpIsQueued_canStillBeCancelled() {
        Loops.run(() -> {
            Promise<Integer> future = EventLoop.running().createFuture();
            Task<Integer> child = createTask(() -> future.await());
            Future<List<Integer>> gathering = gather(child);
            ticks(1);
            future.setResult(1);
            assertThat(gathering.cancel()).isTrue();
            assertThatThrownBy(gathering::await).isInstanceOf(CancelledError.class);
            assertThat(child.cancelled()).isTrue();
        });
    }

    // GAT-13
    @Test
    void cancelAfterTheFirstFailure_isRefused_andReachesNobody() {
        Loops.run(() -> {
            Task<String> running = createTask(() -> sleep(ms(100), "undisturbed"));
            Future<List<String>> gathering = gather(running, failing(ms(10), new IOException()));
            assertThatThrownBy(gathering::await).isInstanceOf(IOException.class);
            assertThat(gathering.cancel()).isFalse();
            assertThat(running.cancelling()).isZero();
            assertThat(running.await()).isEqualTo("undisturbed");
        });
    }

    // GAT-16
    @Test
    void shieldAroundAGather_protectsTheChildren() {
        Loops.run(() -> {
            Task<String> child = createTask(() -> sleep(ms(10), "child"));
            Future<List<String>> gathering = gather(child);
            Future<List<String>> shielded = shield(gathering);
            ticks(1);
            assertThat(shielded.cancel()).isTrue();
            assertThatThrownBy(shielded::await).isInstanceOf(CancelledError.class);
            assertThat(child.cancelling()).isZero();
            assertThat(gathering.await()).containsExactly("child");
        });
    }

    // GAT-11, GAT-16
    @Test
    void gatherOfShields_cancelsTheShieldsOnly() {
        Loops.run(() -> {
            Task<String> a = createTask(() -> sleep(ms(10), "a"));
            Task<String> b = createTask(() -> sleep(ms(10), "b"));
            Future<String> shieldA = shield(a);
            Future<String> shieldB = shield(b);
            Future<List<String>> gathering = gather(shieldA, shieldB);
            ticks(1);
            assertThat(gathering.cancel()).isTrue();
            assertThat(shieldA.cancelled()).isTrue();
            assertThat(shieldB.cancelled()).isTrue();
            assertThatThrownBy(gathering::await).isInstanceOf(CancelledError.class);
            assertThat(gathering.cancelled()).isFalse();
            assertThat(gather(a, b).await()).containsExactly("a", "b");
        });
    }

    private static <T> Coroutine<T> failing(Duration delay, Exception failure) {
        return () -> {
            sleep(delay);
            throw failure;
        };
    }

    private static Coroutine<String> swallowing(String name, List<String> log) {
        return () -> {
            try {
                return sleep(ms(100), "not reached");
            } catch (CancelledError e) {
                log.add(name + " got " + e.message());
                return name;
            }
        };
    }

    private static void markedSleep(String name, List<String> log) {
        try {
            sleep(ms(100));
        } catch (CancelledError e) {
            log.add(name + " cancelled");
            throw e;
        }
    }

    private static void logMessage(String name, List<Object> log) {
        try {
            sleep(ms(100));
        } catch (CancelledError e) {
            log.add(name + " " + e.message());
            throw e;
        }
    }

    private static void cleaningUpSleep(Duration cleanUp) {
        try {
            sleep(ms(1000));
        } catch (CancelledError e) {
            sleep(cleanUp);
            throw e;
        }
    }
}
