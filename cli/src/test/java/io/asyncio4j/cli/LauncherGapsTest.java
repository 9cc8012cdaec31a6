package io.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What "coverage" and "mutation" ask of Maven and of Java, which are fakes here that say how they were called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherGapsTest {
    private static final Path ROOT =
            Path.of(System.getProperty("asyncio4j.root", "..")).toAbsolutePath().normalize();

    private record Ended(int status, String out, String err) {}

    @TempDir private Path dir;
    private Path root;

    @BeforeEach
    void aCheckoutThatIsBuilt() throws IOException {
        root = Files.createDirectories(dir.toRealPath().resolve("checkout"));
        Files.copy(ROOT.resolve("asyncio4j"), root.resolve("asyncio4j"));
        file("core/src/main/java/io/asyncio4j/sync/Lock.java");
        file("core/src/main/java/io/asyncio4j/internal/kernel/Turns.java");
        file("core/target/jacoco.exec");
        file("core/target/pit-reports/sync/mutations.xml");
        file("jdk/bin/javac");
        Files.writeString(file("jdk/release"), "JAVA_VERSION=\"25.0.3\"\n");
        Files.writeString(file("jdk/bin/java"), "#!/bin/sh\necho java \"$@\"\nexit 3\n");
        Files.writeString(file("bin/mvn"),
                "#!/bin/sh\necho \"mvn on $JAVA_HOME:\" \"$@\"\nexit $MAVEN_STATUS\n");
    }

    private Path file(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        if (!Files.exists(file)) {
            Files.createFile(file,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        }
        return file;
    }

    private Ended script(String... arguments) throws Exception {
        return script(0, arguments);
    }

    private Ended script(int mavenStatus, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("/bin/sh", root.resolve("asyncio4j").toString()));
        command.addAll(List.of(arguments));
        var out = dir.resolve("out.txt");
        var err = dir.resolve("err.txt");
        var builder = new ProcessBuilder(command).directory(root.toFile()).redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("PATH", root.resolve("bin") + ":/usr/bin:/bin");
        builder.environment().put("ASYNCIO4J_SKIP_BUILD", "1");
        builder.environment().put("ASYNCIO4J_JAVA_HOME", root.resolve("jdk").toString());
        builder.environment().put("MAVEN_STATUS", "" + mavenStatus);
        builder.environment().remove("ASYNCIO4J_MAVEN_ARGS");
        var process = builder.start();
        process.getOutputStream().close();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(out).replace(root.toString(), "ROOT"),
                Files.readString(err));
    }

    @Test
    void coverage_testsAnew_andEndsAsTheComparisonDoes() throws Exception {
        var ended = script("coverage");
        assertThat(ended.out).isEqualTo(
                """
                        mvn on ROOT/jdk: -B -ntp -P coverage,quick -DskipChecks -pl core prepare-package
                        java -cp ROOT/stress/target/asyncio4j-stress.jar io.asyncio4j.stress.gaps.GapsCommand coverage \
                        --report ROOT/core/target/site/jacoco/jacoco.xml --tolerate 0 --rooms io/asyncio4j/internal/kernel,\
                        io/asyncio4j/internal/queue,io/asyncio4j/internal/handle,io/asyncio4j/internal/body,\
                        io/asyncio4j/internal/thread,io/asyncio4j/internal/combine,io/asyncio4j/internal/bridge,\
                        io/asyncio4j/internal/sync,io/asyncio4j/sync \
                        --list ROOT/core/coverage-gaps.txt --sources ROOT/core/src/main/java
                        """);
        assertThat(ended.status).isEqualTo(3);
        assertThat(root.resolve("core/target/jacoco.exec")).as("what an older run has run").doesNotExist();
    }

    @Test
    void coverageWithoutTests_takesTheReportAsItIs() throws Exception {
        assertThat(script("coverage", "--no-tests").out).startsWith("java -cp").contains("--tolerate 0")
                .doesNotContain("mvn");
        assertThat(script("coverage", "--no-tests", "--tolerate", "7").out).contains("--tolerate 7");
        assertThat(root.resolve("core/target/jacoco.exec")).exists();
    }

    @Test
    void failedTests_endIt() throws Exception {
        var ended = script(1, "coverage");
        assertThat(ended.status).isEqualTo(1);
        assertThat(ended.out).doesNotContain("java -cp");
        assertThat(script(1, "mutation").out).doesNotContain("java -cp");
    }

    @Test
    void mutation_goesThroughTheRooms() throws Exception {
        var ended = script("mutation");
        assertThat(ended.out.lines().map(line -> line.replaceFirst("-DtargetTests=[^ ]*", "TESTS")))
                .containsExactly(
                        "mvn on ROOT/jdk: -B -ntp -P mutation,quick -DskipChecks -pl core -q test-compile",
                        mutate("io.asyncio4j.sync.*,io.asyncio4j.internal.sync.*", "sync"),
                        mutate("io.asyncio4j.internal.combine.*", "combine"),
                        mutate("io.asyncio4j.internal.kernel.*", "kernel"),
                        "java -cp ROOT/stress/target/asyncio4j-stress.jar io.asyncio4j.stress.gaps.GapsCommand mutation --report "
                                + "ROOT/core/target/pit-reports --list ROOT/core/mutation-gaps.txt --sources "
                                + "ROOT/core/src/main/java");
        assertThat(ended.status).isEqualTo(3);
        assertThat(root.resolve("core/target/pit-reports")).as("what an older run has found").doesNotExist();
    }

    private static String mutate(String classes, String room) {
        return "mvn on ROOT/jdk: -B -ntp -P mutation,quick -DskipChecks -pl core "
                + "org.pitest:pitest-maven:mutationCoverage -DtargetClasses=" + classes
                + " TESTS -DreportsDirectory=ROOT/core/target/pit-reports/" + room;
    }

    @Test
    void mutationOfSomeClasses() throws Exception {
        var ended = script("mutation", "--only", "Turns", "Lock");
        assertThat(ended.out).contains("-DtargetClasses=io.asyncio4j.sync.Lock,io.asyncio4j.sync.Lock$* ",
                "-DtargetClasses=io.asyncio4j.internal.kernel.Turns,io.asyncio4j.internal.kernel.Turns$* ")
                .doesNotContain("combine ");
    }

    @Test
    void wrongUsage_isSaid() throws Exception {
        assertUsageError("coverage takes --no-tests and --tolerate N, not --fast", "coverage", "--fast");
        assertUsageError("coverage: --tolerate needs a number of places, such as 20", "coverage",
                "--tolerate",
                "few");
        assertUsageError("mutation takes --only CLASS... or nothing, not Lock", "mutation", "Lock");
        assertUsageError("mutation: --only needs names of classes", "mutation", "--only");
        assertUsageError("mutation: there is no class Locks in kernel, combine and sync", "mutation",
                "--only", "Locks");
    }

    private void assertUsageError(String message, String... arguments) throws Exception {
        var ended = script(arguments);
        assertThat(ended.status).isEqualTo(2);
        assertThat(ended.out).isEmpty();
        assertThat(ended.err).contains(message);
    }
}
