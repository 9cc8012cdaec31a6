package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.CancelledError;
import io.asyncio4j.InvalidStateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each example prints what the asyncio program that it comes from prints, and when. Expected are the lines with
 * the second before each, on virtual time; times of day are masked.
 */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"carried", "portable"})
class ExamplesTest {
    @Parameter String threads;

    @Test
    void helloWorld() throws Exception {
        assertPrints("HelloWorld", """
                   0s  hello
                   1s  world
                """);
    }

    @Test
    void neverAwaited() throws Exception {
        assertPrints("NeverAwaited", """
                   0s  <coroutine hello created>
                """);
    }

    @Test
    void sayAfter() throws Exception {
        assertPrints("SayAfter", """
                   0s  started at <time>
                   1s  hello
                   3s  world
                   3s  finished at <time>
                """);
    }

    @Test
    void sayAfterTasks() throws Exception {
        assertPrints("SayAfterTasks", """
                   0s  started at <time>
                   1s  hello
                   2s  world
                   2s  finished at <time>
                """);
    }

    @Test
    void sayAfterTaskGroup() throws Exception {
        assertPrints("SayAfterTaskGroup", """
                   0s  started at <time>
                   1s  hello
                   2s  world
                   2s  finished at <time>
                """);
    }

    @Test
    void taskGroupCleanup() throws Exception {
        assertPrints("TaskGroupCleanup", """
                   0s  replicating
                 4.5s  berlin: removed
                 4.5s  amsterdam: cancelled after block 4
                 4.5s  copenhagen: cancelled after block 4
                   5s  amsterdam: removed
                   5s  copenhagen: removed
                   5s  failed: disk full: berlin
                   5s  also: one block of copenhagen stays locked
                   5s  left over: {}
                   5s  cancelling: 0
                """);
    }

    @Test
    void workerPool() throws Exception {
        var run = ExampleRun.of("WorkerPool", threads, "9");
        assertThat(run.timedOutput()).isEqualTo("""
                   0s  ready
                 0.3s  ann goes home
                 0.3s  bob goes home
                 0.3s  cid goes home
                 0.3s  done: 9 jobs, [1, 2, 3, 4, 5, 6, 7, 8, 9]
                """);
    }

    // Time passes as it does while a server is asked, so only what is printed is known.
    @Test
    void crawler() throws Exception {
        var run = ExampleRun.of("Crawler", threads);
        assertThat(run.thrown()).isNull();
        assertThat(run.output()).isEqualTo("""
                /: 2 links
                /10: 0 links
                /11: 0 links
                /12: 0 links
                /2: 2 links
                /3: 2 links
                /4: 2 links
                /5: 2 links
                /6: 1 links
                /7: 0 links
                /8: 0 links
                /9: 0 links
                12 pages, three at a time at most
                """);
        assertThat(run.duration()).as("eleven starts, 20 ms apart")
                .isGreaterThanOrEqualTo(Duration.ofMillis(220));
    }

    // Its children are processes of their own, in real time.
    @Test
    void pooledCrawler() throws Exception {
        var run = ExampleRun.of("PooledCrawler", threads);
        assertThat(run.thrown()).isNull();
        assertThat(run.output()).isEqualTo("""
                /1: page 1
                /2: page 2
                /3: page 3
                /4: page 4
                /5: its parser has died with status 86
                /6: page 6
                1 page lost, and its child was replaced
                """);
    }

    @Test
    void mapReduce() throws Exception {
        var run = ExampleRun.of("MapReduce", threads);
        assertThat(run.thrown()).isNull();
        assertThat(run.output()).isEqualTo("""
                100 files, 4 words
                the: 15150
                lake: 10100
                and: 5050
                """);
    }

    @Test
    void pipeline() throws Exception {
        var run = ExampleRun.of("Pipeline", threads);
        assertThat(run.thrown()).isNull();
        assertThat(run.texts()).containsExactlyInAnyOrder(
                "all consumed", "all produced", "2086 primes")
                .endsWith("2086 primes");
    }

    @Test
    void nestedCoroutines() throws Exception {
        assertPrints("NestedCoroutines", """
                   0s  42
                """);
    }

    @Test
    void nestedTask() throws Exception {
        assertPrints("NestedTask", """
                   0s  42
                """);
    }

    @Test
    void displayDate() throws Exception {
        assertPrints("DisplayDate", """
                   0s  <date> <time>
                   1s  <date> <time>
                   2s  <date> <time>
                   3s  <date> <time>
                   4s  <date> <time>
                """);
    }

    @Test
    void factorialGather() throws Exception {
        assertPrints("FactorialGather", """
                   0s  Task A: Compute factorial(2), currently i=2...
                   0s  Task B: Compute factorial(3), currently i=2...
                   0s  Task C: Compute factorial(4), currently i=2...
                   1s  Task A: factorial(2) = 2
                   1s  Task B: Compute factorial(3), currently i=3...
                   1s  Task C: Compute factorial(4), currently i=3...
                   2s  Task B: factorial(3) = 6
                   2s  Task C: Compute factorial(4), currently i=4...
                   3s  Task C: factorial(4) = 24
                   3s  [2, 6, 24]
                """);
    }

    @Test
    void shield() throws Exception {
        assertPrints("Shield", """
                   0s  something(): started
                   1s  caller(): cancelled
                   2s  something(): done
                   2s  main(): something() gave something
                   2s  main(): caller() is cancelled
                """);
    }

    @Test
    void waitForTimeout() throws Exception {
        assertPrints("WaitForTimeout", """
                   1s  timeout!
                """);
    }

    @Test
    void wait_() throws Exception {
        assertPrints("Wait", """
                   1s  first: done [1], 2 pending
                   3s  two seconds more: done [1, 2], 1 pending
                   4s  all: done [1, 2, 4], 0 pending
                """);
    }

    @Test
    void asCompletedExample() throws Exception {
        assertPrints("AsCompletedExample", """
                   1s  IPv6 connection established, the modern one.
                   2s  IPv4 connection established.
                   3s  IPv4 connection established.
                   7s  No other connection within five seconds.
                """);
    }

    @Test
    void tour() throws Exception {
        assertPrints("Tour", """
                   2s  fast, then slow
                   4s  [a, b]
                   5s  endless is cancelled
                   5s  too late
                   5s  patient is cancelled
                   5s  [java.io.IOException: no connection]
                """);
    }

    // The other thread blocks for a real second, and while it is busy a virtual clock keeps real time.
    @Test
    @Tag("slow")
    void toThreadBesideSleep() throws Exception {
        var run = ExampleRun.of("ToThreadBesideSleep", threads);

        assertThat(run.thrown()).isNull();
        assertThat(run.output()).isEqualTo("""
                started main at <time>
                start blocking_io at <time>
                blocking_io complete at <time>
                finished main at <time>
                """);
        assertThat(run.duration()).isBetween(Duration.ofMillis(990), Duration.ofMillis(1_990));
    }

    @Test
    @Tag("slow")
    void runCoroutineThreadsafe() throws Exception {
        var run = ExampleRun.of("RunCoroutineThreadsafe", threads);

        assertThat(run.thrown()).isNull();
        assertThat(run.output()).isEqualTo("""
                The coroutine returned: 3
                The coroutine took too long, cancelling the task...
                eternity(): cancelled in the loop
                tasks left: 0
                """);
    }

    @Test
    void cancelMe() throws Exception {
        assertPrints("CancelMe", """
                   0s  cancel_me(): before sleep
                   1s  cancel_me(): cancel sleep
                   1s  cancel_me(): after sleep
                   1s  main(): cancel_me is cancelled now
                """);
    }

    @Test
    void taskResult() throws Exception {
        assertPrints("TaskResult", """
                   0s  main coroutine started
                   0s  executing the task
                   1s  result: 99
                   1s  main coroutine done
                """);
    }

    @Test
    void taskResultNone() throws Exception {
        assertPrints("TaskResultNone", """
                   0s  main coroutine started
                   0s  executing the task
                   1s  result: null
                   1s  main coroutine done
                """);
    }

    @Test
    void taskResultFailed() throws Exception {
        assertPrints("TaskResultFailed", """
                   0s  main coroutine started
                   0s  executing the task
                 1.1s  Failed with: Something bad happened
                 1.1s  main coroutine done
                """);
    }

    @Test
    void taskResultNotReady() throws Exception {
        var run = ExampleRun.of("TaskResultNotReady", threads);

        assertThat(run.timedOutput()).isEqualTo("""
                   0s  main coroutine started
                   0s  executing the task
                """);
        assertThat(run.thrown()).isInstanceOf(InvalidStateException.class).hasMessage("Result is not set.");
    }

    @Test
    void taskResultCancelled() throws Exception {
        var run = ExampleRun.of("TaskResultCancelled", threads);

        assertThat(run.timedOutput()).isEqualTo("""
                   0s  main coroutine started
                   0s  executing the task
                """);
        assertThat(run.thrown()).isInstanceOf(CancelledError.class);
    }

    @Test
    void everyExample_namesItsCommand_andHasATest_hereOrInTheGuide() throws IOException {
        try (var files = Files.newDirectoryStream(Path.of(""), "*.java")) {
            for (Path file : files) {
                assertThat(file).content().contains("./asyncio4j run examples/" + file + "\n");
                String name = file.toString().replace(".java", "");
                boolean hasTest = Arrays.stream(getClass().getDeclaredMethods())
                        .anyMatch(test -> test.getName().replace("_", "").equalsIgnoreCase(name));
                assertThat(hasTest || DebuggingGuideTest.shows(name)).as("a test of " + name).isTrue();
            }
        }
    }

    private void assertPrints(String name, String expected) throws Exception {
        var run = ExampleRun.of(name, threads);

        assertThat(run.thrown()).isNull();
        assertThat(run.timedOutput()).isEqualTo(expected);
    }
}
