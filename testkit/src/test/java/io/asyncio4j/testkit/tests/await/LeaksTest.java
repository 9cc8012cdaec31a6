package io.asyncio4j.testkit.tests.await;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.testkit.Allowance.Kind;
import io.asyncio4j.testkit.LeakError;
import io.asyncio4j.testkit.StuckError;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.junit.Allow;
import io.asyncio4j.testkit.junit.AsyncTest;
import io.asyncio4j.testkit.tests.support.Launched;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What fails a test after its end: what it has left behind, and that it does not end. */
class LeaksTest {

    static class Pending {
        @AsyncTest
        void leavesATask() {
            EventLoop.running().createTask(TaskOptions.named("pump"),
                    () -> Asyncio.sleep(Duration.ofDays(1)));
            Asyncio.sleep(Duration.ZERO);
        }
    }

    @Test
    void pendingTask_isNamed_withItsStackAndWhereItWasMade() {
        Launched launched = Launched.classes(Pending.class);
        assertThat(launched.failure()).isInstanceOf(LeakError.class);
        assertThat(launched.message()).contains("task 'pump'").contains("is still waiting")
                .containsPattern("made at LeaksTest.java:\\d+")
                .containsPattern("at LeaksTest.Pending.<?.*lambda.*\\(LeaksTest.java:\\d+\\)");
    }

    static class Unretrieved {
        @AsyncTest
        void leavesAFailure(TestLoop test) {
            EventLoop.running().createTask(() -> {
                throw new IllegalStateException("nobody looks");
            });
            test.settle();
        }
    }

    @Test
    void failureThatNobodyRetrieved_isTold() {
        Launched launched = Launched.classes(Unretrieved.class);
        assertThat(launched.message()).contains("was never retrieved").contains("nobody looks");
        assertThat(launched.failure().getSuppressed()).hasSize(1);
    }

    static class OpenGenerator {
        @AsyncTest
        void leavesAGenerator() throws Exception {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                out.yield(1);
                out.yield(2);
            });
            numbers.iterator().next();
        }
    }

    @Test
    void generatorThatWasBegun_isTold() {
        assertThat(Launched.classes(OpenGenerator.class).message())
                .contains("asynchronous generator that has begun");
    }

    static class Allowed {
        @AsyncTest
        @Allow(kind = Kind.TASK, name = "pump-*", reason = "belongs to the library")
        @Allow(kind = Kind.FAILURE, name = "IllegalStateException", reason = "is what is tested")
        void leavesWhatItMay(TestLoop test) {
            EventLoop.running().createTask(TaskOptions.named("pump-1"),
                    () -> Asyncio.sleep(Duration.ofDays(1)));
            EventLoop.running().createTask(() -> {
                throw new IllegalStateException("nobody looks");
            });
            test.background("owned", () -> Asyncio.sleep(Duration.ofDays(1)));
            test.settle();
        }
    }

    @Test
    void whatIsAllowedByName_andBackgroundTasks_mayStay() {
        assertThat(Launched.classes(Allowed.class).failures()).isEmpty();
    }

    static class NeverEnds {
        @AsyncTest(limitMillis = 1000)
        void waitsForWhatDoesNotCome() {
            var first = new Lock();
            var second = new Lock();
            first.acquire();
            Promise<String> never = EventLoop.running().createFuture();
            EventLoop.running().createTask(TaskOptions.named("other"), () -> {
                second.acquire();
                first.acquire();
            });
            Asyncio.sleep(Duration.ZERO);
            second.acquire();
            never.await();
        }
    }

    @Test
    void limitOfRealTime_endsTheTest_withTheTaskTree() {
        Launched launched = Launched.classes(NeverEnds.class);
        assertThat(launched.failure()).isInstanceOf(StuckError.class);
        assertThat(launched.message()).contains("within its limit of 1 s")
                .contains("waitsForWhatDoesNotCome")
                .contains("other").contains("LeaksTest.java:");
    }

    static class AllowedByName {
        @AsyncTest(holdLimitMillis = 20)
        @Allow(kind = Kind.HOLD, name = "holdsTheLoop", reason = "is what is tested")
        void holdsTheLoop() {
            long end = System.nanoTime() + 40_000_000;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }

        @AsyncTest
        @Allow(kind = Kind.GENERATOR, name = "*lambda*", reason = "is what is tested")
        void leavesAGenerator() throws Exception {
            AsyncGenerator.of((AsyncGenerator.Out<Integer> out) -> out.yield(1)).iterator().next();
        }
    }

    @Test
    void stepThatHoldsTheLoop_andOpenGenerator_areAllowedByName() {
        assertThat(Launched.classes(AllowedByName.class).failures()).isEmpty();
    }

    private static final List<String> ENDS = new CopyOnWriteArrayList<>();

    static class CleansUp {
        @AsyncTest(limitMillis = 1000)
        void waitsForWhatDoesNotCome() {
            EventLoop loop = EventLoop.running();
            loop.addResource(() -> ENDS.add("resource"));
            try {
                loop.createFuture().await();
            } finally {
                Asyncio.sleep(Duration.ofSeconds(1));
                ENDS.add("cleaned up");
            }
        }
    }

    @Test
    void testThatHasNotEnded_isCleanedUpAllTheSame_andItsLoopClosed() {
        ENDS.clear();
        assertThat(Launched.classes(CleansUp.class).failure()).isInstanceOf(StuckError.class);
        assertThat(ENDS).containsExactly("cleaned up", "resource");
    }

    static class HoldsTheLoop {
        @AsyncTest(limitMillis = 1000)
        void spins() throws InterruptedException {
            Thread.sleep(60_000);
        }
    }

    @Test
    void limitOfRealTime_namesWhoHoldsTheLoop() {
        String message = Launched.classes(HoldsTheLoop.class).message();
        assertThat(message).contains("The loop is held by").contains("spins")
                .contains("HoldsTheLoop.spins(LeaksTest.java:");
    }

    static class HoldsTooLong {
        @AsyncTest(holdLimitMillis = 20)
        void sleepsReally() throws InterruptedException {
            Thread.sleep(40);
        }
    }

    @Test
    void stepThatHoldsTheLoopTooLong_isTold() {
        assertThat(Launched.classes(HoldsTooLong.class).message()).contains("task 'sleepsReally'")
                .contains("has held the loop")
                .contains("the limit is 20 ms");
    }
}
