package io.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher script says at a terminal while Maven works, with an estimate, and that a log has nothing of it. */
@DisabledOnOs(OS.WINDOWS)
class LauncherProgressTest {
    private static final Path ROOT =
            Path.of(System.getProperty("asyncio4j.root", "..")).toAbsolutePath().normalize();
    private static final String MAVEN = """
            #!/bin/sh
            echo "[INFO] Building asyncio4j core 0.1.0-SNAPSHOT                     [2/13]"
            echo "[INFO] Building asyncio4j net 0.1.0-SNAPSHOT                      [3/13]"
            exit $MAVEN_STATUS
            """;

    private record Ended(int status, String output) {}

    @TempDir private Path dir;
    private Path root;

    @BeforeAll
    static void python() throws InterruptedException {
        ReplTerminalTest.python();
    }

    @BeforeEach
    void aCheckout() throws IOException {
        root = Files.createDirectories(dir.toRealPath().resolve("checkout"));
        Files.copy(ROOT.resolve("asyncio4j"), root.resolve("asyncio4j"));
        Files.createDirectories(root.resolve("target"));
        program("jdk/bin/javac", "#!/bin/sh\n");
        Files.writeString(root.resolve("jdk/release"), "JAVA_VERSION=\"25.0.3\"\n");
        program("jdk/bin/java", "#!/bin/sh\necho java \"$@\"\n");
        program("bin/mvn", MAVEN);
    }

    private void program(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path took(String what) {
        return root.resolve("target/asyncio4j-" + what + ".seconds");
    }

    private Ended script(boolean atTerminal, int mavenStatus, String... arguments) throws Exception {
        var command = new ArrayList<String>();
        if (atTerminal) {
            command.addAll(List.of(ReplTerminalTest.PYTHON, "-c", ReplTerminalTest.TERMINAL));
        }
        command.addAll(List.of("/bin/sh", root.resolve("asyncio4j").toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
        var path = builder.environment().get("PATH");
        builder.environment().put("PATH", root.resolve("bin") + ":" + path);
        builder.environment().put("ASYNCIO4J_JAVA_HOME", root.resolve("jdk").toString());
        builder.environment().put("MAVEN_STATUS", "" + mavenStatus);
        builder.environment().keySet().removeAll(List.of("ASYNCIO4J_MAVEN_ARGS", "ASYNCIO4J_SKIP_BUILD"));
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output.replace("\r\n", "\n"));
    }

    @Test
    void test_atATerminal_saysAtEachModuleHowFarItIs() throws Exception {
        Files.writeString(took("test"), "600\n");
        var failed = script(true, 1, "test");
        assertThat(failed.output).containsSubsequence("Building asyncio4j core",
                "asyncio4j: 0 min of about 10 so far\n",
                "Building asyncio4j net", "asyncio4j: 0 min of about 10 so far\n");
        assertThat(failed.status).isEqualTo(1);
        assertThat(took("test")).as("one that has failed is no measure").hasContent("600");

        assertThat(script(true, 0, "test", "-pl", "core").output).as("of a part nothing is known")
                .contains("asyncio4j: 0 min so far\n");
        assertThat(took("test")).hasContent("600");

        assertThat(script(true, 0, "test").status).isZero();
        assertThat(Integer.parseInt(Files.readString(took("test")).strip())).isLessThan(600);
    }

    @Test
    void test_intoALog_addsNothing() throws Exception {
        assertThat(script(false, 0, "test").output).isEqualTo(
                """
                        [INFO] Building asyncio4j core 0.1.0-SNAPSHOT                     [2/13]
                        [INFO] Building asyncio4j net 0.1.0-SNAPSHOT                      [3/13]
                        """);
    }

    @Test
    void aBuild_saysHowLongItTookTheLastTime_atATerminal() throws Exception {
        program("bin/mvn", MAVEN.replace("exit", "sleep 3 # so that there is something to say\nexit"));
        Files.writeString(took("stress"), "42\n");
        assertThat(script(true, 0, "coverage", "--no-tests").output)
                .containsPattern(
                        "\r\033\\[Kasyncio4j: building \\(first use\\)[^,]*, 0 s of about 42 s \r\033\\[K")
                .contains("java -cp");
        assertThat(Integer.parseInt(Files.readString(took("stress")).strip())).isLessThan(42);
        assertThat(script(false, 0, "coverage", "--no-tests").output)
                .startsWith("asyncio4j: building (first use) ...\n").doesNotContain("\033", "about");
    }

    @Test
    void new_ofWhatCannotBe_saysSoBeforeItInstalls() throws Exception {
        program("jdk/bin/java", "#!/bin/sh\n[ \"$6\" != 9lives ] || exit 2\necho java \"$@\"\n");

        var refused = script(false, 0, "new", "9lives");
        assertThat(refused.status).isEqualTo(2);
        assertThat(refused.output).isEqualTo("asyncio4j: building (first use) ...\n");

        var made = script(false, 0, "new", "shop");
        assertThat(made.status).isZero();
        assertThat(made.output).containsSubsequence("new --check shop\n",
                "installing the library into Maven's local repository ...\n", "new shop\n");
    }
}
