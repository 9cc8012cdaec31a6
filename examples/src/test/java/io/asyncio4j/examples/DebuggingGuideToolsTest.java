package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.inspect.LoopManagement;
import io.asyncio4j.cli.inspect.ProfileCommand;
import io.asyncio4j.cli.inspect.PsCommand;
import io.asyncio4j.cli.inspect.PstreeCommand;
import io.asyncio4j.cli.inspect.TraceCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanFeatureInfo;
import javax.management.ObjectName;
import jdk.jfr.EventType;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * What docs/debugging.md shows of ps, of pstree and of recordings is what they print. Masked are process ids, times,
 * counts of steps, the file that was run, and what the JDK may change.
 */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"carried", "portable"})
class DebuggingGuideToolsTest {
    private static final String PID = "4711"; // in the guide

    @Parameter String threads;

    @TempDir private Path dir;

    private final List<DebuggingGuide.Session> shown;

    DebuggingGuideToolsTest() throws IOException {
        shown = DebuggingGuide.sessions().filter(session -> !session.ends()).toList();
    }

    /** A program that goes on, like LookInside; closed by force. */
    private static final class Program implements AutoCloseable {
        private final Process process;
        private final BufferedReader reader;

        Program(ProcessBuilder builder) throws IOException {
            process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            reader = process.inputReader();
        }

        String pid() {
            return Long.toString(process.pid());
        }

        /** {@return what it prints up to {@code end}} */
        String printsUntil(String end) throws IOException {
            var text = new StringBuilder();
            while (text.indexOf(end) < 0) {
                int next = reader.read();
                assertThat(next).as("has ended after %s", text).isNotNegative();
                text.append((char) next);
            }
            return text.toString();
        }

        void pressEnter() throws IOException {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    private Program lookInside() throws Exception {
        return new Program(
                DebuggingGuide.java("LookInside", List.of("-Dasyncio4j.threads=" + threads))
                        .directory(dir.toFile()));
    }

    @Test
    void everySession_isTestedHere_ifItIsNotThere() {
        assertThat(shown).map(DebuggingGuide.Session::command).containsExactly(
                "$ ./asyncio4j run examples/LookInside.java",
                "$ ./asyncio4j ps",
                "$ ./asyncio4j ps 4711",
                "$ ./asyncio4j pstree 4711",
                "$ ./asyncio4j ps 4711 --ended",
                "$ ./asyncio4j ps 4711",
                "$ ./asyncio4j run examples/Troubled.java deadlock",
                "$ ./asyncio4j run examples/Troubled.java starving",
                "$ ./asyncio4j trace 4711 --seconds 2 -o look.html",
                "$ ./asyncio4j run examples/Troubled.java slow",
                "$ ./asyncio4j run examples/WatchMe.java",
                "$ ./asyncio4j trace 4711 --seconds 3 -o look.html",
                "$ ./asyncio4j profile 4711 --seconds 3 -o look.html -o look.collapsed",
                "$ jfr view --width 110 io.asyncio4j.Task run.jfr",
                "$ jfr print --events io.asyncio4j.SlowStep run.jfr");
    }

    // From outside.

    @Test
    void aProgramThatIsLookedAtFromOutside_isShownAsInTheGuide_beforeAndWhileItsLoopIsHeld()
            throws Exception {
        try (var program = lookInside()) {
            String asked = program.printsUntil("?");
            assertThat(asked.replace(program.pid(), PID)).isEqualTo(shown.get(0).output().getFirst());

            assertThat(masked(execute(new PsCommand()), program)).containsAll(masked(shown.get(1).output()));
            assertThat(masked(execute(new PsCommand(), program.pid()), program))
                    .isEqualTo(masked(shown.get(2).output()));
            assertThat(masked(execute(new PstreeCommand(), program.pid()), program))
                    .isEqualTo(masked(shown.get(3).output()));
            assertThat(masked(execute(new PsCommand(), program.pid(), "--ended"), program))
                    .isEqualTo(masked(shown.get(4).output()));

            program.pressEnter();
            program.printsUntil("converting");
            assertThat(masked(execute(new PsCommand(), program.pid()), program))
                    .isEqualTo(masked(shown.get(5).output()));
        }
    }

    private static List<String> execute(Callable<Integer> command, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int status = new CommandLine(command).setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .execute(arguments);
        assertThat(status).as(err.toString()).isZero();
        return out.toString().lines().toList();
    }

    private List<String> masked(List<String> lines, Program program) {
        return masked(lines.stream()
                .map(line -> line.replaceAll("^ *" + program.pid() + " ", "    " + PID + " ")
                        .replace("(" + threads + ")", "(carried)"))
                .toList());
    }

    private static List<String> masked(List<String> lines) {
        return lines.stream()
                .map(line -> line
                        .replaceAll("^( +" + PID + ") .* \\S*LookInside(\\.java)?$", "$1 <LookInside>")
                        .replaceAll("steps \\d+ \\(slow \\d+\\)", "steps <n>")
                        .replaceAll("\\d+\\.\\d ms", "<long>")
                        .replaceAll("Thread\\.java:\\d+", "Thread.java:<line>"))
                .toList();
    }

    // A live page.

    /** The page is made of what the commands know as well; its pictures are of this program. */
    @Test
    void theProgramForThePage_hasTheTroublesOfTheGuide() throws Exception {
        try (var program = troubled(6)) {
            awaitLine("cycle: (save|spend) .*Lock 'savings' held by Task 'spend'.*", program);
            awaitLine("\\d+ +customer-3 +waiting +Lock 'current' held by Task 'save' \\(4 wait\\) .*",
                    program);
        }
        try (var program = troubled(7)) {
            assertThat(numbersMasked(watched(new TraceCommand(), shown.get(8), program)))
                    .containsAll(numbersMasked(shown.get(8).output()));
        }
        try (var program = troubled(9)) {
            awaitLine("It is held by <Task pending name='convert' .*", program);
        }
    }

    private Program troubled(int session) throws Exception {
        var command = DebuggingGuide.RUN.matcher(shown.get(session).command().strip());
        assertThat(command.matches()).isTrue();
        var builder = DebuggingGuide.java(command.group(4), List.of("-Dasyncio4j.threads=" + threads))
                .directory(dir.toFile());
        builder.command().add(command.group(5));
        var program = new Program(builder);
        assertThat(program.printsUntil(".\n").strip().replace(program.pid(), PID))
                .isEqualTo(shown.get(session).output().getFirst());
        return program;
    }

    private static void awaitLine(String pattern, Program program) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (execute(new PsCommand(), program.pid()).stream().noneMatch(line -> line.matches(pattern))) {
            assertThat(System.nanoTime()).as("when there was no %s", pattern).isLessThan(end);
        }
    }

    // Event by event.

    @Test
    void aProgramThatIsWatched_isToldAsInTheGuide() throws Exception {
        try (var program =
                new Program(DebuggingGuide.java("WatchMe", List.of("-Dasyncio4j.threads=" + threads))
                        .directory(dir.toFile()))) {
            String says = program.printsUntil(".\n");
            assertThat(says.strip().replace(program.pid(), PID)).isEqualTo(shown.get(10).output().getFirst());
            assertThat(numbersMasked(watched(new TraceCommand(), shown.get(11), program)))
                    .containsAll(numbersMasked(shown.get(11).output()));
            assertThat(dir.resolve("look.html")).content().contains("WatchMe.convert");
            assertThat(numbersMasked(watched(new ProfileCommand(), shown.get(12), program)))
                    .containsAll(numbersMasked(shown.get(12).output()));
            assertThat(dir.resolve("look.collapsed")).content().contains(";convert;WatchMe.convert(");
        }
    }

    private List<String> watched(Callable<Integer> command, DebuggingGuide.Session session, Program program) {
        String[] words = session.command().substring("$ ./asyncio4j trace".length()).strip()
                .replaceFirst(".*?" + PID, program.pid()).replace("look.", dir + "/look.").split(" ");
        return execute(command, words).stream().map(line -> line.replace(dir + "/", "")
                .replace("(" + threads + ")", "(carried)")).toList();
    }

    private static List<String> numbersMasked(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceAll("\\d[\\d.,]*( (ns|us|ms|s)\\b)?", "<n>").replaceAll(" +", " "))
                .toList();
    }

    @Test
    void theRedFlagsOfTheGuide_areThoseThereAre() throws Exception {
        Path sources = DebuggingGuide.ROOT
                .resolve("monitor/src/main/java/io/asyncio4j/monitor/internal/timeline");
        var kinds = new TreeSet<String>();
        try (var files = Files.list(sources)) {
            for (Path file : files.toList()) {
                Pattern.compile("new Flag\\(\\s*\"([a-z-]+)\"").matcher(Files.readString(file)).results()
                        .forEach(kind -> kinds.add(kind.group(1)));
            }
        }
        assertThat(kinds).hasSize(9)
                .allSatisfy(kind -> assertThat(DebuggingGuide.text()).contains("\n| `" + kind + "` |"));
    }

    @Test
    void theFieldsOfJson_areThoseOfTheGuide() throws Exception {
        try (var program = lookInside()) {
            program.printsUntil("?");
            String json = execute(new PsCommand(), "--json", program.pid()).getFirst();
            String fields =
                    json.replaceAll("\"(statistics|tasks)\":(\\{[^}]*}|\\[\\{.*?}])(?=,\")", "\"$1\":0");
            var names = Pattern.compile("\"(\\w+)\":").matcher(fields).results().map(name -> name.group(1));
            assertThat(names).containsExactly("pid", "loops", "name", "threads", "consistent", "holder",
                    "holderStack", "lagMillis", "statistics", "tasks", "omitted", "cycles", "stalled",
                    "waitCycles", "ended")
                    .allSatisfy(name -> assertThat(sectionFromOutside()).contains("`" + name + "`"));
        }
    }

    @Test
    void theBean_hasWhatTheGuideNames() {
        var bean = Asyncio.run(EventLoop.builder().name("guide"), () -> {
            new LoopManagement();
            return ManagementFactory.getPlatformMBeanServer()
                    .getMBeanInfo(new ObjectName("io.asyncio4j:type=EventLoop,name=guide"));
        });
        var names = Stream.<MBeanFeatureInfo>concat(Arrays.stream(bean.getAttributes()),
                Arrays.stream(bean.getOperations())).map(MBeanFeatureInfo::getName);
        assertThat(names).hasSize(24)
                .allSatisfy(name -> assertThat(sectionFromOutside()).contains("`" + name + "`"));
    }

    private static String sectionFromOutside() throws IOException {
        String guide = DebuggingGuide.text();
        return guide.substring(guide.indexOf("\n## Looking into"), guide.indexOf("\n## A recording"));
    }

    // A recording.

    @Test
    void aRecording_isAsInTheGuide() throws Exception {
        var command = Pattern.compile("JDK_JAVA_OPTIONS=(\\S+) \\./asyncio4j run examples/(\\w+)\\.java\n")
                .matcher(DebuggingGuide.text()).results().findAny().orElseThrow();
        run(DebuggingGuide.java(command.group(2), List.of("-Dasyncio4j.threads=" + threads,
                "-Dasyncio4j.slowCallbackDuration=0.5", command.group(1))));

        for (var session : shown.subList(13, 15)) {
            assertThat(maskedRecord(jdkCommand(session.command().substring(2))))
                    .containsExactlyInAnyOrderElementsOf(maskedRecord(session.output()));
        }
        assertThat(maskedRecord(jdkCommand("jfr print --events 'io.asyncio4j.*' run.jfr")))
                .contains("io.asyncio4j.SlowStep {", "io.asyncio4j.Task {");
        assertThat(jdkCommand("jfr summary run.jfr"))
                .anyMatch(line -> line.matches(" io.asyncio4j.Task +5 .*"));
    }

    private static List<String> maskedRecord(List<String> lines) {
        return lines.stream().filter(line -> !line.isBlank())
                .map(line -> line.replaceAll("\\d\\d:\\d\\d:\\d\\d(\\.\\d+ \\(.*\\))?", "<time>")
                        // the columns of a table are as wide as the times in them
                        .replaceAll("^ +Task$", "Task").replaceAll("^(Start Time) +", "$1 ")
                        .replaceAll("^-[ -]+$", "<line>")
                        .replaceAll(" +\\d+(\\.\\d+)? (ms|us|ns|s)\\b", " <long>")
                        .replaceAll("eventThread = .*", "eventThread = <thread>"))
                .toList();
    }

    @Test
    void aProgramThatRuns_isRecordedByTheCommandsOfTheGuide() throws Exception {
        try (var program = lookInside()) {
            program.printsUntil("?");
            assertThat(jcmd(0, program)).contains("Started recording");
            awaitOurEvents("look.jfr", () -> assertThat(jcmd(1, program)).contains("look.jfr"));
            assertThat(settings("look.jfr")).contains("io.asyncio4j.Task#enabled=true",
                    "io.asyncio4j.Step#enabled=false", "io.asyncio4j.Task#throttle=10000/s");
            assertThat(jcmd(2, program)).contains("Stopped recording \"look\"");
        }
    }

    @Test
    void settings_areThoseThatTheGuideNames() throws Exception {
        assertThat(jcmds()).hasSize(4);
        String throttle = "+io.asyncio4j.Task#throttle=off";
        assertThat(DebuggingGuide.text()).contains("`" + throttle + "`");
        String start = jcmds().get(3).group();
        try (var program = lookInside()) {
            program.printsUntil("?");
            String named = start.replace(PID, program.pid());
            assertThat(jdkCommand(named + " " + throttle))
                    .anyMatch(line -> line.contains("Started recording"))
                    .noneMatch(line -> line.contains("Warning"));
            assertThat(jdkCommand(named.replace("+", "").replace("name=steps", "name=wrong")))
                    .anyMatch(line -> line.contains(
                            "The .jfc option/setting 'io.asyncio4j.Step#enabled' doesn't exist"));
            String dump = "jcmd " + program.pid() + " JFR.dump name=steps filename=steps.jfr";
            awaitOurEvents("steps.jfr", () -> jdkCommand(dump));
            program.pressEnter();
            program.printsUntil("converting");
            jdkCommand(dump);
        }
        assertThat(settings("steps.jfr")).contains("io.asyncio4j.Step#enabled=true",
                "io.asyncio4j.Step#threshold=1ms", "io.asyncio4j.Task#throttle=off");
        assertThat(RecordingFile.readAllEvents(dir.resolve("steps.jfr")))
                .filteredOn(event -> event.getEventType().getName().equals("io.asyncio4j.Step"))
                .allMatch(event -> event.getDuration().compareTo(Duration.ofMillis(1)) >= 0);
    }

    /** Dumps until our events are there: a program that has just started notices its first recording a bit late. */
    private void awaitOurEvents(String file, Callable<?> dump) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        do {
            dump.call();
        } while (settings(file).stream().noneMatch(setting -> setting.startsWith("io.asyncio4j."))
                && System.nanoTime() < end);
    }

    private String jcmd(int number, Program program) throws Exception {
        return String.join("\n", jdkCommand(jcmds().get(number).group().replace(PID, program.pid())));
    }

    private static List<MatchResult> jcmds() throws IOException {
        return Pattern.compile("^jcmd " + PID + " JFR\\.(\\w+) .*$", Pattern.MULTILINE)
                .matcher(String.join("", DebuggingGuide.blocks("sh"))).results().toList();
    }

    /** {@return what was switched on for our events in a recording}, as {@code Task#enabled=true} */
    private List<String> settings(String file) throws IOException {
        try (var recording = new RecordingFile(dir.resolve(file))) {
            var names = recording.readEventTypes().stream()
                    .collect(Collectors.toMap(EventType::getId, EventType::getName));
            var settings = new ArrayList<String>();
            while (recording.hasMoreEvents()) {
                var event = recording.readEvent();
                if (event.getEventType().getName().equals("jdk.ActiveSetting")) {
                    settings.add(names.get(event.getLong("id")) + "#" + event.getString("name") + "="
                            + event.getString("value").replace(" ", ""));
                }
            }
            return settings;
        }
    }

    private List<String> jdkCommand(String line) throws Exception {
        var command = new ArrayList<>(List.of(line.replace("'", "").split(" ")));
        command.set(0, DebuggingGuide.tool(command.getFirst()));
        return run(DebuggingGuide.process(command));
    }

    /** Runs it in the folder of this test, to its end. */
    private List<String> run(ProcessBuilder builder) throws Exception {
        Path output = dir.resolve("output.txt");
        var process =
                builder.directory(dir.toFile()).redirectErrorStream(true).redirectOutput(output.toFile())
                        .start();
        process.getOutputStream().close();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        var lines = Files.readAllLines(output);
        assertThat(process.exitValue()).as("%s: %s", builder.command(), lines).isZero();
        return lines;
    }
}
