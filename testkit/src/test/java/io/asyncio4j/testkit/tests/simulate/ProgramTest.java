package io.asyncio4j.testkit.tests.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A whole program in a simulation: what the launcher's option {@code --seed} does. */
class ProgramTest {

    /** The program. */
    public static final class Program {

        private Program() {}

        public static void main(String[] args) {
            Asyncio.run(() -> {
                Asyncio.sleep(Duration.ofHours(1));
                System.out.println("got " + Asyncio.toThread(() -> 42));
            });
        }
    }

    private static String run(String seed) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(java, "-Dasyncio4j.simulate=" + seed,
                "-Dasyncio4j.threads=portable", "-Dasyncio4j.slowCallbackDuration=never", "-cp",
                System.getProperty("java.class.path"), Program.class.getName()).redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    @Test
    void seedInAProperty_simulatesEachLoop_andSaysSoAtTheEnd() throws Exception {
        String output = run("42");
        assertThat(output).contains("got 42").containsPattern(
                "asyncio4j: simulated with seed 0x2a, trace [0-9a-f]{16}, \\d+ events, 36\\d+ ms of its time");
        assertThat(run("0x2a")).isEqualTo(output);
        assertThat(run("43")).isNotEqualTo(output);
    }

    @Test
    void whatIsNoSeed_isRefused() throws Exception {
        assertThat(run("many")).contains("not a seed: 'many'; expected a number of 64 bits");
    }
}
