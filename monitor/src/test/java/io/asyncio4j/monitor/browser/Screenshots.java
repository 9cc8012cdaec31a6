package io.asyncio4j.monitor.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.monitor.Monitor;
import io.asyncio4j.monitor.support.AttachedTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Makes the pictures of the documents anew: {@code mvn -pl monitor -am test -Dtest=Screenshots}. Else it does not run. */
class Screenshots {

    private static final Path DOCS = Path.of("..", "docs").toAbsolutePath().normalize();
    private static final Path EXAMPLES = DOCS.resolveSibling("examples");
    private static final int MOST_BYTES = 200_000;

    @Test
    void areMadeAnew() throws Exception {
        for (String trouble : List.of("deadlock", "starving", "slow")) {
            Process target =
                    new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "--add-opens=java.base/java.lang=ALL-UNNAMED", "-cp",
                            System.getProperty("java.class.path"),
                            EXAMPLES.resolve("Troubled.java").toString(), trouble)
                            .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            try (var driver = Driver.start();
                    var monitor = Monitor.builder().programs(new AttachedTarget(target))
                            .sources(List.of(EXAMPLES)).start()) {
                assertThat(target.inputReader().readLine()).startsWith("I am process ");
                driver.run(trouble + "shot:" + DOCS, monitor.address().toString(), Map.of());
            } finally {
                target.destroyForcibly().onExit().join();
            }
        }
        for (String name : List.of("deadlock", "tasks", "held", "timeline")) {
            assertThat(Files.size(DOCS.resolve("monitor-" + name + ".png"))).isLessThan(MOST_BYTES);
        }
    }
}
