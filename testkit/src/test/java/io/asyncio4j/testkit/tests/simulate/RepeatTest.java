package io.asyncio4j.testkit.tests.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.SimulationFailure;
import io.asyncio4j.testkit.internal.look.Trace;
import io.asyncio4j.testkit.tests.support.PrintHashes;
import io.asyncio4j.testkit.tests.support.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The same seed does the same: in this JVM, in another one, on the other kind of threads. */
class RepeatTest {

    private static String hashInAnotherJvm(String... options) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new java.util.ArrayList<>(List.of(java));
        command.addAll(List.of(options));
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), PrintHashes.class.getName(), "200"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.lines().filter(line -> line.startsWith("hash ")).findFirst()
                .orElseThrow(() -> new AssertionError("no hash in: " + output)).substring("hash ".length());
    }

    @Test
    void twoHundredSeeds_doTheSame_inTwoJvms_onBothKindsOfThreads() throws Exception {
        String here = PrintHashes.hash(200);
        assertThat(hashInAnotherJvm("-Dasyncio4j.threads=portable")).isEqualTo(here);
        assertThat(hashInAnotherJvm("-Dasyncio4j.threads=carried", "--add-opens",
                "java.base/java.lang=ALL-UNNAMED",
                "-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=4")).isEqualTo(here);
    }

    @Test
    void seeds_doDifferentThings() {
        Set<List<String>> traces = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            traces.add(new Simulation().trace(seed, Programs::ofEachKind));
        }
        assertThat(traces).hasSize(20);
    }

    @Test
    void hashOfALongTrace_isTheSame_whetherItsLinesAreKeptOrNot() {
        var kept = new Trace();
        var hashed = new Trace(false);
        for (int i = 0; i < 10_000; i++) {
            for (Trace each : List.of(kept, hashed)) {
                each.add(i, "runs", "T1");
                each.add(i, "takes", "\u00e9", 7);
            }
        }
        assertThat(kept.lines()).hasSize(20_000);
        assertThat(hashed.lines()).hasSizeLessThan(10_000); // or a program that runs for long would not fit into the heap
        assertThat(hashed.count()).isEqualTo(20_000);
        assertThat(hashed.hash()).isEqualTo(kept.hash());
    }

    // the name that a task gets by itself counts the tasks of the JVM, and a callback's text has it
    @Test
    void textOfADoneCallback_doesNotKeepASeedFromRepeating() {
        Simulation.Report report = new Simulation().seeds(3).start(test -> {
            var task = test.loop().createTask(() -> Asyncio.sleep(Duration.ofMillis(1)));
            task.addDoneCallback(done -> assertThat(done.done()).isTrue());
            task.await();
        });
        assertThat(report.runs()).isEqualTo(3);
    }

    // the text of a future has its result's, and that of many objects is where they are
    @Test
    void identityOfAResult_doesNotKeepASeedFromRepeating() {
        Simulation.Report report = new Simulation().seeds(3).start(test -> {
            for (Object result : List.of(new Object(), new int[0], (Runnable) test::time)) {
                var task = test.loop().createTask(TaskOptions.named("gives"), () -> result);
                task.addDoneCallback(done -> assertThat(done.done()).isTrue());
                task.await();
            }
        });
        assertThat(report.runs()).isEqualTo(3);
    }

    @Test
    void programThatDoesNotRepeat_isTold_withTheLineWhereTwoRunsPart() {
        var count = new AtomicInteger();
        assertThatThrownBy(() -> Simulation.run(test -> {
            Asyncio.sleep(Duration.ofMillis(1));
            Asyncio.sleep(Duration.ofMillis(count.incrementAndGet()));
        })).isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("does not repeat: its runs part at line")
                .hasMessageContaining("first:");
    }
}
