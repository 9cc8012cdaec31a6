package io.asyncio4j.cli.inspect;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.cli.MainLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code trace} and {@code profile} of another process. */
class TraceCommandTest {

    private static final String CARRIED = Target.CARRIED;
    private static final String PORTABLE = Target.PORTABLE;

    @TempDir private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        return MainLine.of(new PrintWriter(out), new PrintWriter(err)).execute(arguments);
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private static JsonNode data(String page) throws IOException {
        String begin = "<script type=\"application/json\" id=\"data\">";
        int at = page.indexOf(begin) + begin.length();
        return new ObjectMapper().readTree(page.substring(at, page.indexOf("</script>", at)));
    }

    @ParameterizedTest
    @ValueSource(strings = {CARRIED, PORTABLE})
    void trace_makesAPage_thatSaysWhoWakesWhom(String threads) throws Exception {
        try (var target = Target.start("wakes", threads)) {
            assertThat(execute("trace", target.pid(), "--seconds", "1", "-o", file("out.html"), "-o",
                    file("out.json"))).as("status, after %s", err).isZero();
        }
        String kind = threads.equals(CARRIED) ? "carried" : "portable";
        assertThat(out.toString().lines()).first().asString()
                .startsWith("loop asyncio4j-loop-1 (" + kind + "): ").contains(" events in ", "busy ");
        assertThat(out.toString()).contains("wrote " + file("out.html") + ", for any browser",
                "wrote " + file("out.json") + ", for https://ui.perfetto.dev");
        JsonNode loop = data(Files.readString(Path.of(file("out.html")))).get("loops").get(0);
        var names = new ArrayList<String>();
        loop.get("tasks").forEach(task -> names.add(task.get("name").asText()));
        assertThat(names).contains("worker", "<b>boss</b>", "busy-7");
        assertThat(wakes(loop, names)).contains("<b>boss</b> -> worker");
        assertThat(new ObjectMapper().readTree(Path.of(file("out.json")).toFile()).get("traceEvents"))
                .anyMatch(event -> event.get("ph").asText().equals("s"));
    }

    private static List<String> wakes(JsonNode loop, List<String> names) {
        JsonNode steps = loop.get("steps");
        var wakes = new ArrayList<String>();
        for (int i = 0; i < steps.get("t").size(); i++) {
            int back = steps.get("w").get(i).asInt();
            int task = steps.get("l").get(i).asInt();
            if (back > 0 && task >= 0 && steps.get("l").get(i - back).asInt() >= 0) {
                wakes.add(names.get(steps.get("l").get(i - back).asInt()) + " -> " + names.get(task));
            }
        }
        return wakes;
    }

    @ParameterizedTest
    @ValueSource(strings = {CARRIED, PORTABLE})
    void profile_findsWhereTheTimeGoes(String threads) throws Exception {
        try (var target = Target.start("wakes", threads)) {
            assertThat(execute("profile", target.pid(), "--seconds", "1", "-o", file("p.html"), "-o",
                    file("p.collapsed"))).as("status, after %s", err).isZero();
        }
        assertThat(out.toString().lines()).first().asString()
                .matches("loop asyncio4j-loop-1: [\\d,]+ samples in .* s, busy .*%, waiting .*%");
        assertThat(out.toString()).containsPattern("busy-#\n").contains("TargetPrograms.");
        assertThat(Files.readAllLines(Path.of(file("p.collapsed")))).anyMatch(
                line -> line.matches("loop asyncio4j-loop-1;busy-#;.*TargetPrograms\\..* \\d+"));
        assertThat(Files.readString(Path.of(file("p.html")))).contains("process ", "busy-#");
        assertThat(out.toString()).contains("wrote " + file("p.html") + ", a flame graph for any browser",
                "wrote " + file("p.collapsed") + ", collapsed stacks for other tools");
    }

    /** What the options say arrives over there, and when to give up if nobody comes to collect it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "trace | --memory=7 | no log of 7 MiB for 33 s",
        "trace | --loop=asyncio4j-loop-1 | no log of 32 MiB for 33 s",
        "profile | --rate=77 | no profile 77 times a second for 33 s",
        "profile | --loop=asyncio4j-loop-1 | no profile 200 times a second for 33 s",
    })
    void howItIsToBeWatched_isToldToTheProgram(String command, String option, String answer)
            throws Exception {
        try (var target = Target.start("refuses")) {
            assertThat(execute(command, target.pid(), option, "--seconds=2.5", "-o", file("out.html")))
                    .isEqualTo(1);
            assertThat(err.toString())
                    .isEqualToIgnoringNewLines("asyncio4j: process " + target.pid() + ": " + answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trace", "profile"})
    @EnabledOnOs(OS.LINUX)
    void aFullDisk_isSaid_behindWhatWasSeen(String command) throws Exception {
        try (var target = Target.start("wakes", CARRIED)) {
            assertThat(execute(command, target.pid(), "--seconds", "0.2", "-o", "/dev/full")).isEqualTo(1);
        }
        assertThat(out.toString()).startsWith("loop asyncio4j-loop-1").doesNotContain("wrote");
        assertThat(err.toString())
                .isEqualToIgnoringNewLines(
                        "asyncio4j: cannot write /dev/full: IOException: No space left on device");
    }

    /** As by Ctrl-C: what is switched on in the program does not stay on. */
    @ParameterizedTest
    @ValueSource(strings = {"trace", "profile"})
    void endedByASignal_itLeavesTheProgramAsItWas(String name) throws Exception {
        try (var target = Target.start("waits", CARRIED);
                var jvm = TargetJvm.attach(Long.parseLong(target.pid()))) {
            Process command = ToolJvm
                    .of(List.of(), name, target.pid(), "--seconds", "3600", "-o", file("out.html"))
                    .redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start();
            try {
                while (!stacksOf(command).contains("TimedWatch.await(")) {
                    assertThat(command.isAlive()).isTrue();
                }
                command.destroy();
                assertThat(command.waitFor(40, TimeUnit.SECONDS)).as("has ended").isTrue();
            } finally {
                command.destroyForcibly().waitFor();
            }
            assertThat(jvm.each(null, bean -> { // which they refuse while one is on
                bean.startFlightLog(1, 60);
                bean.startProfile(1, 60);
                return true;
            })).containsExactly(true);
        }
        assertThat(folder).isEmptyDirectory();
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private static String stacksOf(Process jvm) throws IOException {
        Process look = new ProcessBuilder(tool("jcmd"), Long.toString(jvm.pid()), "Thread.print")
                .redirectErrorStream(true).start();
        return new String(look.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The log is written by the loop; one that is held shows who holds it. */
    @ParameterizedTest
    @ValueSource(strings = {CARRIED, PORTABLE})
    void trace_ofALoopThatIsHeld_endsAllTheSame(String threads) throws Exception {
        try (var target = Target.start("computes", threads)) {
            assertThat(execute("trace", target.pid(), "--seconds", "0.5", "-o", file("out.html"))).isZero();
        }
        assertThat(out.toString()).contains("asyncio4j-loop-1", "TargetPrograms.spin(TargetPrograms.java:",
                "long-step: Task 'culprit'");
    }

    /** All of its time is the culprit's, and none that of a task that waits. */
    @ParameterizedTest
    @ValueSource(strings = {CARRIED, PORTABLE})
    void profile_ofALoopThatIsHeld_isAboutWhoHoldsIt(String threads) throws Exception {
        try (var target = Target.start("computes", threads)) {
            assertThat(execute("profile", target.pid(), "--seconds", "1", "-o", file("p.collapsed")))
                    .isZero();
        }
        assertThat(out.toString()).containsPattern("busy 100\\.0%, waiting 0\\.0%")
                .containsPattern(" 100\\.0% +\\d+  culprit\n");
        assertThat(Files.readAllLines(Path.of(file("p.collapsed")))).isNotEmpty().allMatch(line -> line
                .matches("loop asyncio4j-loop-1;culprit;.*TargetPrograms\\.spin\\(TargetPrograms.*"));
    }

    @ParameterizedTest
    @CsvSource({"trace, " + CARRIED, "trace, " + PORTABLE, "profile, " + PORTABLE})
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aLoopThatEndsMeanwhile_isSaidSoon(String command, String threads) throws Exception {
        try (var target = Target.start("ends when watched", threads)) {
            assertThat(execute(command, target.pid(), "--seconds", "3600", "-o", file("out.html")))
                    .isEqualTo(1);
            assertThat(err.toString())
                    .isEqualToIgnoringNewLines("asyncio4j: the loop of process " + target.pid()
                            + " has ended before the 3600 seconds were over, and so there is nothing of it");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"trace, " + CARRIED, "trace, " + PORTABLE, "profile, " + CARRIED, "profile, " + PORTABLE})
    void aProcessThatDiesMeanwhile_isSaid(String command, String threads) throws Exception {
        try (var target = Target.start("dies when watched", threads)) {
            assertThat(execute(command, target.pid(), "--seconds", "60", "-o", file("out.html")))
                    .isEqualTo(1);
            assertThat(err.toString())
                    .startsWith("asyncio4j: process " + target.pid() + " has ended meanwhile, and")
                    .hasLineCount(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trace", "profile"})
    void aProcessWithoutALoop_isSaid(String command) throws Exception {
        try (var target = Target.start("no loop")) {
            assertThat(execute(command, target.pid(), "-o", file("out.html"))).isEqualTo(3);
            assertThat(err.toString()).isEqualToIgnoringNewLines("asyncio4j: process " + target.pid()
                    + " is a JVM that has not run a loop of asyncio4j");
        }
        err.getBuffer().setLength(0);
        try (var target = Target.start("wakes", CARRIED)) {
            assertThat(execute(command, target.pid(), "--loop", "other", "-o", file("out.html")))
                    .isEqualTo(3);
            assertThat(err.toString()).isEqualToIgnoringNewLines(
                    "asyncio4j: process " + target.pid() + " runs no loop that is called other now");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "trace 1x | 2 | not a process id, nor a file that ends in .jfr: 1x",
        "trace 1 --seconds 0 | 2 | --seconds must be more than zero and at most 3600: 0.0",
        "trace 1 --seconds NaN | 2 | --seconds must be more than zero and at most 3600: NaN",
        "profile 1 --seconds 3601 | 2 | --seconds must be more than zero and at most 3600: 3601.0",
        "trace 1 --memory 0 | 2 | --memory must be from 1 to 1024: 0",
        "profile 1 --rate 1001 | 2 | --rate must be from 1 to 1000: 1001",
        "profile x | 2 | not a process id: x",
        "trace none.jfr -o target/a.html | 1 | there is no file none.jfr",
        "trace 1 -o /no/where/a.html | 1 | cannot write /no/where/a.html: there is no folder /no/where",
        "profile 1 -o /tmp | 1 | cannot write /tmp: it is a folder",
        "trace 999999999 -o target/a.html | 1 | there is no process 999999999",
    })
    void whatMakesNoSense_isSaidInALine(String arguments, int status, String message) {
        assertThat(execute(arguments.split(" "))).isEqualTo(status);
        assertThat(err.toString()).isEqualToIgnoringNewLines("asyncio4j: " + message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aFileThatIsNoRecording_isSaid() throws Exception {
        Path file = Files.writeString(folder.resolve("fake.jfr"), "hello");
        assertThat(execute("trace", file.toString(), "-o", file("out.html"))).isEqualTo(1);
        assertThat(err.toString()).startsWith(
                "asyncio4j: " + file + " cannot be read as a recording of Java Flight Recorder: ")
                .hasLineCount(1);
    }

    @Test
    void aRecording_isWhatIsAskedFor_ofOneOfItsLoopsIfThatIsSaid() throws Exception {
        Path file = folder.resolve("run.JFR");
        try (var recording = new Recording()) {
            recording.enable("io.asyncio4j.Task");
            recording.start();
            Asyncio.run(EventLoop.builder().name("recorded"), () -> {
                createTask(TaskOptions.named("child"), () -> sleep(Duration.ofMillis(1))).await();
            });
            recording.stop();
            recording.dump(file);
        }
        assertThat(execute("trace", file.toString(), "--loop", "recorded", "-o", file("out.html"))).isZero();
        assertThat(out.toString()).startsWith("loop recorded: ").contains("wrote " + file("out.html"));
        assertThat(data(Files.readString(Path.of(file("out.html")))).get("loops").get(0).get("tasks")
                .findValuesAsText("name")).contains("child");
        assertThat(execute("trace", file.toString(), "--loop", "other", "-o", file("out.html"))).isEqualTo(3);
        assertThat(err.toString()).isEqualToIgnoringNewLines(
                "asyncio4j: " + file + " has no events of a loop that is called other");
        Path empty = folder.resolve("empty.jfr");
        try (var recording = new Recording()) {
            recording.start();
            recording.dump(empty);
        }
        err.getBuffer().setLength(0);
        assertThat(execute("trace", empty.toString(), "-o", file("out.html"))).isEqualTo(3);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines("asyncio4j: " + empty + " has no events of asyncio4j");
    }

    @Test
    void whatIsWritten_isCalledAfterWhatIsLookedAt() {
        assertThat(CommandLine.populateCommand(new TraceCommand(), "4711").usualOutputs())
                .containsExactly(Path.of("asyncio4j-trace-4711.html"));
        assertThat(CommandLine.populateCommand(new TraceCommand(), "some/folder/run.JFR").usualOutputs())
                .containsExactly(Path.of("asyncio4j-trace-run.html"));
        assertThat(CommandLine.populateCommand(new ProfileCommand(), "4711").usualOutputs())
                .containsExactly(Path.of("asyncio4j-profile-4711.html"),
                        Path.of("asyncio4j-profile-4711.collapsed"));
    }

    @Test
    void seconds_areSaidAsPeopleDo() {
        assertThat(TimedWatch.text(1)).isEqualTo("1 second");
        assertThat(TimedWatch.text(60)).isEqualTo("60 seconds");
        assertThat(TimedWatch.text(0.5)).isEqualTo("0.5 seconds");
    }

    @Test
    void twoAtATime_areOneTooMany() throws Exception {
        try (var target = Target.start("wakes", CARRIED);
                var jvm = TargetJvm.attach(Long.parseLong(target.pid()))) {
            jvm.each(null, bean -> {
                bean.startFlightLog(1, 60);
                return true;
            });
            assertThat(execute("trace", target.pid(), "--seconds", "1", "-o", file("out.html"))).isEqualTo(1);
            assertThat(err.toString()).isEqualToIgnoringNewLines("asyncio4j: process " + target.pid()
                    + ": a flight log of asyncio4j-loop-1 is on already");
            // and the one that was on is not switched off by that
            assertThat(jvm.each(null, bean -> bean.stopFlightLog().length)).hasSize(1);
        }
    }

    /** Of those that it looks at, it switches off again what it has switched on, and nothing else. */
    @Test
    void aLoopThatSomebodyElseWatches_goesOnBeingWatched() throws Exception {
        try (var target = Target.start("two loops", PORTABLE);
                var jvm = TargetJvm.attach(Long.parseLong(target.pid()))) {
            jvm.each("second", bean -> {
                bean.startFlightLog(1, 60);
                return true;
            });
            assertThat(execute("trace", target.pid(), "--seconds", "1", "-o", file("out.html"))).isEqualTo(1);
            assertThat(err.toString()).isEqualToIgnoringNewLines(
                    "asyncio4j: process " + target.pid() + ": a flight log of second is on already");
            assertThat(jvm.each("second", bean -> bean.stopFlightLog().length)).as("it was on").hasSize(1);
            assertThat(jvm.each("first", bean -> {
                bean.startFlightLog(1, 60); // which it refuses while one is on
                return true;
            })).containsExactly(true);
        }
    }
}
