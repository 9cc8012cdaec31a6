package io.asyncio4j.stress.gaps;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.w3c.dom.Element;

/** A report of JaCoCo, in XML. A gap is a line of which no instruction has run, or one of whose branches was not taken. */
final class CoverageReport extends Report {

    /** JaCoCo notes a line when it is left, and this one is left from within the call. It does note what leads there. */
    private static final String UNSEEN = "throw Unchecked.rethrow(";

    private final Map<String, Count> lines = counts();
    private final Map<String, Count> branches = counts();

    /** @param rooms those whose gaps are looked for, as folders; the figures are for all */
    CoverageReport(Path xml, Sources sources, Set<String> rooms) throws IOException {
        for (Element room : children(parse(xml), "package")) {
            String folder = room.getAttribute("name");
            count(room, folder);
            if (rooms.contains(folder)) {
                findGaps(room, folder, sources);
            }
        }
        for (String room : rooms) {
            if (!lines.containsKey(room)) {
                throw new IllegalArgumentException("the report " + xml + " has nothing about " + room);
            }
        }
    }

    private void count(Element room, String folder) {
        for (Element counter : children(room, "counter")) {
            Map<String, Count> counts = switch (counter.getAttribute("type")) {
                case "LINE" -> lines;
                case "BRANCH" -> branches;
                default -> Map.of();
            };
            if (counts != Map.<String, Count>of()) {
                of(counts, folder).add(number(counter, "missed"), number(counter, "covered"));
            }
        }
    }

    private void findGaps(Element room, String folder, Sources sources) {
        // The report tells where a method begins, but not of which one a line is.
        Map<String, TreeMap<Integer, String>> methods = new HashMap<>();
        for (Element type : children(room, "class")) {
            TreeMap<Integer, String> begin =
                    methods.computeIfAbsent(type.getAttribute("sourcefilename"), _ -> new TreeMap<>());
            for (Element method : children(type, "method")) {
                if (method.hasAttribute("line")) {
                    begin.put(number(method, "line"), Sources.method(method.getAttribute("name")));
                }
            }
        }
        for (Element source : children(room, "sourcefile")) {
            String name = source.getAttribute("name");
            for (Element line : children(source, "line")) {
                String what = missing(line);
                if (!what.isEmpty()) {
                    var method = methods.getOrDefault(name, new TreeMap<>()).floorEntry(number(line, "nr"));
                    String file = folder + "/" + name;
                    String text = sources.line(file, number(line, "nr"));
                    if (!text.startsWith(UNSEEN)) {
                        gaps.add(new Gap(file, method == null ? "?" : method.getValue(), text, what));
                    }
                }
            }
        }
    }

    private static String missing(Element line) {
        int branches = number(line, "mb");
        return number(line, "ci") == 0 ? Gap.NOT_RUN
                : branches == 0 ? ""
                : Gap.branches(branches, branches + number(line, "cb"));
    }

    @Override
    List<String> figures() {
        var figures = new ArrayList<String>();
        var allLines = new Count();
        var allBranches = new Count();
        lines.forEach((folder, count) -> {
            Count forks = branches.getOrDefault(folder, new Count());
            figures.add("%-12s lines %s, branches %s".formatted(room(folder), count, forks));
            allLines.add(count.missed, count.all - count.missed);
            allBranches.add(forks.missed, forks.all - forks.missed);
        });
        figures.add("%-12s lines %s, branches %s".formatted("all", allLines, allBranches));
        return figures;
    }
}
