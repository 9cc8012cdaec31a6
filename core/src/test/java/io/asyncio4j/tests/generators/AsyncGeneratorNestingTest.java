package io.asyncio4j.tests.generators;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Generators within generators, handed from task to task, and with eager tasks inside and around. */
class AsyncGeneratorNestingTest {

    private record Tree(int value, @Nullable Tree left, @Nullable Tree right) {}

    private final List<Object> log = new ArrayList<>();

    private AsyncGenerator<Integer> innermost() {
        return AsyncGenerator.of(out -> {
            for (int i = 0; i < 3; i++) {
                try {
                    out.yield(i);
                } finally {
                    if (i == 1) {
                        log.add("inner out");
                    }
                }
                sleep(Duration.ZERO);
            }
        });
    }

    private AsyncGenerator<Integer> deep(int level) {
        return AsyncGenerator.of(out -> {
            try (var source = level == 0 ? innermost() : deep(level - 1)) {
                for (int element : source) {
                    out.yield(element);
                }
            } finally {
                log.add("level " + level + " closed");
            }
        });
    }

    private Task<?> ticking(int times) {
        return createTask(() -> {
            for (int i = 0; i < times; i++) {
                log.add("tick " + i);
                sleep(Duration.ZERO);
            }
        });
    }

    // AGN-01
    @Test
    void fiveDeep_anElementComesUpWithinTheTick_andClosingGoesDown() {
        Loops.run(() -> {
            Task<?> beside = ticking(3);
            try (var numbers = deep(3)) {
                for (int number : numbers) {
                    log.add("got " + number);
                    if (number == 1) {
                        break;
                    }
                }
            }
            log.add("over");
            beside.await();
            assertThat(log).containsExactly("got 0", "tick 0", "got 1", "inner out", "level 0 closed",
                    "level 1 closed", "level 2 closed", "level 3 closed", "over", "tick 1", "tick 2");
        });
    }

    // AGN-01 CAN-01
    @Test
    void fiveDeep_cancellationComesUpThroughAll() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> {
                try (var numbers = deep(3)) {
                    numbers.forEach(log::add);
                } finally {
                    log.add("consumer");
                }
            });
            ticks(1);
            task.cancel("m");
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("m");
            assertThat(log).containsExactly(0, "level 0 closed", "level 1 closed", "level 2 closed",
                    "level 3 closed", "consumer");
        });
    }

    // AGN-01
    @Test
    void exceptionOfTheInnerCode_canBeCaughtInTheOuter_whichGoesOn() {
        Loops.run(() -> {
            var failure = new IOException("inner");
            AsyncGenerator<Integer> inner = AsyncGenerator.of(out -> {
                out.yield(1);
                sleep(Duration.ZERO);
                throw failure;
            });
            AsyncGenerator<Integer> outer = AsyncGenerator.of(out -> {
                try {
                    inner.forEach(out::yield);
                } catch (Exception e) {
                    log.add(e);
                }
                out.yield(2);
            });
            assertThat(outer).containsExactly(1, 2);
            assertThat(log).containsExactly(failure);
        });
    }

    private static AsyncGenerator<Integer> inOrder(@Nullable Tree tree) {
        return AsyncGenerator.of(out -> {
            if (tree != null) {
                try (var left = inOrder(tree.left); var right = inOrder(tree.right)) {
                    left.forEach(out::yield);
                    sleep(ms(1));
                    out.yield(tree.value);
                    right.forEach(out::yield);
                }
            }
        });
    }

    private static @Nullable Tree balanced(int from, int to) {
        if (from >= to) {
            return null;
        }
        int middle = (from + to) / 2;
        return new Tree(middle, balanced(from, middle), balanced(middle + 1, to));
    }

    // AGN-01
    @Test
    void recursionOverATree_givesItInOrder() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<Integer> values = new ArrayList<>();
            inOrder(balanced(0, 63)).forEach(values::add);
            assertThat(values).hasSize(63).isSorted();
            assertThat(Loops.millisSince(start)).isEqualTo(63);
        });
    }

    // AGN-01
    @Test
    void yieldOfTheOuterGenerator_inTheInnerOnesCode_isRefused() {
        Loops.run(() -> {
            AsyncGenerator<Integer> outer = AsyncGenerator.of(out -> {
                AsyncGenerator<Integer> inner = AsyncGenerator.of(own -> {
                    log.add(catchThrowable(() -> out.yield(99)));
                    own.yield(1);
                });
                inner.forEach(out::yield);
            });
            assertThat(outer).containsExactly(1);
            assertThat(log).singleElement().isInstanceOfSatisfying(
                    IllegalStateException.class,
                    e -> assertThat(e).hasMessageContaining("outside of the code"));
        });
    }

    // AGN-01
    @Test
    void twoGeneratorsInTurn_likeAZip() {
        Loops.run(() -> {
            Iterator<Integer> left = innermost().iterator();
            Iterator<Integer> right = deep(1).iterator();
            while (left.hasNext() && right.hasNext()) {
                log.add(left.next() + ":" + right.next());
            }
            assertThat(log).contains("0:0", "1:1", "2:2");
        });
    }

    // AGN-01
    @Test
    void handedFromTaskToTask_eachOfWhichEnds() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                for (int i = 0; i < 3; i++) {
                    log.add(currentTask().getName() + " asks");
                    out.yield(i);
                }
            });
            for (String name : List.of("a", "b", "c")) {
                createTask(TaskOptions.named(name), () -> log.add(name + " got " + numbers.iterator().next()))
                        .await();
                ticks(3);
            }
            assertThat(numbers.iterator().hasNext()).isFalse();
            assertThat(log).containsExactly("a asks", "a got 0", "b asks", "b got 1", "c asks", "c got 2");
        });
    }

    // AGN-01
    @Test
    void handedOverWhileItWaits_itStaysTheTasksThatAsked_untilTheElementIsThere() {
        Loops.run(() -> {
            Promise<String> gate = EventLoop.running().createFuture();
            AsyncGenerator<String> generator = AsyncGenerator.of(out -> {
                out.yield(gate.await() + " " + currentTask().getName());
                sleep(ms(1));
                out.yield("then " + currentTask().getName());
            });
            Task<String> first = createTask(TaskOptions.named("first"), () -> generator.iterator().next());
            Task<String> second = createTask(TaskOptions.named("second"), () -> {
                first.await();
                return generator.iterator().next();
            });
            ticks(1);
            gate.setResult("opened for");
            assertThat(second.await()).isEqualTo("then second");
            assertThat(first.result()).isEqualTo("opened for first");
            generator.close();
        });
    }

    private Task<String> child(TaskOptions options, String name) {
        return createTask(options, () -> {
            log.add(name + " starts");
            sleep(Duration.ZERO);
            log.add(name + " ends");
            return name;
        });
    }

    // AGN-01 EAG-01
    @Test
    void eagerTaskCreatedInTheCode_runsItsFirstStepThere() {
        Loops.run(() -> {
            AsyncGenerator<String> names = AsyncGenerator.of(out -> {
                log.add("code");
                Task<String> child = child(TaskOptions.DEFAULT.eager(), "child");
                log.add("code goes on");
                out.yield("first");
                log.add("awaits child");
                out.yield(child.await());
            });
            names.forEach(name -> log.add("got " + name));
            assertThat(log).containsExactly("code", "child starts", "code goes on", "got first",
                    "awaits child",
                    "child ends", "got child");
        });
    }

    // AGN-01 EAG-01
    @Test
    void eagerTaskThatIterates_takesWhatIsThere_beforeItsCreatorGoesOn() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                log.add("code");
                out.yield(1);
                sleep(Duration.ZERO);
                out.yield(2);
            });
            Task<?> task = createTask(
                    TaskOptions.DEFAULT.eager(), () -> numbers.forEach(number -> log.add("got " + number)));
            log.add("creator");
            task.await();
            log.add("over");
            assertThat(log).containsExactly("code", "got 1", "creator", "got 2", "over");
        });
    }

    // AGN-01 EAG-01
    @Test
    void eagerTasksAndGenerators_inTurns_eachGoesOnWhereItWas() {
        Loops.run(() -> {
            AsyncGenerator<String> outer = AsyncGenerator.of(out -> {
                Task<String> eager = createTask(TaskOptions.named("eager").eager(), () -> {
                    AsyncGenerator<String> inner = AsyncGenerator.of(own -> {
                        createTask(TaskOptions.named("innermost").eager(),
                                () -> log.add(currentTask().getName()));
                        log.add(currentTask().getName());
                        own.yield("from inner");
                    });
                    try (inner) {
                        return inner.iterator().next();
                    }
                });
                log.add(currentTask().getName());
                out.yield(eager.result());
            });
            currentTask().setName("main");
            assertThat(outer).containsExactly("from inner");
            assertThat(log).containsExactly("innermost", "eager", "main");
        });
    }

    // AGN-01 EAG-05
    @Test
    void eagerTaskOfACallback_thatIterates() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                out.yield(1);
                sleep(Duration.ZERO);
                out.yield(2);
            });
            EventLoop.running().callSoon(() -> {
                createTask(TaskOptions.DEFAULT.eager(), () -> numbers.forEach(log::add));
                log.add("callback");
            });
            ticks(3);
            assertThat(log).containsExactly(1, "callback", 2);
        });
    }
}
