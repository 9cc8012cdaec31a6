package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.CoroutineObject;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Generator;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.internal.thread.Pinning;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Awaits where none is possible: an error that names the object and says what to do, and nothing broken. */
class AwaitMisuseTest {

    @BeforeEach
    void forgetOtherTests() {
        Pinning.forget();
    }

    // TSK-04
    @Test
    void outsideOfALoop() {
        try (EventLoop loop = Loops.virtual().build()) {
            Promise<Integer> promise = loop.createFuture();
            assertThatThrownBy(promise::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("<Future pending>")
                    .hasMessageContaining("no event loop is running in this thread");
            assertThatThrownBy(() -> sleep(ms(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no running event loop")
                    .hasMessageContaining(Thread.currentThread().toString());
        }
    }

    // TSK-04
    @Test
    void onAnotherThreadThatATaskWaitsFor() {
        Loops.run(() -> {
            Promise<Integer> promise = EventLoop.running().createFuture();
            assertThatThrownBy(() -> toThread(() -> promise.await()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("<Future pending>");
            assertThatThrownBy(() -> blocking(() -> promise.await()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("<Future pending>");
            assertThat(sleep(ms(1), "usable")).isEqualTo("usable");
        });
    }

    // INT-01
    @Test
    void inACallback() {
        Asyncio.run(Loops.virtual().name("my loop"), () -> {
            List<Throwable> caught = new ArrayList<>();
            Promise<Integer> promise = EventLoop.running().createFuture();
            EventLoop.running().callSoon(() -> {
                caught.add(catchThrowable(promise::await));
                caught.add(catchThrowable(() -> sleep(ms(1))));
                caught.add(catchThrowable(() -> sleep(Duration.ZERO)));
            });
            ticks(2);
            assertThat(caught).hasSize(3).allSatisfy(error -> assertThat(error)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot await in a callback of <EventLoop my loop"));
            promise.setResult(1);
            assertThat(promise.await()).isEqualTo(1);
        });
    }

    // TSK-12
    @Test
    void ofTheTaskItself_again() {
        Loops.run(() -> {
            Task<?> self = currentTask();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(self::await)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("Task cannot await on itself: <Task pending name='"
                                + self.getName());
            }
            assertThat(self.toString()).doesNotContain("wait_for");
        });
    }

    // TSK-13
    @Test
    void ofAnotherLoopsTask_names_both() {
        try (EventLoop other = Loops.virtual().build()) {
            CoroutineObject<Integer> body = Coroutine.of("body", () -> 1);
            Task<Integer> foreign = other.createTask(TaskOptions.named("foreign"), body);
            Loops.run(() -> {
                currentTask().setName("mine");
                assertThatThrownBy(foreign::await)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("name='mine'")
                        .hasMessageContaining("name='foreign'")
                        .hasMessageContaining("attached to a different loop");
            });
            assertThat(other.<Integer>runUntilComplete(foreign)).isEqualTo(1);
        }
    }

    // TSK-05
    @Test
    void ofACoroutineObject_thatRunsOrHasRun() {
        Loops.run(() -> {
            CoroutineObject<Integer> work = Coroutine.of("work", () -> sleep(ms(10), 5));
            Task<Integer> running = createTask(work);
            ticks(1);
            assertThatThrownBy(work::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("coroutine is being awaited already: <coroutine work running>");
            assertThat(running.await()).isEqualTo(5);
            assertThatThrownBy(work::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("cannot reuse already awaited coroutine: <coroutine work closed>");
            Task<Integer> reusing = createTask(work);
            assertThatThrownBy(reusing::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("<coroutine work closed>");
        });
    }

    // TSK-14
    @Test
    void inAStepOfAGenerator() {
        Loops.run(() -> {
            Generator<Integer> steps = value -> new Generator.Return<>(sleep(ms(1), 1));
            Task<Integer> task =
                    createTask(TaskOptions.named("gen"), Coroutine.fromGenerator("steps", steps));
            assertThatThrownBy(task::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("generator-based coroutine")
                    .hasMessageContaining("name='gen'")
                    .hasMessageContaining("yield the awaitable");
        });
    }

    // In a class initialiser a carried thread cannot be suspended; a portable one parks like any thread.

    /**
     * What {@code attempt} returns, or the exception that it throws, for a static field. The attempts are
     * methods of this class, since a lambda of the initialiser's own could not run on another thread.
     */
    private static Object outcomeOf(Coroutine<?> attempt) {
        try {
            return attempt.await();
        } catch (Throwable e) {
            return e;
        }
    }

    private static void assertPinned(Object outcome) {
        assertThat(outcome).isInstanceOfSatisfying(IllegalStateException.class, error -> assertThat(error)
                .hasMessageContaining("cannot await here")
                .hasMessageContaining("class initialiser"));
    }

    private static final class SleepsInItsInitialiser {
        static final Object OUTCOME = outcomeOf(AwaitMisuseTest::sleepAWhile);
    }

    private static String sleepAWhile() {
        return sleep(ms(5), "slept");
    }

    // JVA-05
    @Test
    void sleepInAClassInitialiser() {
        Loops.run(() -> {
            Task<?> self = currentTask();
            Object outcome = SleepsInItsInitialiser.OUTCOME;
            if (Loops.isCarried()) {
                assertPinned(outcome);
            } else {
                assertThat(outcome).isEqualTo("slept");
            }
            assertThat(currentTask()).isSameAs(self);
            assertThat(sleep(ms(5), "usable")).isEqualTo("usable");
            assertThat(createTask(() -> 1).await()).isEqualTo(1);
        });
    }

    private static final class AwaitsInItsInitialiser {
        static final Promise<String> GATE = gateThatOpens();
        static final Object OUTCOME = outcomeOf(GATE::await);
    }

    private static Promise<String> gateThatOpens() {
        Promise<String> gate = EventLoop.running().createFuture();
        EventLoop.running().callSoon(() -> gate.setResult("opened"));
        return gate;
    }

    // JVA-05
    @Test
    void awaitOfAFutureInAClassInitialiser_leavesNothingBehind() {
        Loops.run(() -> {
            Object outcome = AwaitsInItsInitialiser.OUTCOME;
            if (Loops.isCarried()) {
                assertPinned(outcome);
                assertThat(AwaitsInItsInitialiser.GATE).hasToString("<Future pending>");
            } else {
                assertThat(outcome).isEqualTo("opened");
            }
            assertThat(AwaitsInItsInitialiser.GATE.await()).isEqualTo("opened");
        });
    }

    private static final class YieldsInItsInitialiser {
        static final Object OUTCOME = outcomeOf(AwaitMisuseTest::giveWay);
    }

    private static String giveWay() {
        EventLoop.running().callSoon(() -> {}); // something else comes first
        return sleep(Duration.ZERO, "gave way");
    }

    // JVA-05
    @Test
    void sleepZeroInAClassInitialiser_isNotQueuedTwice() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Object outcome = YieldsInItsInitialiser.OUTCOME;
            if (Loops.isCarried()) {
                assertPinned(outcome);
            } else {
                assertThat(outcome).isEqualTo("gave way");
            }
            EventLoop.running().callSoon(() -> log.add("callback"));
            sleep(Duration.ZERO);
            log.add("task");
            assertThat(log).containsExactly("callback", "task");
        });
    }

    private static final class CancelledInItsInitialiser {
        static final Object OUTCOME = outcomeOf(AwaitMisuseTest::cancelOneselfAndPark);
    }

    private static Object cancelOneselfAndPark() {
        EventLoop.running().callSoon(() -> {}); // something else comes first
        currentTask().cancel("kept");
        return EventLoop.running().createFuture().await();
    }

    // JVA-05 CAN-08
    @Test
    void requestThatMeetsAnAwaitInAClassInitialiser_isNotLost() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> {
                Object outcome = CancelledInItsInitialiser.OUTCOME;
                if (Loops.isCarried()) {
                    assertPinned(outcome);
                    sleep(Duration.ZERO);
                } else {
                    throw (Error) outcome;
                }
            });
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("kept");
        });
    }

    private static final class StartsEagerlyInItsInitialiser {
        static final Object OUTCOME = outcomeOf(AwaitMisuseTest::startEagerly);
    }

    private static int startEagerly() {
        return createTask(TaskOptions.named("child").eager(), () -> 5).await();
    }

    // TSK-20 EAG-15
    @Test
    void eagerStartInAClassInitialiser_leavesNoTaskBehindThatNeverRuns() {
        List<Object> seen = new ArrayList<>();
        EventLoop loop = Loops.virtual().build();
        var reports = Loops.collectReports(loop);
        loop.runUntilComplete(() -> {
            seen.add(StartsEagerlyInItsInitialiser.OUTCOME);
            ticks(3);
            return seen.add(allTasks().size());
        });
        loop.close();
        if (Loops.isCarried()) {
            assertPinned(seen.getFirst());
        } else {
            assertThat(seen.getFirst()).isEqualTo(5);
        }
        assertThat(seen.getLast()).as("only main").isEqualTo(1);
        assertThat(reports).isEmpty();
    }

    private static final class BlocksInItsInitialiser {
        static final Object OUTCOME = outcomeOf(AwaitMisuseTest::block);
    }

    private static String block() {
        return blocking(() -> "called");
    }

    // JVA-05
    @Test
    void blockingInAClassInitialiser() {
        Loops.run(() -> {
            Object outcome = BlocksInItsInitialiser.OUTCOME;
            if (Loops.isCarried()) {
                assertPinned(outcome);
            } else {
                assertThat(outcome).isEqualTo("called");
            }
            assertThat(blocking(() -> "called outside")).isEqualTo("called outside");
        });
    }
}
