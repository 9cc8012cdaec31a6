package io.asyncio4j.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The traces of one area's scenarios that a CPython has left, so that a machine without Python can compare.
 *
 * @param version the CPython that has made them
 * @param answers what came of each scenario, by its name
 */
record GoldenTraces(String version, Map<String, PythonSide.Answer> answers) {

    private static final String VERSION = "# recorded from CPython ";
    private static final String SCENARIO = "scenario ";
    private static final String LACKS = "    lacks ";

    static GoldenTraces record(PythonSide python, List<Scenario> scenarios) throws IOException {
        var answers = new LinkedHashMap<String, PythonSide.Answer>();
        for (Scenario scenario : scenarios) {
            answers.put(scenario.name(), python.run(scenario));
        }
        return new GoldenTraces(python.version(), answers);
    }

    static GoldenTraces read(Path file) throws IOException {
        String version = "";
        var answers = new LinkedHashMap<String, PythonSide.Answer>();
        var lines = new ArrayList<String>();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(VERSION)) {
                version = line.substring(VERSION.length());
            } else if (line.startsWith(SCENARIO)) {
                lines = new ArrayList<>();
                answers.put(line.substring(SCENARIO.length()), new PythonSide.Answer.Trace(lines));
            } else if (line.startsWith(LACKS)) {
                answers.put(
                        answers.keySet().stream().reduce((first, second) -> second).orElseThrow(),
                        new PythonSide.Answer.Lacks(line.substring(LACKS.length())));
            } else if (!line.isBlank()) {
                lines.add(line.strip());
            }
        }
        return new GoldenTraces(version, answers);
    }

    /** {@return those of the scenarios that {@code wanted} takes} */
    GoldenTraces only(Predicate<String> wanted) {
        var some = new LinkedHashMap<>(answers);
        some.keySet().removeIf(wanted.negate());
        return new GoldenTraces(version, some);
    }

    void write(Path file) throws IOException {
        var text = new StringBuilder(VERSION).append(version).append('\n');
        answers.forEach((name, answer) -> {
            text.append('\n').append(SCENARIO).append(name).append('\n');
            switch (answer) {
                case PythonSide.Answer.Trace(List<String> lines) ->
                        lines.forEach(line -> text.append("    ").append(line).append('\n'));
                case PythonSide.Answer.Lacks(String what) -> text.append(LACKS).append(what).append('\n');
            }
        });
        Files.createDirectories(file.getParent());
        Files.writeString(file, text.toString());
    }
}
