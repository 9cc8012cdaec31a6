package io.asyncio4j.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The same beside the CPython of this machine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveComparisonTest {

    private PythonSide python;

    @BeforeAll
    void startPython() throws Exception {
        python = LiveComparison.orLeaveOut(() -> Pythons.start(Folders.MODULE, null));
    }

    @AfterAll
    void endPython() {
        if (python != null) {
            python.close();
        }
    }

    @Test
    void theLibrary_leavesTheSameTracesHereAndThere() throws Exception {
        LiveComparison.assertSameTraces(python);
    }

    @Test
    void randomScenarios_leaveTheSameTraces() throws Exception {
        assumeTrue(python.isFitForFuzz(), "CPython 3.12 differs where 3.13 was corrected");
        LiveComparison.assertNoDifference(python, 1_500);
    }

    @Test
    void randomScenariosOnANetwork_leaveTheSameTraces() throws Exception {
        assumeTrue(python.isFitForFuzz(), "CPython 3.12 differs where 3.13 was corrected");
        LiveComparison.assertNoDifference(python, ScenarioGenerator::generateOnNetwork, 400);
    }
}
