package io.asyncio4j.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The scenarios of the project, by the file that they stand in, and the behaviours that they are to show. */
record Library(Path folder, Map<String, List<Scenario>> areas) {

    /** A behaviour of CPython; {@code reason} says why no trace can show it, and is empty for the others. */
    record Behaviour(String id, String what, String reason) {}

    /** {@return the library in {@code folder}, the one of the module {@code conformance}} */
    static Library read(Path folder) throws IOException, ScenarioException {
        var areas = new TreeMap<String, List<Scenario>>();
        try (Stream<Path> files = Files.list(folder.resolve("scenarios"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".scn")).sorted().toList()) {
                String name = file.getFileName().toString();
                areas.put(
                        name.substring(0, name.length() - ".scn".length()),
                        ScenarioParser.parse("scenarios/" + name, Files.readString(file)));
            }
        }
        return new Library(folder, areas);
    }

    List<Scenario> scenarios() {
        return areas.values().stream().flatMap(List::stream).toList();
    }

    List<Behaviour> behaviours() throws IOException {
        var behaviours = new ArrayList<Behaviour>();
        for (String line : Files.readAllLines(folder.resolve("behaviours.tsv"))) {
            String[] columns = line.split("\t", -1);
            behaviours.add(new Behaviour(columns[0], columns[1], columns.length > 2 ? columns[2] : ""));
        }
        return behaviours;
    }

    /** {@return the names of the scenarios that cover each behaviour} */
    Map<String, Set<String>> coverage() {
        var coverage = new LinkedHashMap<String, Set<String>>();
        for (Scenario scenario : scenarios()) {
            for (String id : scenario.covers()) {
                coverage.computeIfAbsent(id, key -> new LinkedHashSet<>()).add(scenario.name());
            }
        }
        return coverage;
    }

    /** {@return a table of the behaviours, each with its scenarios or the reason why it has none} */
    String coverageTable() throws IOException {
        var table = new StringBuilder("| id | what it says | shown by |\n|---|---|---|\n");
        Map<String, Set<String>> coverage = coverage();
        for (Behaviour behaviour : behaviours()) {
            Set<String> scenarios = coverage.getOrDefault(behaviour.id, Set.of());
            table.append("| ").append(behaviour.id).append(" | ").append(behaviour.what.replace("|", "\\|"))
                    .append(" | ")
                    .append(scenarios.isEmpty() ? "- (" + behaviour.reason.replace("|", "\\|") + ")"
                            : String.join(", ", scenarios))
                    .append(" |\n");
        }
        return table.toString();
    }

    /** {@return the traces that were recorded} */
    Recordings recordings() throws IOException {
        return new Recordings(folder.resolve("golden"));
    }
}
