package io.asyncio4j.testkit.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.ExplorationFailure;
import io.asyncio4j.testkit.SimulationFailure;
import io.asyncio4j.testkit.tests.support.Launched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Each block of {@code docs/testing.md} that follows a comment {@code <!-- NAME -->} is what this test finds in a source
 * file, or sees a test say. {@code -Ddocs.update=true} writes the page anew.
 */
class GuideTest {

    private static final Path PAGE = Path.of("..", "docs", "testing.md");
    private static final Path SOURCES =
            Path.of("src", "test", "java", "io", "asyncio4j", "testkit", "tests", "docs");

    private static String region(String file, String name) throws IOException {
        return Files.readString(SOURCES.resolve(file + ".java")).lines()
                .dropWhile(line -> !line.strip().equals("// region " + name)).skip(1)
                .takeWhile(line -> !line.strip().equals("// endregion")).collect(Collectors.joining("\n"))
                .stripIndent().strip();
    }

    private static String said(Class<?> tests) {
        Throwable failure = Launched.classes(tests).failure();
        return (failure.getClass().getName() + ": " + failure.getMessage()).lines().map(String::stripTrailing)
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, String> blocks() throws IOException {
        var blocks = new LinkedHashMap<String, String>();
        blocks.put("office", region("TicketOffice", "office"));
        blocks.put("first", region("FirstTests", "first"));
        blocks.put("leak", region("FirstTests", "leak"));
        blocks.put("leak-output", said(FirstTests.class));
        blocks.put("seeds", region("SeedTests", "seeds"));
        blocks.put("seeds-output", said(SeedTests.class));
        blocks.put("network", region("FetchTests", "network"));
        blocks.put("explored", region("ScheduleTests", "explored"));
        blocks.put("explored-output", said(ScheduleTests.class));
        blocks.put("replay", region("ScheduleTests", "replay"));
        return blocks;
    }

    @Test
    void page_showsWhatTheExamplesAre_andSay() throws IOException {
        String page = Files.readString(PAGE);
        String made = page;
        for (Map.Entry<String, String> block : blocks().entrySet()) {
            String mark = "<!-- " + block.getKey() + " -->\n";
            int at = made.indexOf(mark);
            assertThat(at).as("the mark %s", mark).isNotNegative();
            int start = made.indexOf('\n', at + mark.length()) + 1; // behind the line of the fence
            int end = made.indexOf("\n```", start - 1);
            made = made.substring(0, start) + block.getValue() + made.substring(end);
        }
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(PAGE, made);
        } else {
            assertThat(page).isEqualTo(made);
        }
    }

    @Test
    void readme_showsTheTable() throws IOException {
        var found = (ExplorationFailure) Launched.classes(ScheduleTests.class).failure();
        assertThat(Files.readString(Path.of("..", "README.md")))
                .contains("```text\n" + found.table() + "\n```");
    }

    @Test
    void figuresOfThePage_areAsCounted() throws IOException {
        int run = new Exploration().reduced().start(test -> {
            test.state(() -> "");
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                var lock = new Lock();
                tasks.add(test.loop().createTask(() -> {
                    try (var _ = lock.acquire()) {
                        for (int await = 0; await < 4; await++) {
                            Asyncio.sleep(Duration.ZERO);
                        }
                    }
                }));
            }
            Asyncio.wait(tasks);
        }).schedules();
        String all = String.format(Locale.ROOT, "%,d", ordersOf(3, 5));
        assertThat(Files.readString(PAGE).replaceAll("\\s+", " "))
                .contains("four awaits long, have " + all + " orders, and " + run + " of them are run.");
    }

    /** {@return in how many orders {@code tasks} tasks can take {@code steps} steps each} */
    private static long ordersOf(int tasks, int steps) {
        long orders = 1;
        for (int step = 1; step <= tasks * steps; step++) {
            orders = orders * step / ((step - 1) % steps + 1); // divides, for it is a product of binomial coefficients
        }
        return orders;
    }

    @Test
    void examples_findWhatTheGuideSays_andTheReplayFindsItAgain() {
        assertThat(Launched.classes(SeedTests.class).failure()).isInstanceOf(SimulationFailure.class);
        assertThat(Launched.classes(FetchTests.class).message())
                .contains("with the connection lost at byte 0, has failed");
        var found = (ExplorationFailure) Launched.classes(ScheduleTests.class).failure();
        var again = (ExplorationFailure) Launched.classes(ScheduleTests.Pinned.class).failure();
        assertThat(again.schedule()).isEqualTo(found.schedule());
    }
}
