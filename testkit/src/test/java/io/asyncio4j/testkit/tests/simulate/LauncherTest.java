package io.asyncio4j.testkit.tests.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.net.Net;
import io.asyncio4j.testkit.Simulation;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./asyncio4j run --seed N FILE.java}, by the launcher script itself, in a folder that looks like a checkout. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    private static final Path ROOT = Path.of(System.getProperty("asyncio4j.root", ".."));

    private static final String RACE = """
            import static io.asyncio4j.Asyncio.*;
            import io.asyncio4j.EventLoop;

            int tickets = 1;

            void main() {
                run(() -> {
                    gather(() -> sell("Ada"), () -> sell("Bob")).await();
                    IO.println("left: " + tickets + " at " + EventLoop.running().time().toSeconds() + " s");
                });
            }

            Void sell(String buyer) {
                sleep(Duration.ofSeconds(buyer.length() + buyer.charAt(0) - 'A'));
                if (tickets > 0 && toThread(() -> true)) { // asks the service, and then it may be too late
                    tickets--;
                }
                return null;
            }
            """;

    @TempDir private Path checkout;

    @BeforeEach
    void build() throws Exception {
        Files.copy(ROOT.resolve("asyncio4j"), checkout.resolve("asyncio4j"),
                StandardCopyOption.COPY_ATTRIBUTES);
        link("core/target/asyncio4j-core.jar", Asyncio.class);
        link("net/target/asyncio4j-net.jar", Net.class);
        link("core/target/lib/jspecify.jar", NullMarked.class);
        link("testkit/target/asyncio4j-testkit.jar", Simulation.class);
        Files.writeString(checkout.resolve("Race.java"), RACE);
    }

    // A class comes from a jar or from a folder; both may stand on a class path, whatever they are called.
    private void link(String name, Class<?> type) throws IOException, URISyntaxException {
        Path link = checkout.resolve(name);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link,
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()));
    }

    private String run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(checkout.resolve("asyncio4j").toString(), "run"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(checkout.toFile()).redirectErrorStream(true);
        for (String name : List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS")) {
            builder.environment().remove(name);
        }
        builder.environment().put("ASYNCIO4J_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("ASYNCIO4J_SKIP_BUILD", "1");
        builder.environment().put("ASYNCIO4J_NO_CACHE", "1"); // which is of the quick start, another module's
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    @Test
    void seed_simulatesTheProgram_doesTheSameAgain_onBothKindsOfThreads_andAnotherSeedSomethingElse()
            throws Exception {
        String output = run("--seed", "42", "Race.java");
        assertThat(output).containsPattern("left: (0|-1) at \\d+ s\n").containsPattern(
                "asyncio4j: simulated with seed 0x2a, trace [0-9a-f]{16}, \\d+ events, \\d+ ms of its time");
        assertThat(run("--seed=0x2a", "Race.java")).isEqualTo(output);
        assertThat(run("--seed", "42", "--threads", "portable", "Race.java")).isEqualTo(output);
        assertThat(run("--seed", "43", "Race.java")).isNotEqualTo(output);
    }
}
