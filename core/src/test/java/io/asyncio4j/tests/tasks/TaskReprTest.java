package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TaskReprTest {

    private static int callerLine() {
        return StackWalker.getInstance()
                .walk(frames -> frames.skip(1).findFirst().orElseThrow())
                .getLineNumber();
    }

    private static <T> Task<T> named(String name, Coroutine<T> body) {
        return createTask(TaskOptions.named(name), Coroutine.of("body", body));
    }

    // REP-01 REP-02 REP-03
    @Test
    void parkedTask_showsStateNameCoroutineWaitForAndCallbacks_inThisOrder() {
        Loops.run(() -> {
            Promise<Integer> gate = EventLoop.running().createFuture();
            int[] line = new int[1];
            Task<Integer> task = named("worker", () -> {
                line[0] = callerLine() + 1;
                return gate.await();
            });
            createTask(TaskOptions.named("boss"), () -> task.await());
            assertThat(task).hasToString("<Task pending name='worker' coro=<body()>>");
            ticks(2);
            assertThat(task).hasToString("<Task pending name='worker' coro=<body() running at"
                    + " TaskReprTest.java:" + line[0] + "> wait_for=<Future pending cb=[wakeup of worker]>"
                    + " cb=[wakeup of boss]>");
            gate.setResult(1);
            task.await();
        });
    }

    // REP-01 REP-03
    @Test
    void doneTask_showsItsOutcome() {
        Loops.run(() -> {
            Task<?> text = named("a", () -> "text");
            Task<?> failed = named("b", () -> {
                throw new IllegalArgumentException("bad");
            });
            Task<?> cancelled = named("c", () -> sleep(ms(1), 0));
            cancelled.cancel();
            ticks(2);
            assertThat(text).hasToString("<Task finished name='a' coro=<body() done> result='text'>");
            assertThat(failed)
                    .hasToString("<Task finished name='b' coro=<body() done>"
                            + " exception=java.lang.IllegalArgumentException: bad>");
            assertThat(cancelled).hasToString("<Task cancelled name='c' coro=<body() done>>");
            failed.exception();
        });
    }

    // REP-01 UNC-04
    @Test
    void cancellingTakesThePlaceOfPending_whileARequestCounts() {
        Loops.run(() -> {
            Task<?> task = named("t", () -> sleep(Duration.ZERO, 0));
            assertThat(task.toString()).startsWith("<Task pending name='t' ");
            task.cancel();
            assertThat(task.toString()).startsWith("<Task cancelling name='t' ");
            task.uncancel();
            assertThat(task.toString()).startsWith("<Task pending name='t' ");
            task.cancel();
            ticks(2);
            assertThat(task.toString()).startsWith("<Task cancelled name='t' ");
        });
    }

    // REP-02
    @Test
    void waitFor_isThereOnlyWhileParked_andShowsTheInnerTask() {
        Loops.run(() -> {
            Promise<Integer> gate = EventLoop.running().createFuture();
            Task<Integer> inner = named("inner", () -> gate.await());
            Task<Integer> outer = named("outer", () -> inner.await() + sleep(Duration.ZERO, 1));
            assertThat(outer.toString()).doesNotContain("wait_for");
            ticks(2);
            assertThat(outer.toString()).contains("wait_for=<Task pending name='inner' ");
            gate.setResult(1);
            ticks(2); // now it is within sleep(0)
            assertThat(outer.done()).isFalse();
            assertThat(outer.toString()).doesNotContain("wait_for");
            outer.await();
        });
    }

    // REP-01
    @Test
    void callbacks_areShownFirstAndLast() {
        Loops.run(() -> {
            Promise<Integer> gate = EventLoop.running().createFuture();
            Consumer<Future<Integer>> callback = new Noting();
            gate.addDoneCallback(callback);
            assertThat(gate).hasToString("<Future pending cb=[TaskReprTest.Noting()]>");
            createTask(TaskOptions.named("w"), () -> gate.await());
            ticks(1);
            assertThat(gate).hasToString("<Future pending cb=[TaskReprTest.Noting(), wakeup of w]>");
            gate.addDoneCallback(callback);
            gate.addDoneCallback(callback);
            assertThat(gate).hasToString(
                    "<Future pending cb=[TaskReprTest.Noting(), <2 more>, TaskReprTest.Noting()]>");
            gate.setResult(0);
        });
    }

    private static final class Noting implements Consumer<Future<Integer>> {

        @Override
        public void accept(Future<Integer> future) {}
    }

    // REP-01
    @Test
    void debugMode_addsTheCreationPoint() {
        EventLoop loop = Loops.virtual().debug(true).build();
        loop.runUntilComplete(() -> {
            int line = callerLine() + 1;
            Task<?> task = createTask(TaskOptions.named("t"), Coroutine.of("body", () -> 1));
            assertThat(task)
                    .hasToString("<Task pending name='t' coro=<body()> created at TaskReprTest.java:"
                            + line + ">");
            return task.await();
        });
        loop.close();
    }

    // REP-03
    @Test
    void runningAt_isTheInnermostFrameOfUserCode() {
        Loops.run(() -> {
            int[] line = new int[1];
            Task<?> task = named("t", () -> outer(line));
            ticks(1);
            assertThat(task.toString()).contains("<body() running at TaskReprTest.java:" + line[0] + ">");
            task.cancel();
        });
    }

    private static int outer(int[] line) {
        return inner(line) + 1;
    }

    private static int inner(int[] line) {
        line[0] = callerLine() + 1;
        return sleep(ms(1_000), 0);
    }

    // REP-03
    @Test
    void runningTask_canShowItself() {
        Loops.run(() -> {
            List<String> seen = new ArrayList<>();
            int[] line = new int[1];
            List<Task<?>> self = new ArrayList<>();
            self.add(named("me", () -> {
                line[0] = callerLine() + 1;
                return seen.add(self.getFirst().toString());
            }));
            self.getFirst().await();
            assertThat(seen)
                    .containsExactly("<Task pending name='me' coro=<body() running at TaskReprTest.java:"
                            + line[0] + "> cb=[wakeup of " + currentTask().getName() + "]>");
        });
    }

    // REP-01
    @Test
    void resultWhoseTextFails_doesNotHideTheTask() {
        Loops.run(() -> {
            Task<?> task = named("t", () -> new Unprintable(new ArrayList<>()));
            task.await();
            assertThat(task.toString()).startsWith("<Task finished name='t' ").contains("toString failed");
        });
    }

    /** A result that cannot be printed, and counts the attempts. */
    private record Unprintable(List<String> attempts) {

        @Override
        public String toString() {
            attempts.add("toString");
            throw new UnsupportedOperationException("not printable");
        }
    }

    // REP-08
    @Test
    void run_doesNotPrintTheResultOfMain() {
        List<String> attempts = new ArrayList<>();
        assertThat(Loops.run(() -> new Unprintable(attempts)).attempts()).isSameAs(attempts);
        assertThat(attempts).isEmpty();
        assertThat(catchThrowable(() -> Loops.run(() -> {
            throw new IllegalStateException("main");
        }))).hasMessage("main");
    }
}
