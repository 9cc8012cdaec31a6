package io.asyncio4j.stress.gaps;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.w3c.dom.Element;

/** Reports of PIT, in XML. A gap is a mutation that no test has noticed. */
final class MutationReport extends Report {

    private final Map<String, Count> mutations = counts();
    private final Set<String> files = new HashSet<>();

    MutationReport(List<Path> reports, Sources sources) throws IOException {
        for (Path xml : reports) {
            for (Element mutation : children(parse(xml), "mutation")) {
                add(mutation, sources);
            }
        }
    }

    private void add(Element mutation, Sources sources) {
        String type = text(mutation, "mutatedClass");
        String folder = type.substring(0, type.lastIndexOf('.')).replace('.', '/');
        String file = folder + "/" + text(mutation, "sourceFile");
        files.add(file);
        switch (mutation.getAttribute("status")) {
            case "KILLED", "TIMED_OUT", "MEMORY_ERROR", "RUN_ERROR" -> of(mutations, folder).add(0, 1);
            case "SURVIVED", "NO_COVERAGE" -> {
                of(mutations, folder).add(1, 0);
                gaps.add(new Gap(file, Sources.method(text(mutation, "mutatedMethod")),
                        sources.line(file, Integer.parseInt(text(mutation, "lineNumber"))),
                        text(mutation, "description")));
            }
            case "NON_VIABLE" -> {} // no class that a JVM takes
            default -> throw new IllegalArgumentException(
                    "the report is not complete: " + type + " has a mutation "
                            + mutation.getAttribute("status"));
        }
    }

    /** Whether anything of that file was mutated. */
    boolean isAbout(String file) {
        return files.contains(file);
    }

    /** The rooms of whose mutations fewer than {@code percent} were noticed, in words. */
    List<String> below(double percent) {
        var below = new ArrayList<String>();
        mutations.forEach((folder, count) -> {
            if (count.percent() < percent) {
                below.add("%s: %s of the mutations were noticed; at least %.0f %% shall be".formatted(
                        room(folder), count,
                        percent));
            }
        });
        return below;
    }

    @Override
    List<String> figures() {
        var figures = new ArrayList<String>();
        mutations.forEach(
                (folder, count) -> figures.add("%-12s mutations noticed %s".formatted(room(folder), count)));
        return figures;
    }
}
