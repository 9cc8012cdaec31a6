package io.asyncio4j.stress.gaps;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The lines of the sources that a report is about. */
final class Sources {

    private final Path folder;
    private final Map<String, List<String>> files = new HashMap<>();

    Sources(Path folder) {
        this.folder = folder;
    }

    /** Whether there is such a line, but for the space around it. */
    boolean has(String file, String line) {
        return Files.exists(folder.resolve(file))
                && lines(file).stream().anyMatch(each -> each.strip().equals(line));
    }

    String line(String file, int number) {
        List<String> lines = lines(file);
        if (number < 1 || number > lines.size()) {
            throw new IllegalArgumentException(
                    "the report names line " + number + " of " + file + ", which has " + lines.size()
                            + "; make the report anew");
        }
        return lines.get(number - 1).strip();
    }

    private List<String> lines(String file) {
        return files.computeIfAbsent(file, this::read);
    }

    private List<String> read(String file) {
        try {
            return Files.readAllLines(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code get} for {@code lambda$get$0}, and for {@code get} itself. */
    static String method(String name) {
        if (!name.startsWith("lambda$")) {
            return name;
        }
        int end = name.lastIndexOf('$');
        return end > 7 ? name.substring(7, end) : name;
    }
}
