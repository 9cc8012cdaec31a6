package io.asyncio4j.monitor.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Makes the pictures of the documents anew: {@code mvn -pl monitor -am test -Dtest=Screenshots}. Else it does not run. */
class Screenshots {

    private static final Path DOCS = Path.of("..", "docs").toAbsolutePath().normalize();
    private static final int MOST_BYTES = 200_000;

    @Test
    void areMadeAnew() throws Exception {
        Process target = BrowserTargets.start("monitor");
        try (var driver = Driver.start()) {
            var orders = new PrintWriter(target.getOutputStream(), true, StandardCharsets.UTF_8);
            String address = target.inputReader().readLine();
            driver.run("shots:" + DOCS, address,
                    Map.of("deadlock", () -> orders.println("deadlock"), "hold",
                            () -> orders.println("hold")));
        } finally {
            target.destroyForcibly().onExit().join();
        }
        for (String name : List.of("deadlock", "tasks", "held")) {
            assertThat(Files.size(DOCS.resolve("monitor-" + name + ".png"))).isLessThan(MOST_BYTES);
        }
    }
}
