package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of the virtual machine, very many tasks, very deep and circular chains of them. */
class BadLuckTest {

    private static int ping(int depth) {
        return depth < 0 ? depth : pong(depth) + 1;
    }

    private static int pong(int depth) {
        return ping(depth + 1) + 1;
    }

    /** Says that the running loop still does all that it should. */
    private static void assertUsable() {
        Task<?> current = currentTask();
        assertThat(createTask(() -> sleep(ms(1), "child")).await()).isEqualTo("child");
        ticks(2);
        assertThat(currentTask()).isSameAs(current);
        assertThat(allTasks()).containsExactly(current);
    }

    // TSK-18
    @Test
    void stackOverflow_isStored_andTheLoopGoesOn() {
        Loops.run(() -> {
            for (int i = 0; i < 3; i++) {
                Task<Integer> task = createTask(() -> ping(0));
                assertThatThrownBy(task::await).isInstanceOf(StackOverflowError.class);
                assertUsable();
            }
        });
    }

    // TSK-18
    @Test
    void stackOverflowAfterAnAwait_isStored_andTheLoopGoesOn() {
        Loops.run(() -> {
            Task<Integer> task = createTask(() -> sleep(ms(1), 0) + ping(0));
            assertThatThrownBy(task::await).isInstanceOf(StackOverflowError.class);
            assertUsable();
        });
    }

    // TSK-18
    @Test
    void outOfMemory_isStored_andTheLoopGoesOn() {
        Loops.run(() -> {
            Task<long[]> task = createTask(() -> new long[sleep(ms(1), Integer.MAX_VALUE)]);
            assertThatThrownBy(task::await).isInstanceOf(OutOfMemoryError.class);
            assertUsable();
        });
    }

    // TSK-18 CAN-16
    @Test
    void errorThrownWhileACancellationUnwinds_isStored() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> {
                try {
                    sleep(ms(1_000));
                } finally {
                    ping(0);
                }
            });
            ticks(1);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(StackOverflowError.class);
            assertUsable();
        });
    }

    // TSK-17
    @Test
    void loopExit_isStored_andLeavesTheRun_whichCanGoOnLater() {
        try (EventLoop loop = Loops.virtual().build()) {
            List<String> log = new ArrayList<>();
            LoopExit exit = new LoopExit("enough");
            Task<?> exiting = loop.createTask(() -> {
                throw exit;
            });
            loop.callSoon(() -> log.add("later callback"));
            assertThat(catchThrowable(loop::runForever)).isSameAs(exit);
            assertThat(exiting.done()).isTrue();
            assertThat(exiting.exception()).isSameAs(exit);
            assertThat(log).isEmpty();
            assertThat(loop.isRunning()).isFalse();

            loop.<String>runUntilComplete(() -> "again");
            assertThat(log).containsExactly("later callback");
        }
    }

    // TSK-18
    @Test
    void anyOtherThrowable_isOnlyStored() {
        Loops.run(() -> {
            var error = new AssertionError("not fatal");
            Task<?> failing = createTask(() -> {
                throw error;
            });
            Task<String> neighbour = createTask(() -> sleep(ms(1), "undisturbed"));
            assertThat(neighbour.await()).isEqualTo("undisturbed");
            assertThat(failing.exception()).isSameAs(error);
        });
    }

    private static Error fatal(String kind) {
        return switch (kind) {
            case "LoopExit" -> new LoopExit("fatal");
            case "InternalError" -> new InternalError("fatal");
            default -> new UnknownError("fatal");
        };
    }

    // TSK-17
    @ParameterizedTest
    @ValueSource(strings = {"LoopExit", "InternalError", "UnknownError"})
    void fatalErrorOfAChild_isStored_andLeavesRun_whichCancelsMainFirst(String kind) {
        Error fatal = fatal(kind);
        List<String> log = new ArrayList<>();
        List<Task<?>> children = new ArrayList<>();
        Throwable thrown = catchThrowable(() -> Loops.run(() -> {
            children.add(createTask(() -> {
                throw fatal;
            }));
            try {
                sleep(ms(1_000));
                log.add("main slept");
            } catch (CancelledError e) {
                log.add("main cancelled");
                throw e;
            }
        }));
        assertThat(thrown).isSameAs(fatal);
        assertThat(children.getFirst().exception()).isSameAs(fatal);
        assertThat(log).containsExactly("main cancelled");
    }

    // TSK-17
    @ParameterizedTest
    @ValueSource(strings = {"LoopExit", "InternalError", "UnknownError"})
    void fatalErrorOfMain_leavesRun(String kind) {
        Error fatal = fatal(kind);
        assertThat(catchThrowable(() -> Loops.run(() -> {
            sleep(ms(1));
            throw fatal;
        }))).isSameAs(fatal);
    }

    /** Makes {@code length} tasks, each of which awaits the one before and adds one; gives the outermost. */
    private static Task<Integer> chain(int length, Promise<Integer> gate, List<Task<Integer>> all) {
        Task<Integer> outermost = createTask(() -> gate.await());
        all.add(outermost);
        for (int i = 1; i < length; i++) {
            Task<Integer> inner = outermost;
            outermost = createTask(() -> inner.await() + 1);
            all.add(outermost);
        }
        ticks(1);
        return outermost;
    }

    // CAN-04
    @Test
    @Tag("slow")
    void hundredThousandNestedAwaits_bringTheResult() {
        Loops.run(() -> {
            Promise<Integer> gate = EventLoop.running().createFuture();
            Task<Integer> outermost = chain(100_000, gate, new ArrayList<>());
            assertThat(outermost.toString()).hasSizeLessThan(10_000);
            gate.setResult(1);
            assertThat(outermost.await()).isEqualTo(100_000);
        });
    }

    // CAN-04
    @Test
    @Tag("slow")
    void hundredThousandNestedAwaits_areCancelledFromTheOutermost() {
        Loops.run(() -> {
            List<Task<Integer>> all = new ArrayList<>();
            Promise<Integer> gate = EventLoop.running().createFuture();
            Task<Integer> outermost = chain(100_000, gate, all);
            assertThat(outermost.cancel("from the outermost")).isTrue();
            assertThat(gate.cancelled()).isTrue();
            assertThatThrownBy(outermost::await)
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("from the outermost");
            assertThat(all.stream().filter(Task::cancelled).count()).isEqualTo(100_000);
            assertThat(all.stream().filter(task -> task.cancelling() == 1).count()).isEqualTo(100_000);
        });
    }

    // CAN-04
    @Test
    @Tag("slow")
    void hundredThousandNestedAwaits_passAFailureOn() {
        Loops.run(() -> {
            Promise<Integer> gate = EventLoop.running().createFuture();
            Task<Integer> outermost = chain(100_000, gate, new ArrayList<>());
            var failure = new IllegalArgumentException("innermost");
            gate.setException(failure);
            assertThat(catchThrowable(outermost::await)).isSameAs(failure).hasNoSuppressedExceptions();
        });
    }

    // CAN-07
    @Test
    @Tag("slow")
    void millionNewTasks_cancelledAtOnce_neverStart() {
        Loops.run(() -> {
            int[] started = new int[1];
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 1_000_000; i++) {
                tasks.add(createTask(() -> started[0]++));
            }
            tasks.forEach(Task::cancel);
            ticks(1);
            assertThat(tasks.stream().filter(Task::cancelled).count()).isEqualTo(1_000_000);
            assertThat(started[0]).isZero();
            assertThat(allTasks()).hasSize(1);
        });
    }

    // CAN-03
    @Test
    @Tag("slow")
    void millionParkedTasks_cancelledAtOnce_allEnd() {
        // portable threads are too slow for a million
        int count = Loops.isCarried() ? 1_000_000 : 100_000;
        Loops.run(() -> {
            Promise<Integer> gate = EventLoop.running().createFuture();
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                tasks.add(createTask(() -> gate.await()));
            }
            ticks(1);
            assertThat(allTasks()).hasSize(count + 1);
            tasks.forEach(Task::cancel);
            ticks(1);
            assertThat(tasks.stream().filter(Task::cancelled).count()).isEqualTo(count);
            assertThat(allTasks()).hasSize(1);
        });
    }

    // CAN-04
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10})
    void circleOfTasksThatAwaitEachOther_canBeCancelled(int size) {
        Loops.run(() -> {
            List<Task<?>> circle = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                int next = (i + 1) % size;
                circle.add(createTask(TaskOptions.named("member " + i), () -> circle.get(next).await()));
            }
            ticks(3);
            assertThat(circle).noneMatch(Task::done);
            assertThat(circle.getFirst().toString()).contains("member 1", "...");
            assertThat(circle.get(1).cancel("break the circle")).isTrue();
            for (Task<?> member : circle) {
                assertThatThrownBy(member::await).isInstanceOf(CancelledError.class);
                assertThat(member.cancelled()).isTrue();
            }
            assertUsable();
        });
    }

    // CAN-04
    @Test
    void circleThatIsLeftOver_doesNotKeepRunFromEnding() {
        List<Task<?>> circle = new ArrayList<>();
        Loops.run(() -> {
            circle.add(createTask(() -> circle.get(1).await()));
            circle.add(createTask(() -> circle.get(0).await()));
            ticks(3);
        });
        assertThat(circle).allMatch(Task::cancelled);
    }

    // CAN-04
    @Test
    void circleThroughGathers_canBeCancelled() {
        Loops.run(() -> {
            List<Task<?>> circle = new ArrayList<>();
            circle.add(createTask(() -> gather(List.of(circle.get(1))).await()));
            circle.add(createTask(() -> gather(List.of(circle.get(0))).await()));
            ticks(3);
            assertThat(circle.getFirst().cancel()).isTrue();
            ticks(6);
            assertThat(circle).allMatch(Task::cancelled);
            assertUsable();
        });
    }

    // CAN-04
    @Test
    void deepChainOfGathers_isCancelledFromTheOutermost() {
        Loops.run(() -> {
            Promise<Object> gate = EventLoop.running().createFuture();
            List<Task<?>> chain = new ArrayList<>();
            Future<?> inner = gate;
            for (int i = 0; i < 20_000; i++) {
                Future<?> awaited = inner;
                Task<?> task = createTask(() -> gather(List.of(awaited)).await());
                chain.add(task);
                inner = task;
            }
            ticks(2);
            assertThat(chain.getLast().cancel()).isTrue();
            assertThat(gate.cancelled()).isTrue();
            assertThatThrownBy(chain.getLast()::await).isInstanceOf(CancelledError.class);
            assertThat(chain).allMatch(Task::cancelled);
        });
    }
}
