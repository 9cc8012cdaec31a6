package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.conformance.Comparison.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.function.LongFunction;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Assumptions;

/** What is compared with a CPython that runs now. */
final class LiveComparison {

    private LiveComparison() {}

    /** {@return a CPython, or none, said aloud, on a machine that has none} Continuous integration must have one. */
    static PythonSide orLeaveOut(Callable<PythonSide> start) throws Exception {
        try {
            return start.call();
        } catch (IOException e) {
            String what = "left out: the comparison with a CPython that runs now; " + e.getMessage();
            assertThat(Boolean.parseBoolean(System.getenv("CI"))).as(what).isFalse();
            System.err.println("asyncio4j: " + what);
            return Assumptions.abort(what);
        }
    }

    static void assertSameTraces(PythonSide python) throws Exception {
        for (Scenario scenario : Library.read(Folders.MODULE).scenarios()) {
            if (python.run(scenario) instanceof PythonSide.Answer.Trace(List<String> expected)) {
                assertSame(scenario, python.version(), expected, Threads.CARRIED);
            }
        }
    }

    static void assertSame(Scenario scenario, String version, List<String> expected, Threads threads) {
        Comparison comparison = Comparison.of(version, expected, Execution.trace(scenario, threads));
        switch (comparison.verdict(scenario, version)) {
            case EQUAL, KNOWN -> {}
            case DIFFERENT ->
                    assertThat(comparison.actual()).as(scenario.name()).isEqualTo(comparison.expected());
            case OUTDATED ->
                    assertThat(Verdict.OUTDATED).as("%s is the same on CPython %s; take its `differs` away",
                            scenario.name(), version).isEqualTo(Verdict.KNOWN);
        }
    }

    static void assertNoDifference(PythonSide python, int count) throws Exception {
        assertNoDifference(python, ScenarioGenerator::generate, count);
    }

    /** Compares {@code count} random scenarios, other ones each time. */
    static void assertNoDifference(PythonSide python, LongFunction<Scenario> generator, int count)
            throws Exception {
        assertNoDifference(python, generator, System.currentTimeMillis() * count, count);
    }

    private static void assertNoDifference(PythonSide python, LongFunction<Scenario> generator, long seed,
            int count) throws Exception {
        var difference = new Fuzz(python, List.of(Threads.values()), generator).run(seed, count);
        assertThat(difference)
                .as(() -> "./asyncio4j conformance fuzz --python " + Recordings.of(python.version())
                        + (difference.scenario().name().startsWith("fuzz-network/") ? " --network" : "")
                        + (difference.scenario().name().startsWith("fuzz-processes/") ? " --processes" : "")
                        + " --count 1 --seed " + difference.seed() + "\n"
                        + ScenarioWriter.write(difference.scenario())
                        + difference.comparison().sideBySide("CPython " + python.version(), "asyncio4j"))
                .isNull();
    }
}
