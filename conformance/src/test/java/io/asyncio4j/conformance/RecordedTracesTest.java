package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.asyncio4j.EventLoopBuilder.Threads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every scenario leaves the trace that was recorded from each CPython, on both kinds of threads. */
class RecordedTracesTest {

    @TestFactory
    Stream<DynamicNode> scenariosLeaveTheTracesOfCPython() throws Exception {
        Library library = Library.read(Folders.MODULE);
        Recordings recordings = library.recordings();
        var versions = new ArrayList<DynamicNode>();
        for (String version : recordings.versions().reversed()) {
            var areas = new ArrayList<DynamicNode>();
            for (String area : library.areas().keySet()) {
                areas.add(tests(library, area, recordings.own(version, area)));
            }
            versions.add(dynamicContainer("CPython " + version, areas));
        }
        return versions.stream();
    }

    private static DynamicContainer tests(Library library, String area, GoldenTraces traces) {
        var tests = new ArrayList<DynamicNode>();
        for (Scenario scenario : library.areas().getOrDefault(area, List.of())) {
            PythonSide.Answer answer = traces.answers().get(scenario.name());
            if (answer != null) {
                for (Threads threads : Threads.values()) {
                    tests.add(
                            dynamicTest(
                                    scenario.name() + " on " + threads,
                                    () -> assertSame(scenario, traces.version(), answer, threads)));
                }
            }
        }
        return dynamicContainer(area, tests);
    }

    private static void assertSame(
            Scenario scenario, String version, PythonSide.Answer answer, Threads threads) {
        if (answer instanceof PythonSide.Answer.Trace(List<String> expected)) {
            LiveComparison.assertSame(scenario, version, expected, threads);
        } else {
            assertThat(Execution.trace(scenario, threads)).as("a newer Python can run it; this has to, too")
                    .noneMatch(line -> line.contains("unexpected"));
        }
    }

    @Test
    void everyScenarioHasItsTrace_andEveryTraceItsScenario() throws Exception {
        Library library = Library.read(Folders.MODULE);
        Recordings recordings = library.recordings();
        assertThat(recordings.versions()).containsExactly("3.13", "3.14", "3.15");
        for (String area : library.areas().keySet()) {
            List<String> names = library.areas().get(area).stream().map(Scenario::name).toList();
            assertThat(recordings.own(recordings.newest(), area).answers().keySet())
                    .as("traces of %s; ./asyncio4j conformance record makes them", area)
                    .containsExactlyElementsOf(names);
            for (String version : recordings.versions()) {
                assertThat(names).as("traces of %s in %s", area, version)
                        .containsAll(recordings.own(version, area).answers().keySet());
            }
        }
    }

    @Test
    void whatAnOlderVersionDoesAlike_isThereOnce() throws IOException, ScenarioException {
        Library library = Library.read(Folders.MODULE);
        Recordings recordings = library.recordings();
        List<String> versions = recordings.versions();
        for (int i = 0; i + 1 < versions.size(); i++) {
            for (String area : library.areas().keySet()) {
                var newer = recordings.read(versions.get(i + 1), area).answers();
                recordings.own(versions.get(i), area).answers().forEach((name, answer) -> assertThat(answer)
                        .as(name).isNotEqualTo(newer.get(name)));
            }
        }
    }
}
