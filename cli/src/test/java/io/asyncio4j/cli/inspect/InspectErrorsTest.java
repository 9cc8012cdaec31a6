package io.asyncio4j.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.asyncio4j.EventLoop;
import io.asyncio4j.cli.Main;
import io.asyncio4j.cli.MainLine;
import io.asyncio4j.monitor.Monitor;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Processes that cannot be looked at: one line, a status, and no harm done to them. */
class InspectErrorsTest {

    private void assertFails(int status, String message, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int result = MainLine.of(new PrintWriter(out), new PrintWriter(err)).execute(arguments);
        assertThat(err.toString()).isEqualToIgnoringNewLines("asyncio4j: " + message);
        assertThat(out.toString()).isEmpty();
        assertThat(result).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "0", "1.5", "99999999999999999999"})
    void notANumber(String text) {
        assertFails(2, "not a process id: " + text, "ps", text);
    }

    @Test
    void optionsThatMakeNoSense() {
        assertFails(2, "--watch must be more than zero and at most a day: 0.0", "ps", "--watch=0", "1");
        assertFails(2, "--limit must not be negative: -1", "pstree", "--limit=-1", "1");
        assertFails(2, "--watch must be more than zero and at most a day: 86401.0", "ps", "--watch=86401",
                "1");
        for (String option : new String[] {"--loop=x", "--watch", "--ended", "--measure", "--no-measure"}) {
            assertFails(2, "--watch, --loop, --ended and --measure need a PID", "ps", option);
        }
    }

    @Test
    void noSuchProcess() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        assertFails(1, "there is no process " + ended.pid(), "ps", Long.toString(ended.pid()));
    }

    @Test
    void itself() {
        long self = ProcessHandle.current().pid();
        assertFails(1, "process " + self + " is this very command", "ps", Long.toString(self));
    }

    /** To attach begins with SIGQUIT, which would end it. */
    @Test
    void aProcessThatIsNoJvm_isLeftAlone() throws Exception {
        Process sleeping = new ProcessBuilder("sleep", "60").start();
        try {
            String name = ProcessHandle.of(sleeping.pid()).flatMap(process -> process.info().command())
                    .map(command -> command.substring(command.lastIndexOf('/') + 1)).orElse("");
            assertFails(1, "process " + sleeping.pid() + " (" + name + ") is not a JVM", "ps",
                    Long.toString(sleeping.pid()));
            assertThat(sleeping.isAlive()).isTrue();
        } finally {
            sleeping.destroyForcibly().waitFor();
        }
    }

    @Test
    void aJvmThatRefuses() throws Exception {
        try (var target = Target.start("waits", "-XX:+DisableAttachMechanism")) {
            assertFails(1, "process " + target.pid() + " does not let tools attach: it was started with"
                    + " -XX:+DisableAttachMechanism", "ps", target.pid());
        }
    }

    @Test
    void aJvmWithoutALoop() throws Exception {
        try (var target = Target.start("no loop")) {
            assertFails(3, "process " + target.pid() + " is a JVM that has not run a loop of asyncio4j", "ps",
                    target.pid());
        }
    }

    @Test
    void aJvmWhoseLoopIsOver() throws Exception {
        try (var target = Target.start("loop is over")) {
            assertFails(3, "process " + target.pid() + " runs no loop now", "pstree", target.pid());
        }
    }

    /** Nor is it signalled: it would print the stacks of its threads when it goes on. */
    @ParameterizedTest
    @ValueSource(strings = {"ps", "pstree", "trace", "profile", "monitor"})
    void aJvmThatIsSuspended(String command) throws Exception {
        try (var target = Target.start("waits")) {
            target.suspend(true);
            assertFails(1, "process " + target.pid() + " is suspended, and answers nobody; kill -CONT "
                    + target.pid() + " lets it go on", command, target.pid());
            target.suspend(false);
            assertThat(MainLine.of(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()))
                    .execute(
                            "ps",
                            target.pid()))
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ps", "pstree", "trace", "profile"})
    void aJvmWithAnotherVersion(String command) throws Exception {
        try (var target = Target.start("other version")) {
            assertFails(1,
                    "process " + target.pid() + " has asyncio4j 0.0.9, which cannot do that; use the command"
                            + " of that version, or a later library",
                    command, target.pid());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"other form", "fewer fields"})
    void aJvmWhoseAnswersHaveAnotherForm(String program) throws Exception {
        try (var target = Target.start(program)) {
            var err = new StringWriter();
            assertThat(MainLine.of(new PrintWriter(new StringWriter()), new PrintWriter(err)).execute("ps",
                    target.pid()))
                    .isEqualTo(1);
            assertThat(err.toString()).hasLineCount(1).startsWith("asyncio4j: process " + target.pid()
                    + " has asyncio4j 0.0.9, whose answer this version cannot read: ");
        }
    }

    @Test
    void aProcessThatEndsWhileItIsAsked() throws Exception {
        try (var target = Target.start("dies when asked")) {
            assertFails(1, "process " + target.pid() + " has just ended", "ps", target.pid());
        }
    }

    /** As in a container whose first process does not care for others': the process is still listed. */
    @ParameterizedTest
    @CsvSource({"ps, dies when asked, has just ended",
        "trace, dies when watched, 'has ended meanwhile, and what was seen of it is lost'"})
    @EnabledOnOs(OS.LINUX)
    void aProcessThatEnds_andWhoseParentDoesNotNotice(String command, String program, String says)
            throws Exception {
        try (var target = Target.startNeglected(program)) {
            assertFails(1, "process " + target.pid() + " " + says, command, target.pid());
            assertThat(ProcessHandle.of(Long.parseLong(target.pid()))).isPresent();
            assertFails(1, "there is no process " + target.pid(), command, target.pid());
        }
    }

    @Test
    void aProcessOfSomebodyElse() {
        ProcessHandle first = ProcessHandle.of(1).orElseThrow();
        String owner = first.info().user().orElse("somebody else");
        boolean ours = first.info().user().equals(ProcessHandle.current().info().user());
        String command =
                first.info().command().map(path -> " (" + path.substring(path.lastIndexOf('/') + 1) + ")")
                        .orElse("");
        assertFails(1, ours ? "process 1" + command + " is not a JVM"
                : "process 1 belongs to " + owner + ", and only that user can look at it", "ps", "1");
    }

    /** Root can look at all of them, and so somebody else does here. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aJvmOfSomebodyElse(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(ProcessHandle.current().info().user().filter("root"::equals).isPresent(),
                "only root can be somebody else; then process 1 of the test above is root's");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var places = new ArrayList<String>();
        for (Class<?> type : List.of(Main.class, EventLoop.class, Monitor.class, CommandLine.class,
                ObjectMapper.class, JsonFactory.class, JsonProperty.class)) {
            Path place = folder.resolve(Integer.toString(places.size()));
            copy(Target.placeOf(type), place);
            places.add(place.toString());
        }
        try (var target = Target.start("waits")) {
            ProcessBuilder builder = ToolJvm.of(List.of(), "ps", target.pid()).directory(folder.toFile());
            List<String> words = builder.command();
            words.set(words.indexOf("-cp") + 1, String.join(File.pathSeparator, places));
            words.addAll(0, List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
            Process command = builder.start();
            assertThat(command.errorReader().lines()).containsExactly("asyncio4j: process " + target.pid()
                    + " belongs to root, and only that user can look at it");
            assertThat(command.inputReader().lines()).isEmpty();
            assertThat(command.waitFor()).isEqualTo(1);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) { // folders first
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }
}
