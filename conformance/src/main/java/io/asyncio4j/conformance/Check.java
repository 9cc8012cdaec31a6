package io.asyncio4j.conformance;

import io.asyncio4j.EventLoopBuilder.Threads;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares all scenarios of the library with one CPython, on both kinds of threads. */
final class Check {

    /** Where the traces of an area come from. */
    private interface Source {

        GoldenTraces traces(String area, List<Scenario> scenarios) throws IOException;
    }

    private final Library library;
    private final Source source;
    private final String recorded;
    private String version = "";
    private int compared;
    private int known;
    private int differences;

    private Check(Library library, Source source, String recorded) {
        this.library = library;
        this.source = source;
        this.recorded = recorded;
    }

    /** {@return a comparison with a CPython that runs} */
    static Check live(Library library, PythonSide python) {
        return new Check(library, (area, scenarios) -> GoldenTraces.record(python, scenarios), "");
    }

    /** {@return a comparison with what was recorded of {@code version}; of the newest if that is null} */
    static Check recorded(Library library, @Nullable String version) throws IOException {
        Recordings recordings = library.recordings();
        String which = version != null ? version : recordings.newest();
        return new Check(library, (area, scenarios) -> recordings.read(which, area), " (recorded)");
    }

    int differences() {
        return differences;
    }

    void run(PrintWriter out) throws IOException {
        for (Map.Entry<String, List<Scenario>> area : library.areas().entrySet()) {
            GoldenTraces traces = source.traces(area.getKey(), area.getValue());
            version = traces.version();
            for (Scenario scenario : area.getValue()) {
                if (traces.answers()
                        .get(scenario.name()) instanceof PythonSide.Answer.Trace(List<String> expected)) {
                    compared++;
                    compare(scenario, expected, out);
                }
            }
        }
        out.println(compared + " scenarios compared on both kinds of threads with CPython " + version
                + recorded
                + ", " + differences + " differences" + (known == 0 ? "" : " and " + known + " known ones"));
    }

    private void compare(Scenario scenario, List<String> expected, PrintWriter out) {
        boolean isKnown = false;
        for (Threads threads : Threads.values()) {
            Comparison comparison =
                    Comparison.of(version, expected, Execution.trace(scenario, threads));
            switch (comparison.verdict(scenario, version)) {
                case EQUAL -> {}
                case KNOWN -> isKnown = true;
                case OUTDATED -> {
                    differences++;
                    out.println(
                            scenario.name() + " does not differ from CPython " + version + " on " + threads
                                    + " threads; take its `differs` away");
                }
                case DIFFERENT -> {
                    differences++;
                    out.println(scenario.name() + " differs on " + threads + " threads");
                    out.println(comparison.sideBySide("CPython " + version, "asyncio4j"));
                }
            }
        }
        known += isKnown ? 1 : 0;
    }
}
