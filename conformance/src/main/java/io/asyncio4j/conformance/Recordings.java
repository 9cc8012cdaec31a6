package io.asyncio4j.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The traces that several versions of CPython have left. The newest version has a folder with all of them; the folder of
 * an older one holds what it does otherwise than the next newer one, so that most of them are there once.
 */
final class Recordings {

    private static final Comparator<String> OLDEST_FIRST =
            Comparator.comparingInt(version -> Integer.parseInt(version.split("\\.")[1]));

    private final Path folder;
    private final List<String> versions = new ArrayList<>();

    Recordings(Path folder) throws IOException {
        this.folder = folder;
        if (Files.isDirectory(folder)) {
            try (Stream<Path> folders = Files.list(folder)) {
                folders.map(path -> path.getFileName().toString()).filter(name -> name.matches("3\\.\\d+"))
                        .sorted(OLDEST_FIRST).forEach(versions::add);
            }
        }
    }

    /** {@return the versions, such as {@code 3.15}, the oldest first} */
    List<String> versions() {
        return List.copyOf(versions);
    }

    String newest() {
        return versions.getLast();
    }

    /** {@return the version, such as {@code 3.15}, of {@code python}, which is the whole one} */
    static String of(String python) {
        String[] parts = python.split("\\.");
        return parts[0] + "." + parts[1];
    }

    /** {@return what CPython {@code version} does in the scenarios of {@code area}} */
    GoldenTraces read(String version, String area) throws IOException {
        var answers = new LinkedHashMap<String, PythonSide.Answer>();
        for (String each : versions.subList(indexOf(version), versions.size()).reversed()) {
            answers.putAll(own(each, area).answers());
        }
        return new GoldenTraces(python(version), answers);
    }

    /** {@return what it does otherwise than the next newer one, or all if it is the newest} */
    GoldenTraces own(String version, String area) throws IOException {
        Path file = file(version, area);
        return Files.exists(file) ? GoldenTraces.read(file) : new GoldenTraces(python(version), Map.of());
    }

    private int indexOf(String version) {
        int index = versions.indexOf(version);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "no traces of CPython " + version + " are recorded, only of "
                            + String.join(", ", versions)
                            + "; with --live they are compared with one that runs");
        }
        return index;
    }

    private Path file(String version, String area) {
        return folder.resolve(version).resolve(area + ".trace");
    }

    // all files of a folder are recorded at once
    private String python(String version) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(version))) {
            Path any = files.sorted().findFirst().orElseThrow(
                    () -> new IOException(folder.resolve(version) + " is empty; record its traces anew"));
            return GoldenTraces.read(any).version();
        }
    }

    /** Puts in what {@code python} has done, by area, in the place of what was recorded of its version. */
    void replace(String python, Map<String, GoldenTraces> traces) throws IOException {
        Map<String, Map<String, GoldenTraces>> all = new TreeMap<>(OLDEST_FIRST);
        for (String version : versions) {
            for (String area : traces.keySet()) {
                all.computeIfAbsent(version, key -> new TreeMap<>()).put(area, read(version, area));
            }
        }
        all.put(of(python), traces);
        versions.clear();
        versions.addAll(all.keySet());
        for (int i = 0; i < versions.size(); i++) {
            Map<String, GoldenTraces> newer =
                    i + 1 < versions.size() ? get(all, versions.get(i + 1)) : Map.of();
            write(versions.get(i), get(all, versions.get(i)), newer, traces);
        }
    }

    private static Map<String, GoldenTraces> get(Map<String, Map<String, GoldenTraces>> all, String version) {
        return Objects.requireNonNull(all.get(version));
    }

    private void write(String version, Map<String, GoldenTraces> areas, Map<String, GoldenTraces> newer,
            Map<String, GoldenTraces> names) throws IOException {
        Trees.delete(folder.resolve(version));
        for (Map.Entry<String, GoldenTraces> area : areas.entrySet()) {
            GoldenTraces next = newer.get(area.getKey());
            GoldenTraces known = Objects.requireNonNull(names.get(area.getKey()));
            GoldenTraces own = area.getValue().only(name -> known.answers().containsKey(name)
                    && (next == null || !Objects.equals(
                            area.getValue().answers().get(name), next.answers().get(name))));
            if (!own.answers().isEmpty()) {
                own.write(file(version, area.getKey()));
            }
        }
    }
}
