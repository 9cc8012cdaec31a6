package io.asyncio4j.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {

    private record Ended(int status, String out, String err) {}

    @TempDir private Path folder;

    private Ended bench(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int status = BenchCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .execute(Stream.concat(Stream.of("--folder", folder.toString()), Stream.of(arguments))
                        .toArray(String[]::new));
        return new Ended(status, out.toString(), err.toString());
    }

    @Test
    void unknownWork_namesTheChoices() {
        var ended = bench("--only", "switch,speed");

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).startsWith("no such work: speed; choose among switch, sleep-zero, spawn,")
                .contains("two-loops, worker-pool-two-loops, switch-after-mix, memory");
    }

    @Test
    void unknownSide_namesTheChoices() {
        var ended = bench("--sides", "carried,threads");

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).startsWith("no such side: threads; choose among carried, portable, kotlin,"
                + " virtual-threads, cpython, uvloop, bare,");
    }

    @Test
    void sides_leavesTheOthersOut() throws Exception {
        Path file = folder.resolve("results.json");
        var ended = bench("--quick", "--only", "sleep-zero", "--sides", "portable", "--rounds", "1", "--json",
                file.toString());

        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(Results.read(file).works()).extracting(Series::side).containsExactly(Side.PORTABLE);
    }

    @Test
    void help_namesTheChoices() {
        assertThat(bench("--help").out().replaceAll("\\s+", " "))
                .contains("The sides: carried, portable, kotlin, virtual-threads,")
                .contains("The names: switch, sleep-zero, spawn,")
                .contains("memory, memory-compact, million, scaling, cold-start, net, net-echo-1,")
                .contains("net-pipe, net-idle.");
    }

    @Test
    void optionsThatContradict_areUsageErrors() throws Exception {
        Files.writeString(folder.resolve("performance.md"), "");

        assertThat(bench("--docs", "--only", "switch").err()).contains("--docs writes all tables");
        assertThat(bench("--docs", "--sides", "bare").err()).contains("--docs writes all tables");
        assertThat(bench("--from", "x.json", "--sides", "bare").err()).contains("--from measures nothing");
        assertThat(bench("--from", "x.json", "--quick").err()).contains("--from measures nothing");
        assertThat(bench("--rounds", "-1").err()).contains("--rounds must be 1 or more");
        assertThat(bench("--rounds", "-1").status()).isEqualTo(2);
        assertThat(bench("--limit", "-1").err()).contains("--limit must be 1 or more");
    }

    @Test
    void from_reportsSocketsAsRates_andTheProcessorTimeBesideThem() throws Exception {
        Path file = folder.resolve("results.json");
        new Sample().withNet("net-echo-100", Side.CARRIED, 5_000, 4_000)
                .withNet("net-echo-100", Side.UVLOOP, 10_000, 11_000).results().write(file);

        assertThat(bench("--from", file.toString()).out()).contains("Sockets and subprocesses:")
                .contains("200 k/s").contains("100 k/s").contains("4000 ns").contains("yes, 0.50");
    }

    @Test
    void docsWithoutDocuments_isFoundBeforeAnythingIsMeasured() {
        assertThat(bench("--docs").err()).contains("--docs found no performance.md in " + folder);
    }

    @Test
    void offload_sharesTheFolder_andFindsMistakesBeforeAnythingIsMeasured() {
        assertThat(bench("offload", "--docs").err()).contains("--docs found no performance.md in " + folder);
        assertThat(bench("offload", "--rounds", "0").err()).contains("--rounds must be 1 or more");
        assertThat(bench("offload", "--seconds", "0").status()).isEqualTo(2);
        assertThat(bench("--help").out()).contains("offload");
    }

    @Test
    void from_reportsWhatWasMeasuredBefore() throws Exception {
        Path file = folder.resolve("results.json");
        new Sample().with("spawn", Side.CARRIED, 25).with("spawn", Side.KOTLIN, 200).results().write(file);

        var ended = bench("--from", file.toString());

        assertThat(ended.status()).isZero();
        assertThat(ended.out()).contains("spawn a task that does not suspend").contains("yes, 8.00");
    }

    @Test
    void from_aFileFromBeforeColdStartsWereMeasured_hasNone() throws Exception {
        Path file = folder.resolve("results.json");
        new Sample().with("spawn", Side.CARRIED, 25).results().write(file);
        var json = (ObjectNode) new ObjectMapper().readTree(file.toFile());
        json.remove("coldStart");
        ((ObjectNode) json.get("machine")).remove("disturbance");
        Files.writeString(file, json.toString());

        assertThat(bench("--from", file.toString()).out()).contains("25.0 ns").doesNotContain("Cold start")
                .contains("what else the machine did meanwhile is not known");
    }

    @Test
    void from_aFileThatIsNotThere_isOneLine() {
        var ended = bench("--from", folder.resolve("none.json").toString());

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err().lines()).hasSize(1).first().asString().startsWith("asyncio4j: ")
                .contains("none.json");
    }

    @Test
    void pythonsAnswer_isTakenApart() {
        assertThat(Python.parse("p", "CPython 13 3.13.0 none /a b/python3\n"))
                .isEqualTo(new Python("/a b/python3", 13, "3.13.0", null));
        assertThat(Python.parse("p", "CPython 11 3.11.2 0.17.0 \n"))
                .isEqualTo(new Python("p", 11, "3.11.2", "0.17.0"));
        assertThat(Python.parse("p", "PyPy 11 3.11.2 none /p\n")).isNull();
        assertThat(Python.parse("p", "CPython 7 2.7.18 none /p\n")).isNull();
    }

    @Test
    void python313_isPreferred_andUvloopIsTakenWhereItIs() {
        var old = new Python("old", 11, "3.11.2", "0.17.0");
        var preferred = new Python("preferred", 13, "3.13.0", null);
        var newest = new Python("newest", 15, "3.15.0", null);

        assertThat(PythonSampler.choose(List.of(old, newest, preferred)))
                .isEqualTo(Map.of(Side.CPYTHON, preferred, Side.UVLOOP, old));
        assertThat(PythonSampler.choose(List.of(old))).isEqualTo(Map.of(Side.UVLOOP, old));
    }

    @Test
    void missingPython_isALineAndNoError() throws Exception {
        assertThat(Python.find(folder.resolve("no-python").toString())).isEmpty();
        assertThat(Run.missing(Map.of())).hasSize(2)
                .anySatisfy(line -> assertThat(line).startsWith("No CPython 3.12 or later was found"))
                .anySatisfy(line -> assertThat(line).contains("with uvloop was found"));
        assertThat(Run.missing(Map.of(Side.CPYTHON, new Python("p", 13, "3.13.0", null)))).hasSize(1);
    }
}
