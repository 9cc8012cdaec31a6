package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.EventLoopBuilder.Threads;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same beside a CPython that runs now. Without one on this machine there is nothing to do. */
class LiveComparisonTest {

    private static final int SCENARIOS = 1_500;

    private static Optional<PythonSide> found = Optional.empty();

    @BeforeAll
    static void startPython() {
        found = PythonSide.start();
    }

    @AfterAll
    static void endPython() {
        found.ifPresent(PythonSide::close);
    }

    private static PythonSide python() {
        assumeTrue(found.isPresent(), "no CPython 3.12 or later on this machine");
        return found.orElseThrow();
    }

    @Test
    void theLibrary_leavesTheSameTracesHereAndThere() throws Exception {
        PythonSide python = python();
        for (Scenario scenario : Library.read(Folders.MODULE).scenarios()) {
            if (python.run(scenario) instanceof PythonSide.Answer.Trace(List<String> expected)) {
                Comparison comparison = Comparison.of(
                        python.version(), expected, Execution.trace(scenario, Threads.CARRIED));
                assertThat(comparison.actual()).as(scenario.name()).isEqualTo(comparison.expected());
            }
        }
    }

    @Test
    void randomScenarios_leaveTheSameTraces() throws Exception {
        assumeTrue(python().isFitForFuzz(), "CPython 3.12 differs where 3.13 was corrected");
        long seed = System.currentTimeMillis() * SCENARIOS;
        var difference = new Fuzz(python(), List.of(Threads.values())).run(seed, SCENARIOS);
        assertThat(difference)
                .as(() -> "./asyncio4j conformance fuzz --count 1 --seed " + difference.seed() + "\n"
                        + ScenarioWriter.write(difference.scenario())
                        + difference.comparison().sideBySide("CPython", "asyncio4j"))
                .isNull();
    }
}
