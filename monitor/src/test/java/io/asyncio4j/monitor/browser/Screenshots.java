package io.asyncio4j.monitor.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoopBuilder.Threads;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Makes the pictures of the documents anew: {@code mvn -pl monitor -am test -Dtest=Screenshots}. Else it does not run. */
class Screenshots {

    private static final Path DOCS = Path.of("..", "docs").toAbsolutePath().normalize();
    private static final int MOST_BYTES = 200_000;

    @Test
    void areMadeAnew() throws Exception {
        for (String kind : List.of("timelineshot", "shots")) {
            Process target = BrowserTargets.start("monitor", Threads.CARRIED);
            try (var driver = Driver.start()) {
                var orders = new PrintWriter(target.getOutputStream(), true, StandardCharsets.UTF_8);
                String address = target.inputReader().readLine();
                driver.run(kind + ":" + DOCS, address, Stream.of("starve", "deadlock", "hold")
                        .collect(Collectors.toMap(word -> word, word -> () -> orders.println(word))));
            } finally {
                target.destroyForcibly().onExit().join();
            }
        }
        for (String name : List.of("deadlock", "tasks", "held", "timeline")) {
            assertThat(Files.size(DOCS.resolve("monitor-" + name + ".png"))).isLessThan(MOST_BYTES);
        }
    }
}
