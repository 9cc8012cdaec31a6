package io.asyncio4j.stress.gaps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The list of the places that are left out on purpose, each with its reason. Lines that begin with {@code #} are comments;
 * an empty line stands between two places. A place is
 *
 * <pre>{@code
 * io/asyncio4j/sync/Lock.java release
 * > the line
 * - what is left out there, in the words of the report; one line for each time
 * the reason, in as many lines as it needs
 * }</pre>
 *
 * With {@code ~ sometimes} in place of what is left out, it depends on the moment at which threads meet whether a test runs
 * that line, and nothing is said of it.
 */
final class GapList {

    private static final String SOMETIMES = "~ sometimes";

    private final List<Gap> gaps = new ArrayList<>();
    private final List<Gap> sometimes = new ArrayList<>();
    private final Path file;

    private GapList(Path file) {
        this.file = file;
    }

    static GapList read(Path file) throws IOException {
        var list = new GapList(file);
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size();) {
            if (lines.get(i).isBlank() || lines.get(i).startsWith("#")) {
                i++;
            } else {
                i = list.readPlace(lines, i);
            }
        }
        return list;
    }

    private int readPlace(List<String> lines, int first) {
        int end = first;
        while (end < lines.size() && !lines.get(end).isBlank()) {
            end++;
        }
        String[] words = lines.get(first).split(" ");
        int at = first + 1;
        if (words.length != 2 || at >= end || !lines.get(at).startsWith("> ")) {
            throw malformed(first, "a place begins with its file and method, and then its line after \"> \"");
        }
        String text = lines.get(at++).substring(2).strip();
        int firstWhat = at;
        if (at < end && lines.get(at).strip().equals(SOMETIMES)) {
            sometimes.add(new Gap(words[0], words[1], text, SOMETIMES));
            at++;
        } else {
            for (; at < end && lines.get(at).startsWith("- "); at++) {
                gaps.add(new Gap(words[0], words[1], text, lines.get(at).substring(2).strip()));
            }
        }
        if (at == firstWhat) {
            throw malformed(first, "it does not say after \"- \" what is left out");
        }
        if (at == end) {
            throw malformed(first, "it gives no reason");
        }
        return end;
    }

    private IllegalArgumentException malformed(int line, String why) {
        return new IllegalArgumentException(file + ", line " + (line + 1) + ": " + why);
    }

    int size() {
        return gaps.size() + sometimes.size();
    }

    /**
     * What of a report is not as the list has it.
     *
     * @param problems what is left out and not listed, and what is listed and not in the sources any more; in words
     * @param news     what is listed and was not left out, or not all of it. No problem: a test may be lucky
     */
    record Comparison(List<String> problems, List<String> news) {}

    /** @param isAbout whether the report was about that file at all; what is listed of others is let be */
    Comparison compare(List<Gap> found, Predicate<String> isAbout, Sources sources) {
        var open = new ArrayList<>(gaps);
        var unlisted = new ArrayList<>(found);
        unlisted.removeIf(open::remove); // each listed one takes one away, and one that says just that comes first
        var news = new ArrayList<>(open);
        unlisted.removeIf(gap -> {
            var wider = open.stream().filter(listed -> listed.covers(gap)).findFirst();
            wider.ifPresent(open::remove);
            return wider.isPresent() || sometimes.stream().anyMatch(each -> each.place().equals(gap.place()));
        });
        var gone = Stream.concat(gaps.stream(), sometimes.stream())
                .filter(gap -> isAbout.test(gap.file()) && !sources.has(gap.file(), gap.text())).distinct()
                .toList();
        news.removeIf(gap -> !isAbout.test(gap.file()) || gone.contains(gap));
        return new Comparison(
                Stream.concat(
                        unlisted.stream().map(
                                gap -> "left out by the tests, and not listed in " + file + ":\n" + gap),
                        gone.stream().map(
                                gap -> "listed in " + file + ", but there is no such line (any more):\n"
                                        + gap))
                        .toList(),
                news.stream().map(
                        gap -> "listed in " + file + ", but the tests do run it, or more of it, this time:\n"
                                + gap)
                        .toList());
    }
}
