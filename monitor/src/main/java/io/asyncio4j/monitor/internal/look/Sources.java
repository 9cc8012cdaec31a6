package io.asyncio4j.monitor.internal.look;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The source files below some folders, to show the lines around a frame of a stack. They are found by their bare names
 * only, as a frame has them, so that nobody can ask for another file. For any thread.
 */
public final class Sources {

    private static final int MOST_ENTRIES = 100_000;
    private static final int MOST_DEPTH = 24;
    private static final int MOST_FOUND = 5;
    private static final int MOST_BYTES = 4 << 20;
    private static final int LONGEST_LINE = 400;
    private static final int AROUND = 8;
    private static final long KEPT_FOR = 30_000_000_000L;

    /**
     * Some lines of a file.
     *
     * @param path where it is, below its folder
     * @param first the number of the first line
     */
    public record Excerpt(String path, int first, List<String> lines) {}

    /** A file, and where it is below its folder. */
    private record Source(Path file, String path) {}

    // fixed
    private final List<Path> folders;
    private final Pattern source = Pattern.compile("[\\w$-]+\\.(java|kt|scala|groovy)");
    private final Set<String> withoutSources = Set.of("target", "build", "out", "node_modules");

    // guarded by this
    private Map<String, List<Source>> sources = Map.of();
    private long listedAt;
    private boolean listed;

    /** Makes those below {@code folders}. */
    public Sources(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** {@return whether there are none} */
    public boolean isEmpty() {
        return folders.isEmpty();
    }

    /** {@return the lines around a line of the files that are called {@code name}}; none if there are no such files */
    public List<Excerpt> around(String name, int line) {
        var found = new ArrayList<Excerpt>();
        for (Source source : sourcesNamed(name)) {
            try {
                if (Files.size(source.file()) > MOST_BYTES) {
                    continue;
                }
                List<String> lines = new String(Files.readAllBytes(source.file()), StandardCharsets.UTF_8)
                        .lines().toList();
                if (line >= 1 && line <= lines.size()) {
                    int first = Math.max(1, line - AROUND);
                    found.add(new Excerpt(source.path(), first,
                            lines.subList(first - 1, Math.min(lines.size(), line + AROUND)).stream()
                                    .map(Sources::shortened).toList()));
                }
            } catch (IOException e) {
                // it is gone, or not for us
            }
        }
        return found;
    }

    // one that is given by a link is followed, those within are not
    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            return folder; // it is gone, or not there yet
        }
    }

    private static String shortened(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "...";
    }

    private synchronized List<Source> sourcesNamed(String name) {
        if (!listed || System.nanoTime() - listedAt > KEPT_FOR) {
            sources = list();
            listedAt = System.nanoTime();
            listed = true;
        }
        return sources.getOrDefault(name, List.of());
    }

    private Map<String, List<Source>> list() {
        var found = new HashMap<String, List<Source>>();
        for (Path given : folders) {
            Path folder = real(given);
            var seen = new SimpleFileVisitor<Path>() {
                private int entries;

                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                    Path name = dir.getFileName();
                    boolean isHidden = name != null && name.toString().startsWith(".");
                    return dir.equals(folder) || !isHidden && !withoutSources.contains(String.valueOf(name))
                            ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String name = String.valueOf(file.getFileName());
                    if (attributes.isRegularFile() && source.matcher(name).matches()) {
                        List<Source> same = found.computeIfAbsent(name, _ -> new ArrayList<>(1));
                        if (same.size() < MOST_FOUND
                                && same.stream().noneMatch(each -> each.file().equals(file))) {
                            same.add(new Source(file, folder.relativize(file).toString()));
                        }
                    }
                    return ++entries < MOST_ENTRIES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // not for us
                }
            };
            try {
                Files.walkFileTree(folder, Set.of(), MOST_DEPTH, seen);
            } catch (IOException e) {
                // what was found so far is as much as there is
            }
        }
        return found;
    }
}
