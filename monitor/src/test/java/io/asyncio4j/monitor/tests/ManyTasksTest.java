package io.asyncio4j.monitor.tests;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.monitor.Monitor;
import io.asyncio4j.monitor.support.AttachedTarget;
import io.asyncio4j.monitor.support.Http;
import io.asyncio4j.monitor.support.Watched;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More tasks than anybody can look through, in a process of their own. */
class ManyTasksTest {

    private static final int TASKS = 1_000_000;
    private static final int SHOWN = 100_000;

    /** The program: the main task, and those that it makes. */
    static final class Program {

        private Program() {}

        public static void main(String[] args) {
            run(() -> {
                Promise<Void> never = EventLoop.running().createFuture();
                for (int i = 1; i < TASKS; i++) {
                    createTask(() -> never.await());
                }
                sleep(Duration.ofMillis(1));
                IO.println("ready");
                never.await();
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"carried", "portable"})
    void ofAMillionTasks_theOldestAreShown_andTheOthersCounted(String threads) throws Exception {
        Process program =
                new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens=java.base/java.lang=ALL-UNNAMED", "-Dasyncio4j.threads=" + threads,
                        "-Xmx4g", "-cp",
                        System.getProperty("java.class.path"), Program.class.getName())
                        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (var monitor = Monitor.builder().programs(new AttachedTarget(program)).start()) {
            assertThat(program.inputReader().readLine()).isEqualTo("ready");
            var http = Http.friend(monitor);
            JsonNode head = Watched.eventually(
                    () -> http.ask("/api/program", "pid", program.pid()).get("loops").get(0),
                    loop -> loop != null && loop.has("alive"));
            assertThat(head.get("alive").asInt()).isEqualTo(TASKS);
            String key = head.get("key").asText();
            JsonNode looked = Watched.eventually(
                    () -> http.ask("/api/loop", "pid", program.pid(), "loop", key).get("looked"),
                    each -> each.get("shown").asInt() > 0);
            assertThat(looked.get("shown").asInt()).isEqualTo(SHOWN);
            assertThat(looked.get("omitted").asInt()).isEqualTo(TASKS - SHOWN);
            JsonNode page =
                    http.ask("/api/tasks", "pid", program.pid(), "loop", key, "sort", "id", "dir", "desc",
                            "limit", 2);
            assertThat(page.get("total").asInt()).isEqualTo(SHOWN);
            assertThat(page.get("omitted").asInt()).isEqualTo(TASKS - SHOWN);
            assertThat(page.get("rows").get(0).get(0).asInt()).as("the youngest of the oldest")
                    .isEqualTo(SHOWN);
        } finally {
            program.destroyForcibly().onExit().join();
        }
    }
}
