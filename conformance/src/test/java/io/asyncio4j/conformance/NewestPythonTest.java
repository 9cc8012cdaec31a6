package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The same beside CPython 3.15, which npm fetches. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NewestPythonTest {

    private PythonSide python;

    @BeforeAll
    void startPython() throws Exception {
        python = LiveComparison.orLeaveOut(() -> Pythons.start(Folders.MODULE, "3.15"));
    }

    @AfterAll
    void endPython() {
        if (python != null) {
            python.close();
        }
    }

    @Test
    void itIsTheOneThatIsPinned() {
        assertThat(python.version()).isEqualTo("3.15.0rc1");
    }

    @Test
    void theLibrary_leavesTheSameTracesHereAndThere() throws Exception {
        LiveComparison.assertSameTraces(python);
    }

    @Test
    void randomScenarios_leaveTheSameTraces() throws Exception {
        LiveComparison.assertNoDifference(python, 1_000);
    }

    @Test
    void randomScenariosOnANetwork_leaveTheSameTraces() throws Exception {
        LiveComparison.assertNoDifference(python, ScenarioGenerator::generateOnNetwork, 400);
    }
}
