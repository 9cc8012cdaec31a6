package io.asyncio4j.tests.inspect;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.inspect.CallGraph.captureCallGraph;
import static io.asyncio4j.inspect.CallGraph.formatCallGraph;
import static io.asyncio4j.inspect.CallGraph.printCallGraph;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallGraphTextTest {

    private static final int ALL = Integer.MAX_VALUE;

    private static Task<Void> named(String name, VoidCoroutine body) {
        return createTask(TaskOptions.named(name), body);
    }

    private static Promise<String> promise() {
        return EventLoop.running().createFuture();
    }

    private static void waitFor(Future<?> future) {
        future.await();
    }

    // text forms of frames, with lines that are sure to change
    private static String withoutLines(String graph) {
        return graph.replaceAll("at \\S*?tests\\.inspect\\.", "at ")
                .replaceAll("lambda\\$\\w+\\$\\d+", "lambda")
                .replaceAll("java:\\d+", "java");
    }

    // INT-09
    @Test
    void futureTasksFramesAndWaiters_inCpythonsShape() {
        Loops.run(() -> {
            currentTask().setName("main");
            Promise<String> promise = promise();
            Task<Void> a = named("A", () -> waitFor(promise));
            Task<Void> b = named("B", () -> waitFor(promise));
            Task<Void> c = named("C", () -> waitFor(a));
            ticks(2);
            assertThat(withoutLines(formatCallGraph(promise))).isEqualTo("""
                    * Future(pending)
                      + Awaited by:
                        * Task(name='A', id=2)
                          + Call stack:
                          |   at CallGraphTextTest.waitFor(CallGraphTextTest.java)
                          |   at CallGraphTextTest.lambda(CallGraphTextTest.java)
                          + Awaited by:
                            * Task(name='C', id=4)
                              + Call stack:
                              |   at CallGraphTextTest.waitFor(CallGraphTextTest.java)
                              |   at CallGraphTextTest.lambda(CallGraphTextTest.java)
                        * Task(name='B', id=3)
                          + Call stack:
                          |   at CallGraphTextTest.waitFor(CallGraphTextTest.java)
                          |   at CallGraphTextTest.lambda(CallGraphTextTest.java)""");
            assertThat(captureCallGraph(promise)).hasToString(formatCallGraph(promise));
            promise.setResult("x");
            gather(b, c).await();
        });
    }

    // INT-09 INT-15: cpython #156327 #156408
    @Test
    void ownFramesAreLeftOut_andADoneTaskIsALine() {
        Loops.run(() -> {
            currentTask().setName("main");
            Task<Void> shows = named("shows", CallGraphTextTest::showOneself);
            shows.await();
            assertThat(formatCallGraph(shows)).isEqualTo("* Task(name='shows', id=2)");
            Promise<String> cancelled = promise();
            cancelled.cancel();
            assertThat(formatCallGraph(cancelled)).isEqualTo("* Future(cancelled)");
        });
    }

    private static void showOneself() {
        assertThat(withoutLines(formatCallGraph()).lines()).startsWith(
                "* Task(name='shows', id=2)",
                "  + Call stack:",
                "  |   at CallGraphTextTest.showOneself(CallGraphTextTest.java)",
                "  + Awaited by:",
                "    * Task(name='main', id=1)",
                "      + Call stack:");
    }

    // INT-10
    @Test
    void limitZero_showsWhoWaitsOnly() {
        Loops.run(() -> {
            currentTask().setName("main");
            Task<Void> task = named("t", () -> sleep(ms(5)));
            Task<Void> waiter = named("w", () -> waitFor(task));
            ticks(1);
            assertThat(formatCallGraph(task, 1, 0)).isEqualTo("""
                    * Task(name='t', id=2)
                      + Awaited by:
                        * Task(name='w', id=3)""");
            waiter.await();
        });
    }

    // INT-06
    @Test
    void withoutACurrentTask_thereIsNothingToShow() {
        assertThatIllegalStateException().isThrownBy(() -> printCallGraph());
        var printed = new ArrayList<String>();
        Loops.run(() -> {
            EventLoop.running().callSoon(() -> {
                printed.add(formatCallGraph());
                printed.add(printed(null));
            });
            ticks(2);
        });
        assertThat(printed).containsExactly("", System.lineSeparator());
    }

    private static String printed(@Nullable Future<?> future) {
        var bytes = new ByteArrayOutputStream();
        printCallGraph(future, 1, ALL, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    // INT-09
    @Test
    void print_goesToStandardOutputByDefault() {
        PrintStream original = System.out;
        var bytes = new ByteArrayOutputStream();
        Loops.run(() -> {
            Task<Void> task = named("t", () -> {});
            System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            try {
                printCallGraph(task);
                printCallGraph();
            } finally {
                System.setOut(original);
            }
        });
        assertThat(bytes.toString(StandardCharsets.UTF_8)).startsWith("* Task(name='t', id=2)")
                .contains("id=1)")
                .contains("print_goesToStandardOutputByDefault");
    }

    // INT-15: cpython #156860
    @Test
    void diamonds_areSpeltOutOnce() {
        Loops.run(() -> {
            Promise<String> gate = promise();
            List<Future<?>> layer = List.of(gate);
            for (int i = 0; i < 20; i++) {
                List<Future<?>> below = layer;
                VoidCoroutine waits = () -> gather(below).await();
                layer = List.of(named("left" + i, waits), named("right" + i, waits));
            }
            ticks(2);
            List<String> lines = formatCallGraph(gate, 1, 0).lines().map(String::strip).toList();
            assertThat(lines).filteredOn(line -> line.startsWith("* Task") && !line.endsWith("(see above)"))
                    .hasSize(40).doesNotHaveDuplicates();
            assertThat(lines).filteredOn(line -> line.endsWith("(see above)")).hasSize(38);
            gate.setResult("x");
            gather(layer).await();
        });
    }

    // INT-15: cpython #151535
    @Test
    void cycles_areCutAndNamed() {
        Loops.run(() -> {
            var tasks = new ArrayList<Task<Void>>();
            tasks.add(named("a", () -> tasks.get(1).await()));
            tasks.add(named("b", () -> tasks.get(2).await()));
            tasks.add(named("c", () -> tasks.get(0).await()));
            Promise<String> promise = promise();
            tasks.add(named("d", () -> gather(promise, tasks.get(0)).await()));
            ticks(2);
            assertThat(formatCallGraph(tasks.get(2), 1, 0)).isEqualTo("""
                    * Task(name='c', id=4)
                      + Awaited by:
                        * Task(name='b', id=3)
                          + Awaited by:
                            * Task(name='a', id=2)
                              + Awaited by:
                                * Task(name='c', id=4) (see above)
                                * Task(name='d', id=5)
                    cycle: c #4 -> a #2 -> b #3 -> c #4""");
            assertThat(formatCallGraph(promise, 1, 0)).doesNotContain("cycle");
            tasks.getFirst().cancel();
            ticks(5);
            assertThat(tasks).allMatch(Task::done);
        });
    }

    // INT-15: cpython #151535
    @Test
    void cycleThatIsReachedInSeveralPlaces_isNamedOnce() {
        Loops.run(() -> {
            Promise<String> promise = promise();
            var tasks = new ArrayList<Task<Void>>();
            tasks.add(named("a", () -> gather(promise, tasks.get(1)).await()));
            tasks.add(named("b", () -> gather(promise, tasks.get(0)).await()));
            ticks(2);
            assertThat(formatCallGraph(promise, 1, 0)).isEqualTo("""
                    * Future(pending)
                      + Awaited by:
                        * Task(name='a', id=2)
                          + Awaited by:
                            * Task(name='b', id=3)
                              + Awaited by:
                                * Task(name='a', id=2) (see above)
                        * Task(name='b', id=3) (see above)
                    cycle: a #2 -> b #3 -> a #2""");
            tasks.getFirst().cancel();
            ticks(5);
            assertThat(tasks).allMatch(Task::done);
        });
    }

    // INT-15: cpython #151535
    @Test
    void veryDeepGraphs_areCutAndCounted_andSoAreVeryLongCycles() {
        Loops.run(() -> {
            Promise<String> gate = promise();
            var tasks = new ArrayList<Task<String>>();
            for (int i = 0; i < 100_000; i++) {
                Future<String> before = tasks.isEmpty() ? gate : tasks.getLast();
                tasks.add(createTask((Coroutine<String>) before::await));
            }
            ticks(1);
            List<String> lines = formatCallGraph(gate, 1, 0).lines().toList();
            assertThat(lines).hasSize(2 * 101 + 1);
            assertThat(lines.getLast()).isEqualTo("    ".repeat(101) + "* ... and 99900 more");
            gate.setResult("x");
            tasks.getLast().await();

            tasks.clear();
            for (int i = 0; i < 10_000; i++) {
                int next = (i + 1) % 10_000;
                tasks.add(createTask(() -> tasks.get(next).await()));
            }
            ticks(1);
            assertThat(formatCallGraph(tasks.getFirst(), 1, 0).lines().toList()).last().asString()
                    .startsWith("cycle: ")
                    .contains(" -> (9980 more) -> ")
                    .hasSizeLessThan(1_000);
            tasks.getFirst().cancel();
            Asyncio.wait(tasks);
        });
    }
}
