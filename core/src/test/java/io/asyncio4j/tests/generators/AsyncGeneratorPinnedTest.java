package io.asyncio4j.tests.generators;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.internal.thread.Pinning;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Generators where a thread cannot be suspended: in a class initialiser a carried one cannot, a portable one
 * waits on its carrier. Each initialiser runs once, so each test has classes of its own.
 */
class AsyncGeneratorPinnedTest {

    @BeforeEach
    void forgetOtherTests() {
        Pinning.forget();
    }

    private static final List<Object> LOG = new ArrayList<>();
    private static final List<AsyncGenerator<Integer>> GENERATORS = new ArrayList<>();
    private static final List<AsyncGenerator.Out<Integer>> OUTS = new ArrayList<>();

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

    private static AsyncGenerator<Integer> threeNumbers() {
        return AsyncGenerator.of(out -> {
            try {
                for (int i = 1; i <= 3; i++) {
                    out.yield(i);
                    sleep(ms(10));
                }
            } finally {
                LOG.add("ended");
            }
        });
    }

    private static AsyncGenerator<Integer> freshGenerator() {
        LOG.clear();
        GENERATORS.clear();
        OUTS.clear();
        GENERATORS.add(threeNumbers());
        return GENERATORS.getFirst();
    }

    private static Integer takeOne() {
        return GENERATORS.getFirst().iterator().next();
    }

    private static String closeIt() {
        GENERATORS.getFirst().close();
        return "closed";
    }

    private static String yieldOne() {
        OUTS.getFirst().yield(99);
        return "yielded";
    }

    private static final class AsksFirst {
        static final Object OUTCOME = outcomeOf(AsyncGeneratorPinnedTest::takeOne);
    }

    // AGN-01 JVA-05
    @Test
    void firstElementAskedForInAClassInitialiser_leavesItUnbegun() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = freshGenerator();
            Task<?> self = currentTask();
            Object outcome = AsksFirst.OUTCOME;
            assertThat(currentTask()).isSameAs(self);
            assertThat(sleep(ms(1), "usable")).isEqualTo("usable");
            if (Loops.isCarried()) {
                assertPinned(outcome);
                assertThat(numbers.toString()).contains("created");
                assertThat(numbers).containsExactly(1, 2, 3);
            } else {
                assertThat(outcome).isEqualTo(1);
                assertThat(numbers).containsExactly(2, 3);
            }
        });
    }

    private static final class AsksBeforeGivingWay {
        static final Object OUTCOME = outcomeOf(AsyncGeneratorPinnedTest::takeOne);
    }

    // AGN-01 JVA-05
    @Test
    void afterAnIterationInAClassInitialiser_givingWayGivesWay() {
        Loops.run(() -> {
            freshGenerator();
            assertThat(AsksBeforeGivingWay.OUTCOME).isNotNull();
            EventLoop.running().callSoon(() -> LOG.add("callback"));
            sleep(Duration.ZERO);
            LOG.add("task");
            assertThat(LOG).containsExactly("callback", "task");
            closeIt();
        });
    }

    private static final class AsksBeforeAnotherTask {
        static final Object OUTCOME = outcomeOf(AsyncGeneratorPinnedTest::takeOne);
    }

    // AGN-01 JVA-05
    @Test
    void afterAnIterationInAClassInitialiser_aNewTaskHasAThreadOfItsOwn_andCanIterate() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = freshGenerator();
            makeIdleThreads(ConcurrentHashMap.newKeySet());
            assertThat(AsksBeforeAnotherTask.OUTCOME).isNotNull();
            List<Integer> rest = new ArrayList<>();
            createTask(() -> numbers.forEach(rest::add)).await();
            assertThat(rest).endsWith(2, 3).hasSize(Loops.isCarried() ? 3 : 2);
        });
    }

    private static final class AsksLater {
        static final Object OUTCOME = outcomeOf(AsyncGeneratorPinnedTest::takeOne);
    }

    // AGN-01 JVA-05
    @Test
    void laterElementAskedForInAClassInitialiser_isStillThereAfterwards() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = freshGenerator();
            assertThat(takeOne()).isEqualTo(1);
            Object outcome = AsksLater.OUTCOME;
            if (Loops.isCarried()) {
                assertPinned(outcome);
                assertThat(numbers.toString()).contains("suspended");
                assertThat(createTask(() -> takeOne() * 10).await()).isEqualTo(20);
            } else {
                assertThat(outcome).isEqualTo(2);
            }
            ticks(1);
            assertThat(sleep(ms(1), "usable")).isEqualTo("usable");
            numbers.close();
            assertThat(LOG).containsExactly("ended");
        });
    }

    private static final class Closes {
        static final Object OUTCOME = outcomeOf(AsyncGeneratorPinnedTest::closeIt);
    }

    // AGN-01 JVA-05
    @Test
    void closedInAClassInitialiser_itIsNotClosed_andGoesOn() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = freshGenerator();
            assertThat(takeOne()).isEqualTo(1);
            Object outcome = Closes.OUTCOME;
            if (Loops.isCarried()) {
                assertPinned(outcome);
                assertThat(LOG).isEmpty();
                assertThat(numbers).containsExactly(2, 3);
            } else {
                assertThat(outcome).isEqualTo("closed");
                assertThat(numbers).isEmpty();
            }
            assertThat(LOG).containsExactly("ended");
        });
    }

    private static final class Yields {
        static final Object OUTCOME = outcomeOf(AsyncGeneratorPinnedTest::yieldOne);
    }

    // AGN-01 JVA-05
    @Test
    void yieldInAClassInitialiser_handsNothingOver() {
        Loops.run(() -> {
            freshGenerator();
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                OUTS.add(out);
                LOG.add(Yields.OUTCOME);
                sleep(ms(1));
                LOG.add("goes on");
            });
            Iterator<Integer> iterator = numbers.iterator();
            if (Loops.isCarried()) {
                Task<Boolean> meanwhile = createTask(iterator::hasNext);
                assertThat(iterator.hasNext()).isFalse();
                assertThat(meanwhile.exception()).hasMessageContaining("is already running");
                assertThat(iterator.hasNext()).as("the element was not handed over").isFalse();
                assertPinned(LOG.getFirst());
            } else {
                assertThat(iterator.next()).isEqualTo(99);
                assertThat(iterator.hasNext()).isFalse();
                assertThat(LOG.getFirst()).isEqualTo("yielded");
            }
            assertThat(LOG).last().isEqualTo("goes on");
        });
    }

    private static final class YieldsBeforeAnother {
        static final Object OUTCOME = outcomeOf(AsyncGeneratorPinnedTest::yieldOne);
    }

    // AGN-01 JVA-05
    @Test
    void yieldInAClassInitialiser_andOneOutsideOfIt_whichWorks() {
        Loops.run(() -> {
            freshGenerator();
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                OUTS.add(out);
                LOG.add(YieldsBeforeAnother.OUTCOME);
                out.yield(1);
                LOG.add("asked again");
            });
            List<Integer> expected = Loops.isCarried() ? List.of(1) : List.of(99, 1);
            assertThat(numbers).containsExactlyElementsOf(expected);
            assertThat(LOG).hasSize(2).endsWith("asked again");
        });
    }

    private static final class AwaitsInTheCode {
        static final Object OUTCOME = outcomeOf(AsyncGeneratorPinnedTest::sleepAWhile);
    }

    private static String sleepAWhile() {
        return sleep(ms(5), "slept");
    }

    // AGN-01 JVA-05
    @Test
    void awaitOfTheCodeInAClassInitialiser_failsAsInATask() {
        Loops.run(() -> {
            AsyncGenerator<Object> outcomes = AsyncGenerator.of(out -> {
                out.yield(AwaitsInTheCode.OUTCOME);
                out.yield(sleep(ms(5), "usable"));
            });
            Iterator<Object> iterator = outcomes.iterator();
            if (Loops.isCarried()) {
                assertPinned(iterator.next());
            } else {
                assertThat(iterator.next()).isEqualTo("slept");
            }
            assertThat(iterator.next()).isEqualTo("usable");
            assertThat(iterator.hasNext()).isFalse();
        });
    }

    private static final class AsksWithIdleThreads {
        static final Object OUTCOME = outcomeOf(AsyncGeneratorPinnedTest::takeOne);
    }

    private static final class AsksWithIdleThreadsAndForgets {
        static final Object OUTCOME = outcomeOf(AsyncGeneratorPinnedTest::takeOne);
    }

    /** Tasks at the same time, so that there are as many threads, which then wait for something to do. */
    private static void makeIdleThreads(Set<Thread> threads) {
        for (int i = 0; i < 5; i++) {
            createTask(() -> {
                threads.add(Thread.currentThread());
                sleep(Duration.ofMillis(1));
            });
        }
        sleep(ms(2));
    }

    private static void assertEnded(Set<Thread> threads) throws InterruptedException {
        assertThat(threads).hasSize(5);
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(5))).as("%s has ended", thread).isTrue();
        }
    }

    // AGN-01 JVA-06
    @Test
    void oneThatCouldNotBegin_andIsClosed_leavesNoThreadBehind() throws InterruptedException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Loops.run(() -> {
            makeIdleThreads(threads);
            freshGenerator();
            assertThat(AsksWithIdleThreads.OUTCOME).isNotNull();
            closeIt();
        });
        assertEnded(threads);
    }

    // AGN-01 JVA-06
    @Test
    void oneThatCouldNotBegin_andIsForgotten_leavesNoThreadBehind() throws InterruptedException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Loops.run(() -> {
            makeIdleThreads(threads);
            freshGenerator();
            assertThat(AsksWithIdleThreadsAndForgets.OUTCOME).isNotNull();
        });
        assertEnded(threads);
    }

    private static final class CancelledInTheCode {
        static final Object OUTCOME = outcomeOf(AsyncGeneratorPinnedTest::takeOne);
    }

    // AGN-01 JVA-05 CAN-08
    @Test
    void requestThatMeetsAnIterationInAClassInitialiser_isNotLost() {
        Loops.run(() -> {
            freshGenerator();
            assertThat(takeOne()).isEqualTo(1);
            Task<?> task = createTask(() -> {
                currentTask().cancel("kept");
                if (Loops.isCarried()) {
                    assertPinned(CancelledInTheCode.OUTCOME);
                    sleep(Duration.ZERO);
                } else {
                    throw (Error) CancelledInTheCode.OUTCOME;
                }
            });
            Object outcome = outcomeOf(task::await);
            assertThat(outcome).isInstanceOfSatisfying(
                    CancelledError.class, error -> assertThat(error).hasMessage("kept"));
        });
    }
}
