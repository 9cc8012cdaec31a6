package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every Java block of the README, the guide and the other pages here runs as it stands, pasted into a file, and gives
 * the output that stands below it, on both kinds of threads. {@code -Ddocs.update=true} writes that output anew.
 *
 * <p>In an output, {@code …} stands for any text, and for any number of lines where it stands alone.
 */
class DocumentsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final boolean UPDATE = Boolean.getBoolean("docs.update");

    private static final Pattern PROGRAM = Pattern.compile(
            "^```java\\n(?<source>.*?)^```\\n(?:\\n```text\\n(?<output>.*?)^```\\n)?",
            Pattern.DOTALL | Pattern.MULTILINE);

    static List<Path> pages() throws IOException {
        var pages =
                Stream.of("README.md", "docs/errors.md", "docs/io.md", "docs/offload.md").map(ROOT::resolve)
                        .collect(Collectors.toCollection(ArrayList::new));
        try (var guide = Files.walk(ROOT.resolve("docs/guide"))) {
            guide.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    @TestFactory
    Stream<DynamicTest> everyProgram_runsAsItStands() throws IOException {
        var tests = new ArrayList<DynamicTest>();
        for (var page : pages()) {
            var text = Files.readString(page);
            var found = PROGRAM.matcher(text);
            var name = ROOT.relativize(page).toString();
            if (UPDATE) {
                tests.add(DynamicTest.dynamicTest("update " + name, () -> update(page, text)));
                continue;
            }
            while (found.find()) {
                var source = found.group("source");
                var output = found.group("output") == null ? "" : found.group("output");
                var line = 1 + text.substring(0, found.start()).lines().count();
                for (var threads : List.of("carried", "portable")) {
                    tests.add(DynamicTest.dynamicTest(name + ":" + line + " " + threads,
                            () -> check(source, output, threads)));
                }
            }
        }
        return tests.stream();
    }

    private static void check(String source, String output, String threads) throws Exception {
        var lines = PastedProgram.outputOf(source, threads, output.contains(" has held "));
        assertThat(String.join("\n", lines)).matches(pattern(output.lines().toList()));
    }

    private static Pattern pattern(List<String> expected) {
        return Pattern.compile(expected.stream()
                .map(line -> line.equals("…")
                        ? "(?s:.*)"
                        : Arrays.stream(line.split("…", -1)).map(Pattern::quote)
                                .collect(Collectors.joining(".*")))
                .collect(Collectors.joining("\n")));
    }

    private static void update(Path page, String text) throws Exception {
        var found = PROGRAM.matcher(text);
        var updated = new StringBuilder();
        while (found.find()) {
            var before = found.group("output");
            var lines = PastedProgram.outputOf(
                    found.group("source"), "carried", before != null && before.contains(" has held "));
            boolean holds = before != null
                    && pattern(before.lines().toList()).matcher(String.join("\n", lines)).matches();
            var output =
                    holds ? before : lines.stream().map(line -> line + "\n").collect(Collectors.joining());
            var block = "```java\n" + found.group("source") + "```\n"
                    + (output.isEmpty() ? "" : "\n```text\n" + output + "```\n");
            found.appendReplacement(updated, Matcher.quoteReplacement(block));
        }
        found.appendTail(updated);
        Files.writeString(page, updated);
    }
}
