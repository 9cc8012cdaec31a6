package io.asyncio4j.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    @TempDir private Path folder;

    private static Results some() {
        return new Sample()
                .with("switch", Side.CARRIED, 180, 176, 184).with("switch", Side.BARE, 160, 150, 170)
                .with("switch", Side.KOTLIN, 50).with("switch", Side.UVLOOP, 640)
                .with("memory", Side.CARRIED, 900)
                .withFailure("million", Side.CARRIED, "out of memory")
                .withScaling("gather", Side.CARRIED, 10, 30)
                .withScaling("gather", Side.CARRIED, 1_000_000, 45)
                .results();
    }

    @Test
    void table_hasARowPerWorkThatWasMeasured_andOnePerFurtherBar() {
        assertThat(new Report(some()).table().rows()).containsExactly(
                List.of("a switch among 1,000 tasks", "180 ns ±2%", "-", "50.0 ns ±0%", "-", "-",
                        "640 ns ±0%", "160 ns ±6%", "3.60 (3.60-3.60) Kotlin", "1.13 (1.08-1.17)",
                        "at most 1.15 x bare", "yes, 1.13"),
                List.of("", "", "", "", "", "", "", "", "", "", "at least 3.5 x faster than uvloop",
                        "yes, 0.28"),
                List.of("memory of a sleeping task", "900 B ±0%", "-", "-", "-", "-", "-", "-", "-", "-",
                        "at most 700 bytes", "NO"),
                List.of("1,000,000 sleeping tasks in 1 GiB", "failed", "-", "-", "-", "-", "-", "-", "-",
                        "-", "runs in 1 GiB of heap", "NO"));
    }

    @Test
    void barThatIsNotReached_hasALineWithItsExplanation() {
        assertThat(new Report(some()).missed()).hasSize(2);
        assertThat(new Report(some()).missed().getFirst())
                .startsWith("memory of a sleeping task: at most 700 bytes; it is 900 B. ");
        assertThat(Bar.atMost(1, Side.KOTLIN).missedBecause("It is so.").explanation())
                .isEqualTo("It is so.");
    }

    @Test
    void notes_tellWhatIsMissingAndWhatFailed() {
        assertThat(new Report(some()).plain()).contains("Notes:\n- No uvloop.\n- out of memory\n");
        assertThat(new Report(some()).plain()).startsWith("""
                full run of 12.3 minutes on 2026-01-02T03:04:05Z
                Some Processor (amd64), 2 processors, 8 GiB of memory, Linux 6
                Java 25
                """);
    }

    @Test
    void json_comesBackAsItWas_andHasTheSummaries() throws Exception {
        Path file = folder.resolve("new/results.json");

        some().write(file);

        assertThat(Results.read(file)).isEqualTo(some());
        var json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.at("/works/0/rounds/1/0").asDouble()).isEqualTo(176);
        assertThat(json.at("/works/0/median").asDouble()).isEqualTo(180);
        assertThat(json.at("/machine/processors").asInt()).isEqualTo(2);
        assertThat(json.at("/bars/0/verdict").asText()).isEqualTo("REACHED");
        assertThat(json.at("/bars/1/measured").asDouble()).isEqualTo(180 / 640.0);
    }

    @Test
    void documents_areWrittenBetweenTheirMarkers() throws Exception {
        Path file = folder.resolve("performance.md");
        var text = new StringBuilder("# Title\n");
        for (String name : new String[] {"machine", "results", "missed", "notes", "scaling"}) {
            text.append("before ").append(name).append("\n<!-- bench:").append(name)
                    .append(" -->\nold\n<!-- /bench:")
                    .append(name).append(" -->\nafter\n");
        }
        Files.writeString(file, text);

        new Documents(folder).write(some());
        String once = Files.readString(file);
        new Documents(folder).write(some());

        assertThat(Files.readString(file)).isEqualTo(once);
        assertThat(once).doesNotContain("old").startsWith("# Title\nbefore machine\n<!-- bench:machine -->\n")
                .contains("| a switch among 1,000 tasks | 180 ns ±2% |")
                .contains("- memory of a sleeping task: at most 700 bytes; it is 900 B.")
                .contains("(performance-gather.svg)")
                .contains("| carried | 30.0 ns ±0% | - | - | 45.0 ns ±0% |");
        assertThat(folder.resolve("performance-gather.svg")).exists();
        assertThat(folder.resolve("performance-switch.svg")).doesNotExist();
    }

    @Test
    void documentsWithoutMarkers_areAnErrorThatNamesThem() throws Exception {
        Files.writeString(folder.resolve("performance.md"), "# Title\n");

        assertThatIOException().isThrownBy(() -> new Documents(folder).write(some()))
                .withMessageContaining("<!-- bench:machine -->");
    }

    @Test
    void theDocumentOfThisProject_hasTheMarkers() throws Exception {
        Path docs = Path.of("../docs");
        Files.copy(docs.resolve("performance.md"), folder.resolve("performance.md"));

        new Documents(folder).write(some());

        assertThat(Files.readString(folder.resolve("performance.md"))).contains("Some Processor");
    }
}
