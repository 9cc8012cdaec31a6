package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TaskStackTest {

    /** A body of three nested calls, the innermost of which waits at a gate and then does as it was told. */
    private static final class Body {

        final Promise<Integer> gate = EventLoop.running().createFuture();
        private final boolean fails;

        Body(boolean fails) {
            this.fails = fails;
        }

        Task<Integer> start(String name) {
            return createTask(TaskOptions.named(name), this::outer);
        }

        Integer outer() {
            return middle() + 1;
        }

        private int middle() {
            return inner() + 1;
        }

        private int inner() {
            int value = gate.await();
            if (fails) {
                throw new IllegalArgumentException("told to");
            }
            return value;
        }
    }

    private static List<String> methods(List<StackTraceElement> frames) {
        assertThat(frames).allMatch(frame -> frame.getClassName().startsWith(TaskStackTest.class.getName()));
        return frames.stream().map(StackTraceElement::getMethodName).toList();
    }

    private static String printed(Task<?> task, int limit) {
        var bytes = new ByteArrayOutputStream();
        task.printStack(limit, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    // REP-04
    @Test
    void parkedTask_givesAllItsFrames_oldestFirst_withoutTheMachinery() {
        Loops.run(() -> {
            var body = new Body(false);
            Task<?> task = body.start("t");
            assertThat(task.getStack()).as("not started").isEmpty();
            ticks(1);
            assertThat(methods(task.getStack())).containsExactly("outer", "middle", "inner");
            body.gate.setResult(1);
            task.await();
        });
    }

    // REP-04
    @Test
    void runningTask_givesItsOwnFrames() {
        Loops.run(() -> {
            List<String> seen = new ArrayList<>();
            List<Task<?>> self = new ArrayList<>();
            self.add(createTask(() -> lookAtOneself(self, seen)));
            self.getFirst().await();
            assertThat(seen).endsWith("lookAtOneself").doesNotContain("getStack");
        });
    }

    private static void lookAtOneself(List<Task<?>> self, List<String> seen) {
        seen.addAll(methods(self.getFirst().getStack()));
    }

    // REP-05
    @Test
    void failedTask_givesTheFramesOfItsException_oldestFirst() {
        Loops.run(() -> {
            var body = new Body(true);
            Task<?> task = body.start("t");
            body.gate.setResult(1);
            ticks(2);
            assertThat(task.exception()).hasMessage("told to");
            assertThat(methods(task.getStack())).containsExactly("outer", "middle", "inner");
        });
    }

    // REP-05
    @Test
    void finishedOrCancelledTask_givesNothing() {
        Loops.run(() -> {
            var body = new Body(false);
            Task<?> finished = body.start("finished");
            Task<?> cancelled = body.start("cancelled");
            ticks(1);
            body.gate.setResult(1);
            cancelled.cancel();
            ticks(1);
            assertThat(finished.done()).isTrue();
            assertThat(cancelled.cancelled()).isTrue();
            assertThat(finished.getStack()).isEmpty();
            assertThat(cancelled.getStack()).isEmpty();
        });
    }

    // REP-06
    @Test
    void limit_keepsTheNewestFramesOfAStack_andTheOldestOfATraceback() {
        Loops.run(() -> {
            var body = new Body(true);
            Task<?> task = body.start("t");
            ticks(1);
            assertThat(methods(task.getStack(2))).containsExactly("middle", "inner");
            assertThat(methods(task.getStack(1))).containsExactly("inner");
            assertThat(task.getStack(0)).isEmpty();
            assertThat(task.getStack(100)).hasSize(3);
            body.gate.setResult(1);
            ticks(1);
            assertThat(task.exception()).isNotNull();
            assertThat(methods(task.getStack(2))).containsExactly("outer", "middle");
            assertThat(methods(task.getStack(1))).containsExactly("outer");
            assertThat(task.getStack(100)).hasSize(3);
            assertThatThrownBy(() -> task.getStack(-1)).isInstanceOf(IllegalArgumentException.class);
        });
    }

    // REP-07
    @Test
    void printStack_ofAParkedTask() {
        Loops.run(() -> {
            var body = new Body(false);
            Task<?> task = body.start("worker");
            ticks(1);
            String text = task.toString();
            assertThat(printed(task, Integer.MAX_VALUE).lines())
                    .hasSize(4)
                    .startsWith("Stack for " + text + " (most recent call last):")
                    .satisfies(lines -> {
                        assertThat(lines.get(1)).contains("Body.outer(TaskStackTest.java:");
                        assertThat(lines.get(3)).contains("Body.inner(TaskStackTest.java:");
                    });
            body.gate.setResult(1);
            task.await();
        });
    }

    // REP-07
    @Test
    void printStack_ofAFailedTask_endsWithTheException() {
        Loops.run(() -> {
            var body = new Body(true);
            Task<?> task = body.start("worker");
            body.gate.setResult(1);
            ticks(2);
            assertThat(printed(task, 2).lines())
                    .hasSize(4)
                    .startsWith("Traceback for " + task + " (most recent call last):")
                    .endsWith("java.lang.IllegalArgumentException: told to");
            task.exception();
        });
    }

    // REP-07
    @Test
    void printStack_ofATaskWithoutFrames() {
        Loops.run(() -> {
            var body = new Body(false);
            Task<?> task = body.start("worker");
            assertThat(printed(task, 5).lines()).containsExactly("No stack for " + task);
            body.gate.setResult(1);
            task.await();
            assertThat(printed(task, 5).lines()).containsExactly("No stack for " + task);
        });
    }

    // REP-07
    @Test
    void printStack_goesToStandardErrorByDefault() {
        PrintStream original = System.err;
        var bytes = new ByteArrayOutputStream();
        Loops.run(() -> {
            Task<?> task = createTask(TaskOptions.named("worker"), () -> {});
            System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            try {
                task.printStack();
            } finally {
                System.setErr(original);
            }
        });
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .startsWith("No stack for <Task pending name='worker'");
    }

    @Test
    @Timeout(60) // else it would look for ever
    void aTaskThatSleepsReally_saysSo_onTop() {
        Loops.run(() -> {
            Task<Integer> task = createTask(() -> blocking(TaskStackTest::sleepReally));
            ticks(1);
            while (task.getStack().stream().noneMatch(frame -> frame.getMethodName().equals("sleep"))) {
                Thread.onSpinWait();
            }
            List<StackTraceElement> newestFirst = task.getStack().reversed();
            assertThat(newestFirst.getFirst().toString()).contains("java.lang.Thread.sleep(");
            assertThat(newestFirst.get(1).getMethodName()).isEqualTo("sleepReally");
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
        });
    }

    private static int sleepReally() throws InterruptedException {
        Thread.sleep(60_000); // until it is interrupted
        return 0;
    }
}
