package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.asyncio4j.EventLoopBuilder.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every scenario leaves the trace that was recorded from CPython, on both kinds of threads. */
class RecordedTracesTest {

    @TestFactory
    Stream<DynamicNode> scenariosLeaveTheTracesOfCPython() throws Exception {
        Library library = Library.read(Folders.MODULE);
        return library.areas().entrySet().stream()
                .map(area -> dynamicContainer(area.getKey(), tests(library, area.getKey(), area.getValue())));
    }

    private static Stream<DynamicTest> tests(Library library, String area, List<Scenario> scenarios) {
        GoldenTraces traces;
        try {
            traces = GoldenTraces.read(library.goldenFile(area));
        } catch (java.io.IOException e) {
            throw new AssertionError("no recorded traces for " + area + "; ./asyncio4j conformance record",
                    e);
        }
        var tests = new ArrayList<DynamicTest>();
        for (Scenario scenario : scenarios) {
            for (Threads threads : Threads.values()) {
                tests.add(
                        dynamicTest(
                                scenario.name() + " on " + threads,
                                () -> assertSame(scenario, traces, threads)));
            }
        }
        return tests.stream();
    }

    private static void assertSame(Scenario scenario, GoldenTraces traces, Threads threads) {
        PythonSide.Answer answer = traces.answers().get(scenario.name());
        assertThat(answer).as("a recorded trace; ./asyncio4j conformance record makes them").isNotNull();
        List<String> here = Execution.trace(scenario, threads);
        if (answer instanceof PythonSide.Answer.Trace(List<String> expected)) {
            Comparison comparison = Comparison.of(traces.version(), expected, here);
            assertThat(comparison.actual()).isEqualTo(comparison.expected());
        } else {
            assertThat(here).as("a Python that can run it is too new to be here, so it only has to run")
                    .noneMatch(line -> line.contains("unexpected"));
        }
    }

    @Test
    void everyTraceBelongsToAScenario() throws Exception {
        Library library = Library.read(Folders.MODULE);
        for (String area : library.areas().keySet()) {
            assertThat(GoldenTraces.read(library.goldenFile(area)).answers().keySet())
                    .as("traces of %s", area)
                    .containsExactlyElementsOf(
                            library.areas().get(area).stream().map(Scenario::name).toList());
        }
    }
}
