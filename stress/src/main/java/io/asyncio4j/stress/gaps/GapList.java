package io.asyncio4j.stress.gaps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

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
 * that line, and neither is an error.
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
     * In words, what is left out and not in this list, and what is in it and not left out any more.
     *
     * @param isAbout whether the report was about that file at all; what is listed of others is let be
     */
    List<String> compare(List<Gap> found, Predicate<String> isAbout, Sources sources) {
        var problems = new ArrayList<String>();
        var unlisted = new ArrayList<>(found);
        gaps.forEach(unlisted::remove); // each listed one takes one away
        for (Gap gap : unlisted) {
            if (sometimes.stream().noneMatch(each -> each.place().equals(gap.place()))) {
                problems.add("left out by the tests, and not listed in " + file + ":\n" + gap);
            }
        }
        var stale = new ArrayList<>(gaps);
        found.forEach(stale::remove);
        sometimes.stream().filter(gap -> !sources.has(gap.file(), gap.text())).forEach(stale::add);
        stale.removeIf(gap -> !isAbout.test(gap.file()));
        for (Gap gap : stale) {
            problems.add("listed in " + file + ", but there is no such gap (any more):\n" + gap);
        }
        return problems;
    }
}
