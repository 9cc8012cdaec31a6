package io.asyncio4j.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * docs/performance.md and its plots. What is between a pair of markers there, {@code <!-- bench:NAME -->} and
 * {@code <!-- /bench:NAME -->}, is written by this class; the rest is written by people.
 */
public final class Documents {

    private final Path folder;

    Documents(Path folder) { this.folder = folder; }

    /** Writes what the results have; a part that was not measured stays as it is. */
    void write(Results results) throws IOException {
        var report = new Report(results);
        Path file = folder.resolve("performance.md");
        String text = Files.readString(file);
        if (!results.works().isEmpty()) {
            text = replace(text, "machine", heading(report));
            text = replace(text, "results", report.table().markdown());
            text = replace(text, "missed", list(report.missed(), "All bars are reached."));
            text = replace(text, "notes",
                    list(report.notes(), "Nothing went wrong and nothing was left out."));
        }
        if (report.hasProcessor()) {
            text = replace(text, "processor", heading(report) + "\n" + Report.PROCESSOR + "\n\n"
                    + report.processorTable().markdown());
        }
        if (!results.scaling().isEmpty()) {
            text = replace(text, "scaling", scaling(report));
        }
        if (report.hasNet()) {
            text = replace(text, "net", heading(report) + "\n" + report.netTable().markdown()
                    + "\nThe server's processor time for one of them:\n\n"
                    + report.netProcessorTable().markdown()
                    + "\n" + list(report.missedOfNet(), "All bars are reached."));
        }
        if (report.hasColdStart()) {
            text = replace(text, "cold-start", heading(report) + "\n" + report.coldStartTable().markdown());
        }
        Files.writeString(file, text);
    }

    /** {@return the lines of the heading, as lines in Markdown too} */
    private static String heading(Report report) {
        return report.heading().replace("\n", "  \n").strip() + "\n";
    }

    private String scaling(Report report) throws IOException {
        var text = new StringBuilder(heading(report));
        for (Work work : Works.SCALING) {
            if (report.hasScaling(work)) {
                String image = "performance-" + work.name() + ".svg";
                Files.writeString(folder.resolve(image), report.plot(work).svg());
                text.append("\n### By number at a time: ").append(Works.scalingTitle(work)).append("\n\n![")
                        .append(report.plot(work).title()).append("](").append(image).append(")\n\n")
                        .append(report.scalingTable(work).markdown());
            }
        }
        return text.toString();
    }

    private static String list(List<String> lines, String none) {
        return lines.isEmpty() ? none + "\n"
                : lines.stream().map(line -> "- " + line.replace("\n", " ") + "\n")
                        .collect(Collectors.joining());
    }

    /** {@return the text with what is between the markers of that name replaced} */
    public static String replace(String text, String name, String content) throws IOException {
        String begin = "<!-- bench:" + name + " -->\n";
        String end = "<!-- /bench:" + name + " -->";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IOException(
                    "performance.md lacks the markers " + begin.strip() + " and " + end
                            + ", each on a line of its own");
        }
        return text.substring(0, from + begin.length()) + "\n" + content + "\n" + text.substring(to);
    }
}
