package io.asyncio4j.tests.generators;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Generator;
import io.asyncio4j.GeneratorExit;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Generators where they cannot be used: an error that says why, after which they are as they were. */
class AsyncGeneratorMisuseTest {

    private final List<Object> log = new ArrayList<>();

    /** Yields 1, sleeps, and so on to 3. */
    private static AsyncGenerator<Integer> threeNumbers() {
        return AsyncGenerator.of(out -> {
            for (int i = 1; i <= 3; i++) {
                out.yield(i);
                sleep(ms(10));
            }
        });
    }

    // AGN-01
    @Test
    void withoutCode() {
        assertThatThrownBy(() -> AsyncGenerator.of(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("body");
    }

    // AGN-01
    @Test
    void twoTasksAtOnce_theSecondIsRefused_andTheFirstNoticesNothing() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = threeNumbers();
            Iterator<Integer> iterator = numbers.iterator();
            log.add(iterator.next());
            Task<Integer> first = createTask(iterator::next);
            ticks(1);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(iterator::hasNext)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(numbers.toString())
                        .hasMessageContaining("is already running")
                        .hasMessageContaining("one task at a time");
            }
            log.add(first.await());
            iterator.forEachRemaining(log::add);
            assertThat(log).containsExactly(1, 2, 3);
        });
    }

    // AGN-01
    @Test
    void closeWhileATaskIsInTheCode_isRefused_andTheIterationGoesOn() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = threeNumbers();
            Iterator<Integer> iterator = numbers.iterator();
            log.add(iterator.next());
            Task<Integer> first = createTask(iterator::next);
            ticks(1);
            assertThatThrownBy(numbers::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is already running");
            log.add(first.await());
            iterator.forEachRemaining(log::add);
            assertThat(log).containsExactly(1, 2, 3);
        });
    }

    // AGN-01
    @Test
    void itsOwnCode_canNeitherAskNorClose() {
        Loops.run(() -> {
            List<AsyncGenerator<Integer>> self = new ArrayList<>();
            self.add(AsyncGenerator.of(out -> {
                log.add(catchThrowable(() -> self.getFirst().iterator().next()));
                log.add(catchThrowable(() -> self.getFirst().close()));
                out.yield(1);
                out.yield(2);
            }));
            self.getFirst().forEach(log::add);
            assertThat(log).hasSize(4).endsWith(1, 2);
            assertThat(log.subList(0, 2)).allSatisfy(error -> assertThat(error)
                    .isInstanceOfSatisfying(IllegalStateException.class, e -> assertThat(e)
                            .hasMessageContaining("is already running")));
        });
    }

    // AGN-01
    @Test
    void codeThatIgnoresGeneratorExit_isTold_andGoesOnWithTheNextElement() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                try {
                    out.yield(1);
                } catch (GeneratorExit e) {
                    log.add("exit");
                }
                out.yield(2);
                log.add("after 2");
                out.yield(3);
            });
            Iterator<Integer> iterator = numbers.iterator();
            log.add(iterator.next());
            assertThatThrownBy(numbers::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("AsyncGenerator")
                    .hasMessageContaining("ignored GeneratorExit")
                    .hasMessageContaining("let the error leave it");
            log.add(iterator.next());
            assertThat(log).containsExactly(1, "exit", "after 2", 3);
            numbers.close();
            assertThat(iterator.hasNext()).isFalse();
            assertThat(numbers.toString()).contains("closed");
        });
    }

    // AGN-01
    @Test
    void closedAgainAfterItWasIgnored_itGetsAnotherGeneratorExit() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                for (int i = 0; i < 3; i++) {
                    try {
                        out.yield(i);
                    } catch (GeneratorExit e) {
                        log.add("exit " + i);
                    }
                }
            });
            assertThat(numbers.iterator().next()).isZero();
            assertThatThrownBy(numbers::close).hasMessageContaining("ignored GeneratorExit");
            assertThatThrownBy(numbers::close).hasMessageContaining("ignored GeneratorExit");
            numbers.close();
            assertThat(log).containsExactly("exit 0", "exit 1", "exit 2");
            assertThat(numbers.iterator().hasNext()).isFalse();
        });
    }

    // AGN-01
    @Test
    void yieldOfAChildTask_isRefused() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                Task<?> child = createTask(() -> out.yield(99));
                Task<?> eager = createTask(TaskOptions.DEFAULT.eager(), () -> out.yield(98));
                log.add(catchThrowable(child::await));
                log.add(catchThrowable(eager::await));
                out.yield(1);
            });
            assertThat(numbers).containsExactly(1);
            assertThat(log).hasSize(2).allSatisfy(error -> assertThat(error)
                    .isInstanceOfSatisfying(IllegalStateException.class, e -> assertThat(e)
                            .hasMessageContaining("yield is called outside of the code of <AsyncGenerator")
                            .hasMessageContaining("in a Queue")));
        });
    }

    // AGN-01
    @Test
    void yieldOfTheConsumer_andAfterTheEnd_isRefused() {
        Loops.run(() -> {
            List<AsyncGenerator.Out<Integer>> kept = new ArrayList<>();
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                kept.add(out);
                out.yield(1);
            });
            assertThat(numbers.iterator().next()).isEqualTo(1);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> kept.getFirst().yield(5))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("outside of the code");
                assertThat(numbers.iterator().hasNext()).isFalse();
            }
        });
    }

    // AGN-01
    @Test
    void yieldOnAnotherThread_isRefused() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                log.add(catchThrowable(() -> toThread(() -> out.yield(99))));
                out.yield(1);
            });
            assertThat(numbers).containsExactly(1);
            assertThat(log).singleElement().isInstanceOfSatisfying(
                    IllegalStateException.class,
                    e -> assertThat(e).hasMessageContaining("outside of the code"));
        });
    }

    // AGN-01
    @Test
    void inACallback_itIsRefused_andTheElementIsNotLost() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = threeNumbers();
            Iterator<Integer> iterator = numbers.iterator();
            EventLoop.running().callSoon(() -> log.add(catchThrowable(iterator::hasNext)));
            ticks(1);
            assertThat(iterator.hasNext()).isTrue();
            EventLoop.running().callSoon(() -> log.add(catchThrowable(numbers::close)));
            ticks(1);
            assertThat(iterator.next()).isEqualTo(1);
            EventLoop.running().callSoon(() -> log.add(catchThrowable(iterator::next)));
            ticks(1);
            assertThat(numbers).containsExactly(2, 3);
            assertThat(log).hasSize(3).allSatisfy(error -> assertThat(error)
                    .isInstanceOfSatisfying(IllegalStateException.class, e -> assertThat(e)
                            .hasMessageContaining("cannot await in a callback")));
        });
    }

    // AGN-01
    @Test
    void inAStepOfAGeneratorBasedCoroutine_itIsRefused() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = threeNumbers();
            Generator<Integer> steps = sent -> new Generator.Return<>(numbers.iterator().next());
            Task<Integer> task = createTask(Coroutine.fromGenerator("steps", steps));
            assertThatThrownBy(task::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in a step of a generator-based coroutine");
            assertThat(numbers).containsExactly(1, 2, 3);
        });
    }

    // AGN-01
    @Test
    void withoutALoop_itIsRefused() throws InterruptedException {
        AsyncGenerator<Integer> numbers = threeNumbers();
        assertThatThrownBy(numbers.iterator()::hasNext)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
        Loops.run(() -> {
            Iterator<Integer> iterator = numbers.iterator();
            assertThat(iterator.next()).isEqualTo(1);
            assertThat(iterator.hasNext()).isTrue();
            assertThatThrownBy(() -> toThread(numbers::close))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no running event loop");
            assertThat(iterator.next()).isEqualTo(2);
            assertThatThrownBy(() -> toThread(iterator::next))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no running event loop");
            assertThat(numbers).containsExactly(3);
        });
    }

    // AGN-01
    @Test
    void onAnotherLoop_itIsRefused_andBothLoopsAreNamed() {
        try (EventLoop mine = Loops.virtual().name("mine").build()) {
            AsyncGenerator<Integer> numbers = threeNumbers();
            mine.runUntilComplete(() -> {
                log.add(numbers.iterator().next());
            });
            Asyncio.run(Loops.virtual().name("other"), () -> {
                assertThatThrownBy(numbers.iterator()::hasNext)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("belongs to <EventLoop mine")
                        .hasMessageContaining("is used on <EventLoop other");
                assertThatThrownBy(numbers::close)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("belongs to <EventLoop mine");
            });
            mine.runUntilComplete(() -> {
                numbers.forEach(log::add);
            });
            assertThat(log).containsExactly(1, 2, 3);
        }
    }

    // AGN-01
    @Test
    void closeOfOneThatHasNotBegunOrHasEnded_needsNoLoop() {
        AsyncGenerator<Integer> unbegun = threeNumbers();
        unbegun.close();
        unbegun.close();
        assertThat(unbegun.iterator().hasNext()).as("over, so it needs no loop either").isFalse();
        AsyncGenerator<Integer> ended = threeNumbers();
        Loops.run(() -> {
            assertThat(unbegun).isEmpty();
            assertThat(ended).hasSize(3);
        });
        ended.close();
        assertThat(ended.toString()).contains("closed");
    }
}
