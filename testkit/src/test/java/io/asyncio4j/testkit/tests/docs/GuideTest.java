package io.asyncio4j.testkit.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.testkit.ExplorationFailure;
import io.asyncio4j.testkit.SimulationFailure;
import io.asyncio4j.testkit.tests.support.Launched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
    void examples_findWhatTheGuideSays_andTheReplayFindsItAgain() {
        assertThat(Launched.classes(SeedTests.class).failure()).isInstanceOf(SimulationFailure.class);
        assertThat(Launched.classes(FetchTests.class).message())
                .contains("with the connection lost at byte 0, has failed");
        var found = (ExplorationFailure) Launched.classes(ScheduleTests.class).failure();
        var again = (ExplorationFailure) Launched.classes(ScheduleTests.Pinned.class).failure();
        assertThat(again.schedule()).isEqualTo(found.schedule());
    }
}
