package io.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher script, against fake JDKs: folders with a {@code release} file and a {@code java} that prints
 * its own folder and its arguments. Nothing is built.
 */
@DisabledOnOs(OS.WINDOWS)
class LauncherScriptTest {
    private static final Path ROOT =
            Path.of(System.getProperty("asyncio4j.root", "..")).toAbsolutePath().normalize();

    private record Ended(int status, String out, String err) {}

    @TempDir private Path dir;

    private final Map<String, String> environment = new HashMap<>();
    private Path work;

    @BeforeEach
    void emptyMachine() throws IOException {
        dir = dir.toRealPath();
        work = Files.createDirectories(dir.resolve("work"));
        environment.put("HOME", Files.createDirectories(dir.resolve("home")).toString());
        environment.put("PATH", tools().toString());
        environment.put("ASYNCIO4J_SKIP_BUILD", "1");
        environment.put("ASYNCIO4J_JDK_FOLDERS", dir.resolve("none") + "/*");
    }

    @Test
    void noJdk_saysWhatToInstall() throws Exception {
        var ended = script("--version");

        assertThat(ended.status).isEqualTo(1);
        assertThat(ended.out).isEmpty();
        assertThat(ended.err)
                .contains("no JDK 25 or later found")
                .contains("https://adoptium.net")
                .contains("JAVA_HOME");
    }

    @Test
    void checkoutInAFolderWithAColon_isRefused_forNoClassPathCanNameIt() throws Exception {
        environment.put("JAVA_HOME", jdk("a", "25.0.1").toString());
        Path folder = Files.createDirectories(dir.resolve("12:30"));
        Path copy = Files.copy(ROOT.resolve("asyncio4j"), folder.resolve("asyncio4j"),
                StandardCopyOption.COPY_ATTRIBUTES);

        var ended = start(copy.toString(), "--version");

        assertThat(ended.status).isEqualTo(1);
        assertThat(ended.out).isEmpty();
        assertThat(ended.err).isEqualTo(
                """
                        asyncio4j: this checkout lies in a folder with a colon in its name, which no class path of Java's can name: %s
                          Move the checkout, or rename that folder.
                        """
                        .formatted(folder));
    }

    @Test
    void ownVariable_goesBeforeJavaHome() throws Exception {
        environment.put("JAVA_HOME", jdk("a", "25.0.1").toString());
        environment.put("ASYNCIO4J_JAVA_HOME", jdk("b", "26").toString());

        assertThat(script("--version").out).startsWith("java of b\n");
    }

    @Test
    void ownVariableThatDoesNotSuit_isAnError() throws Exception {
        environment.put("JAVA_HOME", jdk("a", "25.0.1").toString());
        environment.put("ASYNCIO4J_JAVA_HOME", jdk("b", "21.0.2").toString());

        var ended = script("--version");

        assertThat(ended.status).isEqualTo(1);
        assertThat(ended.err).contains("ASYNCIO4J_JAVA_HOME is not a JDK 25 or later");
    }

    @Test
    void javaHomeThatIsTooOld_isPassedOver() throws Exception {
        environment.put("JAVA_HOME", jdk("old", "17.0.15").toString());
        environment.put("PATH", environment.get("PATH") + ":" + jdk("new", "25.0.3").resolve("bin"));

        assertThat(script("--version").out).startsWith("java of new\n");
    }

    @Test
    void javaOnThePath_isFollowedThroughItsLinks() throws Exception {
        var java = jdk("linked", "25").resolve("bin/java");
        var between = Files.createSymbolicLink(dir.resolve("alternative"), java);
        Files.createSymbolicLink(tools().resolve("java"), between);

        assertThat(script("--version").out).startsWith("java of linked\n");
    }

    @Test
    void installFolders_areSearchedByVersion() throws Exception {
        jdk("jvm/a8", "1.8.0_402");
        jdk("jvm/b21", "21.0.2");
        jdk("jvm/c26", "26-ea");
        environment.put("ASYNCIO4J_JDK_FOLDERS", dir.resolve("jvm") + "/*");

        assertThat(script("--version").out).startsWith("java of c26\n");
    }

    @Test
    void runtimeWithoutCompiler_isPassedOver() throws Exception {
        var jre = jdk("jre", "25");
        Files.delete(jre.resolve("bin/javac"));
        environment.put("JAVA_HOME", jre.toString());

        assertThat(script("--version").status).isEqualTo(1);
    }

    @Test
    void run_startsTheLauncherInTheUsersFolder() throws Exception {
        someJdk();
        Files.writeString(work.resolve("Prog.java"), "void main() {}");

        var ended = script("run", "Prog.java", "one two", "", "--virtual-time");

        assertThat(ended.out.lines()).containsExactly(
                "java of jdk",
                "in " + work,
                "<--add-opens>",
                "<java.base/java.lang=ALL-UNNAMED>",
                "<-cp>",
                "<" + ROOT + "/core/target/asyncio4j-core.jar:" + ROOT + "/net/target/asyncio4j-net.jar:"
                        + ROOT + "/core/target/lib/jspecify.jar:" + ROOT
                        + "/offload/target/asyncio4j-offload.jar:"
                        + ROOT + "/cli/target/asyncio4j-launch.jar>",
                "<--add-exports=jdk.compiler/com.sun.tools.javac.launcher=ALL-UNNAMED>",
                "<io.asyncio4j.cli.launch.Launch>",
                "<" + ROOT + "/target/starts/programs>",
                "<Prog.java>",
                "<one two>",
                "<>",
                "<--virtual-time>");
    }

    @Test
    void run_withOptionsInTheEnvironment_leavesAllToTheJdksLauncher() throws Exception {
        someJdk();
        Files.writeString(work.resolve("Prog.java"), "void main() {}");
        for (var name : List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS",
                "ASYNCIO4J_NO_CACHE")) {
            environment.put(name, "--enable-preview");

            assertThat(script("run", "--virtual-time", "Prog.java", "x").out).endsWith(
                    """
                            <-cp>
                            <%1$s/core/target/asyncio4j-core.jar:%1$s/net/target/asyncio4j-net.jar:%1$s/core/target/lib/jspecify.jar:%1$s/offload/target/asyncio4j-offload.jar>
                            <-Dasyncio4j.clock=virtual>
                            <Prog.java>
                            <x>
                            """
                            .formatted(ROOT));

            environment.remove(name);
        }
    }

    @Test
    void run_optionsBecomeSystemProperties() throws Exception {
        someJdk();
        Files.writeString(work.resolve("Prog.java"), "void main() {}");

        assertThat(script("run", "--virtual-time", "--threads", "portable", "--", "Prog.java", "--").out)
                .endsWith("""
                        <-Dasyncio4j.clock=virtual>
                        <-Dasyncio4j.threads=portable>
                        <io.asyncio4j.cli.launch.Launch>
                        <%s/target/starts/programs>
                        <Prog.java>
                        <-->
                        """.formatted(ROOT));
        assertThat(script("run", "--threads=carried", "Prog.java").out).endsWith("""
                <-Dasyncio4j.threads=carried>
                <io.asyncio4j.cli.launch.Launch>
                <%s/target/starts/programs>
                <Prog.java>
                """.formatted(ROOT));
    }

    @Test
    void run_seed_simulates_withTheTestKitOnTheClassPath() throws Exception {
        someJdk();
        Files.writeString(work.resolve("Prog.java"), "void main() {}");

        for (var option : List.of(List.of("--seed", "0x2a"), List.of("--seed=0x2a"))) {
            var arguments = new ArrayList<>(List.of("run"));
            arguments.addAll(option);
            arguments.addAll(List.of("Prog.java", "x"));
            assertThat(script(arguments.toArray(String[]::new)).out)
                    .contains("/offload/target/asyncio4j-offload.jar:" + ROOT
                            + "/testkit/target/asyncio4j-testkit.jar")
                    .endsWith("""
                            <-Dasyncio4j.simulate=0x2a>
                            <io.asyncio4j.cli.launch.Launch>
                            <%s/target/starts/programs>
                            <Prog.java>
                            <x>
                            """.formatted(ROOT));
        }
        assertUsageError("--seed must be a number", "run", "--seed", "many", "Prog.java");
        assertUsageError("--seed must be a number", "run", "--seed=", "Prog.java");
        assertUsageError("--seed needs a value", "run", "--seed");
    }

    @Test
    void run_fileWithOddName() throws Exception {
        someJdk();
        Files.writeString(work.resolve("-Prog.java"), "void main() {}");
        Files.writeString(work.resolve("prog"), "void main() {}");

        assertThat(script("run", "--", "-Prog.java").out).endsWith("<./-Prog.java>\n");
        assertThat(script("run", "prog").out).endsWith("<--source>\n<25>\n<prog>\n");
    }

    @Test
    void run_exitStatusAndInputAreThePrograms() throws Exception {
        someJdk();
        Files.writeString(work.resolve("Prog.java"), "void main() {}");
        environment.put("FAKE_STATUS", "42");

        assertThat(script("run", "Prog.java").status).isEqualTo(42);
    }

    @Test
    void run_usageErrors() throws Exception {
        someJdk();
        Files.writeString(work.resolve("Prog.java"), "void main() {}");

        assertUsageError("run needs a FILE.java", "run");
        assertUsageError("no such file: Missing.java", "run", "Missing.java");
        assertUsageError("unknown option: --fast", "run", "--fast", "Prog.java");
        assertUsageError("--threads needs a value", "run", "--threads");
        assertUsageError("--threads must be carried or portable", "run", "--threads", "green", "Prog.java");
        assertUsageError("--threads must be carried or portable", "run", "--threads=", "Prog.java");
    }

    @Test
    void otherCommands_goToTheJar() throws Exception {
        someJdk();

        assertThat(script("repl", "-x").out).endsWith("""
                <-Dasyncio4j.root=%1$s>
                <-jar>
                <%1$s/cli/target/asyncio4j.jar>
                <repl>
                <-x>
                """.formatted(ROOT));
        assertThat(script("run", "--help").out).endsWith("<run>\n<--help>\n");
        assertThat(script("test", "--help").out).endsWith("<test>\n<--help>\n");
        assertThat(script().out).endsWith("asyncio4j.jar>\n");
    }

    @Test
    void conformance_hasAJarOfItsOwn_andIsToldWhereItsScenariosAre() throws Exception {
        environment.put("JAVA_HOME", jdk("a", "25.0.1").toString());

        assertThat(script("conformance", "fuzz", "--seed", "3").out)
                .contains("<" + ROOT + "/conformance/target/asyncio4j-conformance.jar>")
                .endsWith("<--folder>\n<%s/conformance>\n<fuzz>\n<--seed>\n<3>\n".formatted(ROOT));
    }

    @Test
    void bench_hasAJarOfItsOwn_andIsToldWhereTheDocumentsAre() throws Exception {
        someJdk();

        assertThat(script("bench", "--only", "switch").out).endsWith("""
                <--sun-misc-unsafe-memory-access=allow>
                <--enable-native-access=ALL-UNNAMED>
                <-cp>
                <%s/benchmarks/target/benchmarks.jar>
                <io.asyncio4j.benchmarks.report.BenchCommand>
                <--folder>
                <%s/docs>
                <--only>
                <switch>
                """.formatted(ROOT, ROOT));
    }

    @Test
    void calledThroughALink_findsItsFolder() throws Exception {
        someJdk();
        var link = Files.createSymbolicLink(dir.resolve("aio"), ROOT.resolve("asyncio4j"));

        assertThat(start(link.toString(), "x").out).contains("<" + ROOT + "/cli/target/asyncio4j.jar>");
    }

    @Test
    void test_runsMavenAtTheRoot() throws Exception {
        someJdk();
        executable(tools().resolve("mvn"), """
                #!/bin/sh
                echo "mvn with $JAVA_HOME in $(pwd)" "$@"
                """);

        assertThat(script("test", "-Dx=y").out)
                .isEqualTo("mvn with " + dir + "/jdk in " + ROOT + " -B -ntp verify -Dx=y\n");
    }

    @Test
    void withoutMaven_saysSo() throws Exception {
        someJdk();

        var ended = script("test");

        assertThat(ended.status).isEqualTo(1);
        assertThat(ended.err).contains("Maven (mvn) is not on the PATH");
    }

    private void assertUsageError(String message, String... arguments) throws Exception {
        var ended = script(arguments);
        assertThat(ended.status).isEqualTo(2);
        assertThat(ended.out).isEmpty();
        assertThat(ended.err).contains(message).contains("usage: asyncio4j run");
    }

    private void someJdk() throws IOException {
        environment.put("JAVA_HOME", jdk("jdk", "25.0.3").toString());
    }

    private Path jdk(String name, String version) throws IOException {
        var home = dir.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"),
                "IMPLEMENTOR=\"Fake\"\nJAVA_VERSION=\"" + version + "\"\n");
        executable(home.resolve("bin/java"), """
                #!/bin/sh
                echo "java of %s"
                echo "in $(pwd)"
                for argument; do echo "<$argument>"; done
                exit "${FAKE_STATUS:-0}"
                """.formatted(home.getFileName()));
        executable(home.resolve("bin/javac"), "#!/bin/sh\n");
        return home;
    }

    /** A folder with the few system tools that the script needs, and no Java and no Maven. */
    private Path tools() throws IOException {
        var tools = dir.resolve("tools");
        if (Files.exists(tools)) return tools;
        Files.createDirectories(tools);
        for (var name : List.of("sh", "readlink", "find", "mkdir", "rm", "cat", "sleep")) {
            for (var folder : List.of("/bin", "/usr/bin")) {
                var tool = Path.of(folder, name);
                if (Files.exists(tool) && !Files.exists(tools.resolve(name))) {
                    Files.createSymbolicLink(tools.resolve(name), tool);
                }
            }
        }
        return tools;
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Ended script(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(ROOT.resolve("asyncio4j").toString()));
        command.addAll(List.of(arguments));
        return start(command.toArray(String[]::new));
    }

    private Ended start(String... command) throws Exception {
        var out = dir.resolve("out.txt");
        var err = dir.resolve("err.txt");
        var builder = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
