package io.asyncio4j.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.cli.Main;
import io.asyncio4j.cli.MainLine;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    @TempDir private Path dir;

    private final StringWriter out = new StringWriter();

    @Test
    void says_whatIsThereAndWhatItGives() {
        assertThat(execute("doctor")).isZero();

        assertThat(out.toString().lines().filter(line -> !line.startsWith(" ")))
                .anyMatch(
                        line -> line.startsWith("ok  JDK") && line.contains(System.getProperty("java.home")))
                .anyMatch(line -> line.startsWith("ok  Flag") && line.contains("open"))
                .anyMatch(line -> line.startsWith("ok  Threads") && line.contains("carried"))
                .anyMatch(line -> line.matches("(ok|-)  +Maven .*"))
                .anyMatch(line -> line.matches("(ok|-)  +Python .*"));
        assertThat(out.toString()).contains("for: port,");
    }

    /** The status tells a script, too. */
    @Test
    void withoutTheFlag_itSaysHowToGetIt_andTheStatusIs1() throws Exception {
        var builder =
                new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                        System.getProperty("java.class.path"), Main.class.getName(), "doctor")
                        .redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        builder.environment().put("PATH", dir.toString());
        Process doctor = builder.start();
        List<String> lines;
        try (var reader = doctor.inputReader()) {
            lines = reader.readAllLines();
        }
        assertThat(doctor.waitFor()).isEqualTo(1);
        assertThat(lines).contains("-   Flag     start Java with --add-opens java.base/java.lang=ALL-UNNAMED",
                "-   Maven    not on the PATH", "-   Browser  not on the PATH")
                .anyMatch(line -> line.startsWith("-   Threads  portable: "));
    }

    @Test
    void jdk_printsTheFolderAlone() {
        assertThat(execute("doctor", "--jdk")).isZero();
        assertThat(out.toString().strip()).isEqualTo(System.getProperty("java.home"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aTool_isTheFirstOfItsNamesOnThePath_andTellsItsVersion() throws IOException {
        var first = Files.createDirectory(dir.resolve("first"));
        var second = Files.createDirectory(dir.resolve("second"));
        Files.writeString(first.resolve("other"), "not executable");
        executable(first.resolve("thing-1"), "echo 'a warning of 3 words'; echo 'Thing 1.2.3'");
        executable(second.resolve("other"), "exit 3");
        var path = String.join(File.pathSeparator, first.toString(), second.toString());

        var thing = new Tool("Thing", List.of("thing", "thing-1"), List.of("--version"), "");
        assertThat(thing.find(path)).isEqualTo(first.resolve("thing-1"));
        assertThat(thing.version(first.resolve("thing-1"))).isEqualTo("Thing 1.2.3");

        var other = new Tool("Other", List.of("other"), List.of("-v"), "");
        assertThat(other.find(path)).isEqualTo(second.resolve("other"));
        assertThat(other.version(second.resolve("other"))).isEqualTo("does not start");
        assertThat(Tool.isThere("Thing 1.2.3")).isTrue();
        assertThat(Tool.isThere(other.version(second.resolve("other")))).as("a client without its server")
                .isFalse();
        assertThat(new Tool("None", List.of("none"), List.of(), "").find(path)).isNull();
    }

    private static void executable(Path file, String command) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + command + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private int execute(String... arguments) {
        return MainLine.of(new PrintWriter(out), new PrintWriter(new StringWriter())).execute(arguments);
    }
}
