package io.asyncio4j.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.asyncio4j.cli.MainLine;
import io.asyncio4j.inspect.EventLoopMXBean;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ps} and {@code pstree} of another process (INT-12, INT-13, INT-14). */
class InspectTest {

    private static final String CARRIED = Target.CARRIED;
    private static final String PORTABLE = Target.PORTABLE;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        return MainLine.of(new PrintWriter(out), new PrintWriter(err)).execute(arguments);
    }

    private List<String> lines() {
        return out.toString().lines().toList();
    }

    private JsonNode json() throws Exception {
        return new ObjectMapper().readTree(out.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {CARRIED, PORTABLE})
    void ps_showsATable(String threads) throws Exception {
        try (var target = Target.start("waits", threads)) {
            assertThat(execute("ps", target.pid())).isZero();
        }
        String kind = threads.equals(CARRIED) ? "carried" : "portable";
        assertThat(lines()).hasSize(6);
        assertThat(lines().get(0))
                .startsWith("loop asyncio4j-loop-1 (" + kind + "): tasks 3 (created 4), ready 0, timers 2,")
                .containsPattern(" \\(slow \\d+\\), lag ");
        assertThat(lines().get(1)).startsWith("task id  task name  state    waits for");
        assertThat(lines().get(3)).matches("1 +Task-1 +waiting +.* +TargetPrograms.waits.<lambda> +- +- +-");
        assertThat(lines().get(4)).matches(
                "2 +left +waiting +.* +TargetPrograms.fetch -> .* +TargetPrograms.waits.<lambda> +Task-1 +1");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {CARRIED, PORTABLE})
    void pstree_showsATree(String threads) throws Exception {
        try (var target = Target.start("waits", threads)) {
            assertThat(execute("pstree", target.pid())).isZero();
        }
        assertThat(lines().stream().skip(1).map(line -> line.replaceAll(":\\d+\\)", ")"))).containsExactly(
                "└── (T) Task-1 #1: gather, 2 of 2 left",
                "    └── TargetPrograms.waits.<lambda>(TargetPrograms.java)",
                "        ├── (T) left #2: sleep, 60 min left",
                "        │   └── TargetPrograms.waits.<lambda>(TargetPrograms.java)",
                "        │       └── TargetPrograms.fetch(TargetPrograms.java)",
                "        └── (T) right #3: sleep, 60 min left",
                "            └── TargetPrograms.waits.<lambda>(TargetPrograms.java)",
                "                └── TargetPrograms.fetch(TargetPrograms.java)");
    }

    @ParameterizedTest
    @ValueSource(strings = {CARRIED, PORTABLE})
    void aLoopThatIsHeld_isShownAllTheSame(String threads) throws Exception {
        try (var target = Target.start("computes", threads)) {
            assertThat(execute("ps", target.pid())).isZero();
        }
        assertThat(lines().get(0)).contains("lag over ");
        assertThat(lines().get(1)).startsWith("It is held by <Task pending name='culprit'");
        assertThat(lines()).anyMatch(line -> line.startsWith("  at TargetPrograms.spin(TargetPrograms.java:"))
                .anyMatch(line -> line.matches("2 +victim +waiting .*"))
                .anyMatch(line -> line.matches("3 +culprit +running +- +TargetPrograms.spin -> .*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {CARRIED, PORTABLE})
    void json_hasEverything(String threads) throws Exception {
        try (var target = Target.start("waits", threads)) {
            assertThat(execute("ps", "--json", target.pid())).isZero();
            assertThat(json().get("pid").asText()).isEqualTo(target.pid());
        }
        assertThat(lines()).hasSize(1);
        JsonNode loop = json().get("loops").get(0);
        assertThat(loop.get("name").asText()).isEqualTo("asyncio4j-loop-1");
        assertThat(loop.get("consistent").asBoolean()).isTrue();
        assertThat(loop.get("statistics").get("tasksAlive").asInt()).isEqualTo(3);
        JsonNode left = loop.get("tasks").get(1);
        assertThat(left.get("name").asText()).isEqualTo("left");
        assertThat(left.get("state").asText()).isEqualTo("waiting");
        assertThat(left.get("stack").get(0).asText()).startsWith("TargetPrograms.fetch(TargetPrograms.java:");
        assertThat(left.get("awaitedBy").toString()).isEqualTo("[1]");
        assertThat(loop.get("cycles").isEmpty()).isTrue();
    }

    @Test
    void limit_showsTheOldest_andCountsTheOthers() throws Exception {
        try (var target = Target.start("waits", CARRIED)) {
            assertThat(execute("ps", "--limit", "1", target.pid())).isZero();
        }
        assertThat(lines()).hasSize(5).last().isEqualTo("... and 2 more tasks; --limit shows more");
    }

    @Test
    void limitOfZero_showsTheLoopAlone() throws Exception {
        try (var target = Target.start("waits", CARRIED)) {
            assertThat(execute("ps", "--limit", "0", target.pid())).isZero();
        }
        assertThat(lines()).hasSize(2).last().isEqualTo("... and 3 more tasks; --limit shows more");
    }

    @Test
    void ofAMillionTasks_aThousandAreShown_andTheOthersCounted(@TempDir Path folder) throws Exception {
        try (var target = Target.start("a million", CARRIED)) {
            assertThat(execute("ps", target.pid())).isZero();
            assertThat(lines()).filteredOn(line -> line.contains("TargetPrograms.aMillion.")).hasSize(1_000);
            assertThat(lines()).last().isEqualTo("... and 999001 more tasks; --limit shows more");
            assertThat(lines().getFirst()).contains(": tasks 1000001 (created 1000001), ready 0,");
            out.getBuffer().setLength(0);
            assertThat(execute("pstree", target.pid(), "--limit", "10")).isZero();
            assertThat(lines()).last().isEqualTo("... and 999991 more tasks; --limit shows more");
            Path page = folder.resolve("out.html");
            assertThat(execute("trace", target.pid(), "--seconds", "0.2", "-o", page.toString()))
                    .as("status, after %s", err).isZero();
            assertThat(lines()).contains("  note: There are 10,000 tasks or more: of those that did nothing"
                    + " meanwhile the oldest are shown.");
            assertThat(Files.size(page)).isLessThan(20_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CARRIED, PORTABLE})
    void tasksThatWaitForEachOther_areNamed_andTheStatusSaysSo(String threads) throws Exception {
        try (var target = Target.start("cycle", threads)) {
            assertThat(execute("pstree", target.pid())).isEqualTo(1);
            assertThat(lines()).element(1).asString().startsWith("cycle: ").contains("chicken #2", "egg #3");
            assertThat(err.toString())
                    .isEqualToIgnoringNewLines("asyncio4j: tasks of loop asyncio4j-loop-1 wait for"
                            + " each other in a cycle, and will not end by themselves");
            assertThat(execute("ps", target.pid())).isZero();
        }
    }

    // INT-14
    @ParameterizedTest
    @ValueSource(strings = {CARRIED, PORTABLE})
    void tasksThatWaitForEachOthersLocks_areNamed(String threads) throws Exception {
        try (var target = Target.start("deadlock", threads)) {
            assertThat(execute("ps", target.pid())).isZero();
            assertThat(lines()).element(1).asString().isEqualTo(
                    "cycle: reader #4 (Lock 'b' held by Task 'writer') -> writer #5 (Lock 'a' held by Task 'reader')"
                            + " -> reader #4 (Lock 'b' held by Task 'writer')");
            assertThat(lines()).anyMatch(
                    line -> line.matches(
                            "4 +reader +waiting +Lock 'b' held by Task 'writer' +TargetPrograms.takeBoth.*"));
            out.getBuffer().setLength(0);
            assertThat(execute("pstree", "--json", target.pid())).isEqualTo(1);
            JsonNode cycle = json().get("loops").get(0).get("waitCycles").get(0).get("members");
            assertThat(cycle.findValuesAsText("name")).containsExactly("reader", "writer");
            assertThat(cycle.get(0).get("stack").get(0).asText()).startsWith("TargetPrograms.takeBoth(");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CARRIED, PORTABLE})
    void ended_showsHowTasksEnded_andTheirTimesIfMeasured(String threads) throws Exception {
        try (var target = Target.start("deadlock", threads)) {
            assertThat(execute("ps", "--ended", "--measure", target.pid())).isZero();
            assertThat(lines())
                    .anyMatch(
                            line -> line
                                    .matches("ended id +task name +coroutine +ended with +cancelled by.*"))
                    .anyMatch(line -> line
                            .matches(
                                    "2 +failed +TargetPrograms.<lambda>\\(\\) +IllegalStateException: wrong +-.*"))
                    .anyMatch(line -> line
                            .matches(
                                    "3 +late +TargetPrograms.<lambda>\\(\\) +cancelled +Task 'Task-1': too late.*"))
                    .anyMatch(line -> line.matches("\\d+ +short +TargetPrograms.<lambda>\\(\\) +value +-.*"));
            JsonNode measured;
            do {
                out.getBuffer().setLength(0);
                assertThat(execute("ps", "--ended", "--json", target.pid())).isZero();
                measured = json().get("loops").get(0).get("ended").get(0);
            } while (measured.get("steps").isNull());
            assertThat(measured.get("name").asText()).isEqualTo("short");
            assertThat(measured.get("steps").asInt()).isEqualTo(2);
            assertThat(measured.get("livedMillis").asDouble()).isGreaterThanOrEqualTo(5);
            out.getBuffer().setLength(0);
            assertThat(execute("ps", "--ended", "--no-measure", target.pid())).isZero();
            assertThat(lines()).anyMatch(line -> line.matches("ended id .* lived +ran +steps"))
                    .anyMatch(line -> line.matches("\\d+ +short .* [\\d.]+ ms +[\\d.]+ ms +2"));
        }
    }

    @Test
    void measure_isForTheLoopThatIsNamed() throws Exception {
        try (var target = Target.start("two loops", CARRIED);
                var jvm = TargetJvm.attach(Long.parseLong(target.pid()))) {
            assertThat(execute("ps", "--measure", "--loop", "second", target.pid())).isZero();
            assertThat(jvm.each(null, EventLoopMXBean::isMeasuring)).containsExactly(false, true);
            assertThat(execute("ps", "--measure", target.pid())).isZero();
            assertThat(jvm.each(null, EventLoopMXBean::isMeasuring)).containsExactly(true, true);
            assertThat(execute("ps", "--no-measure", "--loop", "first", target.pid())).isZero();
            assertThat(jvm.each(null, EventLoopMXBean::isMeasuring)).containsExactly(false, true);
        }
    }

    /** A loop that is held, and whose tasks have names that are made to hurt who looks. */
    @ParameterizedTest
    @CsvSource({"ps, " + CARRIED, "pstree, " + PORTABLE})
    void hostileNames_areCutAndMarked(String command, String threads) throws Exception {
        try (var target = Target.start("hostile names", threads, "-Xmx512m")) {
            assertThat(execute(command, "--ended", target.pid())).isZero();
        }
        assertThat(lines().get(1))
                .startsWith("It is held by <Task pending name='culprit<U+202E>left<U+202E>rightnn");
        assertThat(lines()).filteredOn(line -> line.contains("left<U+202E>rightnnn")).hasSizeGreaterThan(100);
        assertThat(out.toString()).doesNotContain("\u202e").hasSizeLessThan(200_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {CARRIED, PORTABLE})
    void severalLoops_areShownInTurn_orOneOfThem(String threads) throws Exception {
        try (var target = Target.start("two loops", threads)) {
            assertThat(execute("ps", target.pid())).isZero();
            assertThat(
                    lines().stream().filter(line -> line.startsWith("loop ")).map(line -> line.split(" ")[1]))
                    .containsExactly("first", "second");
            assertThat(lines()
                    .get(lines().indexOf(lines().stream().filter(line -> line.startsWith("loop second"))
                            .findFirst().orElseThrow()) - 1))
                    .as("what is between them").isEmpty();
            out.getBuffer().setLength(0);
            assertThat(execute("ps", "--loop", "second", target.pid())).isZero();
            assertThat(out.toString()).startsWith("loop second ").doesNotContain("first");
            assertThat(execute("ps", "--loop", "third", target.pid())).isEqualTo(3);
            assertThat(err.toString()).isEqualToIgnoringNewLines(
                    "asyncio4j: process " + target.pid() + " runs no loop that is called third now");
        }
    }

    /** Where the class path has no asyncio4j, the library notices by itself that a tool is there. */
    @ParameterizedTest
    @ValueSource(strings = {CARRIED, PORTABLE})
    void aLibraryInAnotherClassLoader_isFound(String threads) throws Exception {
        try (var target = Target.start("other class loader", threads)) {
            assertThat(execute("ps", target.pid())).isZero();
        }
        assertThat(out.toString()).contains("left", "right");
    }

    @ParameterizedTest
    @ValueSource(strings = {CARRIED, PORTABLE})
    void watch_goesOnUntilTheProcessEnds(String threads) throws Exception {
        try (var target = Target.start("waits", threads)) {
            var watch = CompletableFuture
                    .supplyAsync(() -> execute("ps", "--watch=0.01", "--json", target.pid()));
            while (out.toString().lines().count() < 3) {
                assertThat(watch.isDone()).as("has ended, saying %s", err).isFalse();
                LockSupport.parkNanos(Target.BETWEEN_LOOKS);
            }
            target.end();
            assertThat(watch.get(40, TimeUnit.SECONDS)).isZero();
            assertThat(err.toString())
                    .isEqualToIgnoringNewLines("asyncio4j: process " + target.pid() + " has ended");
        }
        for (String line : lines()) {
            assertThat(new ObjectMapper().readTree(line).get("loops")).hasSize(1);
        }
    }

    /** It may run another one. */
    @ParameterizedTest
    @ValueSource(strings = {CARRIED, PORTABLE})
    void watch_ofAProcessWhoseLoopIsOver_saysSo_andGoesOn(String threads) throws Exception {
        try (var target = Target.start("loop is over", threads)) {
            var watch = CompletableFuture.supplyAsync(() -> execute("ps", "--watch=0.01", target.pid()));
            while (out.toString().lines().count() < 4) {
                assertThat(watch.isDone()).as("has ended, saying %s", err).isFalse();
                LockSupport.parkNanos(Target.BETWEEN_LOOKS);
            }
            target.end();
            assertThat(watch.get(40, TimeUnit.SECONDS)).isZero();
            String line = "process " + target.pid() + " runs no loop now";
            assertThat(lines()).startsWith(line, "", line, "");
        }
    }

    /** As {@code ps --watch PID | head} does. */
    @ParameterizedTest
    @ValueSource(strings = {CARRIED, PORTABLE})
    void watch_endsQuietly_whenNobodyReadsItAnyLonger(String threads) throws Exception {
        try (var target = Target.start("waits", threads)) {
            Process watch = ToolJvm.of(List.of(), "ps", target.pid(), "--watch=0.01").start();
            try {
                try (var lines = watch.inputReader()) {
                    assertThat(lines.readLine()).startsWith("loop asyncio4j-loop-1 ");
                }
                assertThat(watch.waitFor(40, TimeUnit.SECONDS)).as("has ended").isTrue();
                assertThat(watch.errorReader().lines()).isEmpty();
                assertThat(watch.exitValue()).isZero();
            } finally {
                watch.destroyForcibly().waitFor();
            }
        }
    }

    /** What a process calls itself, and its loop, is nothing that may speak to the terminal of who looks. */
    @Test
    void whatAProcessSaysOfItself_isPrintable() throws Exception {
        try (var target = Target.start("hostile process", CARRIED)) {
            assertThat(execute("ps")).isZero();
            assertThat(lines()).anyMatch(line -> line.matches(
                    " *" + target.pid()
                            + "  1\\?\\[2J +io.asyncio4j.cli.inspect.TargetPrograms hostile process"));
            assertThat(execute("pstree", target.pid())).isEqualTo(1);
            assertThat(execute("ps", target.pid(), "--loop", "\u001b[2J")).isEqualTo(3);
        }
        assertThat(err.toString()).contains("tasks of loop loop?[2J wait for each other",
                "runs no loop that is called ?[2J now");
        assertThat(out.toString() + err).doesNotContain("\u001b");
    }

    @Test
    void withoutAProcess_thoseThatHaveRunALoopAreListed() throws Exception {
        try (var target = Target.start("waits", CARRIED); var other = Target.start("no loop")) {
            assertThat(execute("ps")).isZero();
            assertThat(lines().getFirst()).matches(" +pid +version +main");
            assertThat(lines()).anyMatch(line -> line.strip().startsWith(target.pid() + " ")
                    && line.endsWith(TargetPrograms.class.getName() + " waits"))
                    .noneMatch(line -> line.strip().startsWith(other.pid() + " "));
            out.getBuffer().setLength(0);
            assertThat(execute("pstree", "--json")).isZero();
            assertThat(json().get("jvms").findValuesAsText("pid")).contains(target.pid());
        }
    }
}
