package io.asyncio4j.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    @TempDir private Path folder;

    private static Results some() {
        return sample().results();
    }

    private static Sample sample() {
        return new Sample()
                .with("switch", Side.CARRIED, 180, 176, 184).with("switch", Side.BARE, 160, 150, 170)
                .with("switch", Side.KOTLIN, 50).with("switch", Side.UVLOOP, 640)
                .with("memory", Side.CARRIED, 900)
                .withFailure("million", Side.CARRIED, "out of memory")
                .withScaling("gather", Side.CARRIED, 10, 30, 33)
                .withScaling("gather", Side.CARRIED, 1_000_000, 45)
                .withColdStart(Side.RUN_AGAIN, 81, 320, 79.6).withColdStart(Side.RUN_CHANGED, 1390.4)
                .withFailure("cold-start", Side.JAVA_SOURCE, "no javac")
                .withNet("net-echo-100", Side.CARRIED, 5_000, 4_900)
                .withNet("net-echo-100", Side.UVLOOP, 7_500, 7_000)
                .withNet("net-echo-100", Side.VIRTUAL_THREADS, 4_000, 4_100)
                .withNet("net-bulk", Side.CARRIED, 500_000, 400_000)
                .withFailure("net-idle", Side.NODE, "net-idle on Node: it has ended");
    }

    @Test
    void table_hasARowPerWorkThatWasMeasured_andOnePerFurtherBar() {
        assertThat(new Report(some()).table().rows()).containsExactly(
                List.of("a switch among 1,000 tasks", "180 ns ±2%", "-", "50.0 ns", "-", "-",
                        "640 ns", "160 ns ±6%", "3.60 Kotlin", "1.13 (1.08-1.17)",
                        "at most 1.15 x bare", "yes, 1.13"),
                List.of("", "", "", "", "", "", "", "", "", "", "at least 3.5 x as fast as uvloop",
                        "yes, 3.56"),
                List.of("", "", "", "", "", "", "", "", "", "", "portable: not slower than CPython", "?"),
                List.of("memory of a sleeping task", "900 B", "-", "-", "-", "-", "-", "-", "-", "-",
                        "at most 800 bytes", "NO, 900 B"),
                List.of("1,000,000 sleeping tasks in 1 GiB", "failed", "-", "-", "-", "-", "-", "-", "-",
                        "-", "runs in 1 GiB of heap", "NO, failed"));
    }

    @Test
    void barThatIsNotReached_hasALineWithItsExplanation() {
        assertThat(new Report(some()).missed()).hasSize(2);
        assertThat(new Report(some()).missed().getFirst())
                .startsWith("memory of a sleeping task: the bar is \"at most 800 bytes\", and it is 900 B. ");
        assertThat(new Report(some()).missed().getLast())
                .startsWith("1,000,000 sleeping tasks in 1 GiB: the bar is"
                        + " \"runs in 1 GiB of heap\", and it failed. ");
        var slow = new Sample().with("spawn", Side.CARRIED, 100).with("spawn", Side.KOTLIN, 210).results();
        assertThat(new Report(slow).missed()).singleElement().asString().startsWith(
                "spawn a task that does not suspend: the bar is \"at least 4 x as fast as Kotlin\", and it is 2.10 x"
                        + " as fast as Kotlin. ");
        assertThat(Bar.atMost(1, Side.KOTLIN).missedBecause("It is so.").explanation())
                .isEqualTo("It is so.");
    }

    @Test
    void workOfManyItems_isARate_andItsRatiosStayThoseOfTheTime() {
        var results = new Sample().with("worker-pool", Side.CARRIED, 500)
                .with("worker-pool", Side.CPYTHON, 10_000).results();

        assertThat(new Report(results).table().rows()).containsExactly(
                List.of("1,000,000 items by 1,000 workers", "2000 k/s", "-", "-", "-", "100 k/s", "-", "-",
                        "0.050 CPython", "-", "-", "-"));
    }

    @Test
    void yardstickOfPortableThreads_standsWithTheirBar() {
        var results = new Sample().with("switch-after-mix", Side.CARRIED, 160, 160)
                .with("switch-after-mix", Side.FRESH, 150, 150)
                .with("switch-after-mix", Side.PORTABLE, 1_200, 1_200)
                .with("switch-after-mix", Side.FRESH_PORTABLE, 1_000, 1_000).results();

        assertThat(new Report(results).table().rows()).containsExactly(
                List.of("a switch after everything else", "160 ns ±0%", "1200 ns ±0%", "-", "-", "-", "-",
                        "150 ns ±0%", "-", "1.07 (1.07-1.07)", "at most 1.1 x a fresh process", "yes, 1.07"),
                List.of("", "", "", "", "", "", "", "1000 ns ±0%", "", "",
                        "portable: at most 1.1 x a fresh process", "NO, 1.20"));
    }

    @Test
    void callsOffTheLoop_haveATableOfWhatTheyCostTheProcessors() {
        var results = new Sample().withProcessor("blocking", Side.CARRIED, 1_300, 2_500)
                .withProcessor("blocking", Side.CPYTHON, 100_000, 90_000)
                .withProcessor("slow-call", Side.CARRIED, 1_100_000, 30_000).results();

        assertThat(new Report(results).processorTable()).isEqualTo(new Table(
                List.of("work", "carried", "CPython"),
                List.of(
                        List.of("blocking(() -> 1)", "2500 ns (1300 ns)", "90.0 us (100 us)"),
                        List.of("blocking(a sleep of 1 ms)", "30.0 us (1100 us)", "-"))));
        assertThat(new Report(results).plain()).contains("in brackets how long it takes:\nwork");
        assertThat(new Report(some()).plain()).doesNotContain("in brackets how long it takes");
    }

    @Test
    void notes_tellWhatIsMissingAndWhatFailed() {
        assertThat(new Report(some()).plain()).contains("Notes:\n- No uvloop.\n- out of memory\n");
        assertThat(new Report(some()).plain()).startsWith("""
                full run of 12.3 minutes on 2026-01-02T03:04:05Z
                Some Processor (amd64), 2 processors, 8 GiB of memory, Linux 6
                meanwhile other programs used 2% of the processors' time
                Java 25
                """);
    }

    @Test
    void failureAfterAGoodRound_isNotHiddenByItsFigure() {
        var results = new Sample().with("memory", Side.CARRIED, 600)
                .withFailure("memory", Side.CARRIED, "out of memory").results();

        assertThat(new Report(results).missed()).singleElement().asString()
                .startsWith("memory of a sleeping task: the bar is \"at most 800 bytes\", and it failed. ");
        assertThat(new Report(results).table().rows().getFirst()).endsWith("NO, failed");
    }

    @Test
    void sockets_haveATableOfTheirOwn_ofRates() {
        assertThat(new Report(some()).netTable()).isEqualTo(new Table(
                List.of("work", "carried", "virtual threads", "uvloop streams", "Node", "to best peer", "bar",
                        "reached"),
                List.of(
                        List.of("echo of 1 KiB, 100 connections", "200 k/s", "250 k/s", "133 k/s", "-",
                                "1.25 virtual threads", "not slower than uvloop", "yes, 0.67"),
                        List.of("", "", "", "", "", "", "not slower than virtual threads", "NO, 1.25"),
                        List.of("64 KiB blocks to one client", "2000 MB/s", "-", "-", "-", "-", "-", "-"),
                        List.of("memory of an idle connection", "-", "-", "-", "failed", "-", "-", "-"))));
        assertThat(new Report(some()).netProcessorTable().rows()).containsExactly(
                List.of("echo of 1 KiB, 100 connections", "4900 ns", "4100 ns", "7000 ns", "-"),
                List.of("64 KiB blocks to one client", "400 us", "-", "-", "-"));
        assertThat(new Report(some()).missedOfNet()).singleElement().asString()
                .startsWith("echo of 1 KiB, 100 connections: the bar is \"not slower than virtual threads\"");
    }

    @Test
    void barThatIsReached_hasNoLine() {
        var results = new Sample().with("memory", Side.CARRIED, 700).results();

        assertThat(new Report(results).missed()).isEmpty();
        assertThat(new Report(results).plain()).doesNotContain("Bars not reached");
    }

    @Test
    void coldStart_isInMilliseconds_withItsExtremesIfThereAreSome() {
        assertThat(new Report(some()).coldStartTable()).isEqualTo(new Table(
                List.of("started", "median", "fastest", "slowest"),
                List.of(
                        List.of(Side.RUN_AGAIN.title(), "81 ms", "80 ms", "320 ms"),
                        List.of(Side.RUN_CHANGED.title(), "1390 ms", "-", "-"),
                        List.of(Side.JAVA_SOURCE.title(), "failed", "-", "-"))));
        assertThat(new Report(some()).plain()).contains("\nCold start:\nstarted ").contains("- no javac\n");
    }

    @Test
    void coldStartAlone_isAReport() {
        var results = new Sample().withColdStart(Side.RUN_AGAIN, 81).results();

        assertThat(new Report(results).plain()).contains("\nCold start:\n").doesNotContain("carried")
                .doesNotContain("By number");
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
        assertThat(json.at("/machine/disturbance/others").asDouble()).isEqualTo(0.02);
        assertThat(json.at("/scaling/1/spread").isNull()).isTrue();
        assertThat(json.at("/coldStart/0/median").asDouble()).isEqualTo(81e6);
        assertThat(json.at("/bars/0/verdict").asText()).isEqualTo("REACHED");
        assertThat(json.at("/bars/1/measured").asDouble()).isEqualTo(180 / 640.0);
    }

    @Test
    void documents_areWrittenBetweenTheirMarkers() throws Exception {
        Path file = folder.resolve("performance.md");
        var text = new StringBuilder("# Title\n");
        for (String name : new String[] {"machine", "results", "missed", "notes", "processor", "scaling",
            "cold-start", "net"}) {
            text.append("before ").append(name).append("\n<!-- bench:").append(name)
                    .append(" -->\nformer\n<!-- /bench:")
                    .append(name).append(" -->\nafter\n");
        }
        Files.writeString(file, text);

        Results results = sample().withProcessor("blocking", Side.CARRIED, 1_300, 2_500).results();
        new Documents(folder).write(results);
        String once = Files.readString(file);
        new Documents(folder).write(results);

        assertThat(Files.readString(file)).isEqualTo(once);
        assertThat(once).doesNotContain("former")
                .startsWith("# Title\nbefore machine\n<!-- bench:machine -->\n")
                .contains("| a switch among 1,000 tasks | 180 ns ±2% |")
                .contains("- memory of a sleeping task: the bar is \"at most 800 bytes\", and it is 900 B.")
                .contains("| blocking(() -> 1) | 2500 ns (1300 ns) |")
                .contains("(performance-gather.svg)")
                .contains("| carried | 31.5 ns ±5% | - | - | 45.0 ns |")
                .contains(
                        "| started | median | fastest | slowest |\n|---|--:|--:|--:|\n| asyncio4j run Program.java,"
                                + " as at the last start | 81 ms | 80 ms | 320 ms |\n");
        assertThat(folder.resolve("performance-gather.svg")).exists();
        assertThat(folder.resolve("performance-switch.svg")).doesNotExist();
    }

    @Test
    void partThatWasNotMeasured_staysInTheDocuments() throws Exception {
        Path file = folder.resolve("performance.md");
        Files.writeString(file, """
                <!-- bench:scaling -->
                former
                <!-- /bench:scaling -->
                <!-- bench:cold-start -->
                former
                <!-- /bench:cold-start -->
                """);

        new Documents(folder).write(new Sample().withColdStart(Side.PYTHON, 91).results());

        assertThat(Files.readString(file))
                .startsWith("<!-- bench:scaling -->\nformer\n<!-- /bench:scaling -->\n")
                .containsOnlyOnce("former")
                .contains("| python -c, the same with CPython's asyncio | 91 ms | - | - |");
    }

    @Test
    void documentsWithoutMarkers_areAnErrorThatNamesThem() throws Exception {
        Files.writeString(folder.resolve("performance.md"), "# Title\n");

        assertThatIOException().isThrownBy(() -> new Documents(folder).write(some()))
                .withMessageContaining("<!-- bench:machine -->");
    }

    @Test
    void theDocumentOfThisProject_explainsEachWork_underItsName() throws Exception {
        String text = Files.readString(Path.of("../docs/performance.md"));

        assertThat(Stream.concat(Works.ALL.stream(), Works.NET.stream()))
                .allSatisfy(work -> assertThat(text).contains("| `" + work.name() + "` | "));
    }

    @Test
    void theDocumentOfThisProject_hasTheMarkers() throws Exception {
        Path docs = Path.of("../docs");
        Files.copy(docs.resolve("performance.md"), folder.resolve("performance.md"));

        new Documents(folder).write(
                sample().withProcessor("blocking", Side.CARRIED, 1_300, 2_500).results());

        assertThat(Files.readString(folder.resolve("performance.md")).split("Some Processor"))
                .as("with the works, the processors' time, the sizes, the cold starts, and the sockets")
                .hasSize(6);
    }
}
