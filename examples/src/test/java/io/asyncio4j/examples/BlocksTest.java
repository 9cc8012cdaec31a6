package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No block of a page escapes the tests: each is of a kind, at a place, that one of them runs or compares. Who writes
 * another one names here the test that holds it.
 */
class BlocksTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** A block: what stands behind its fence, and between it and the block before it. */
    private record Block(String page, long line, String kind, String text, String above, String kindAbove) {

        /** Whether a test of that page finds it by the comment above, {@code <!-- NAME -->}. */
        boolean isMarked() {
            return above.matches("(?s).*<!-- [a-z-]+ -->");
        }

        boolean isOutput() {
            return above.isEmpty() && kindAbove.startsWith("java");
        }

        @Override
        public String toString() {
            return page + ":" + line + " " + kind;
        }
    }

    // Where blocks of a kind are held one and all, and where only so many are.
    private static final Map<String, Set<String>> ALL = Map.of(
            "console", Set.of("docs/debugging.md"), // DebuggingGuideTest, DebuggingGuideToolsTest
            "java metrics", Set.of("docs/metrics.md"), // MetricsPageTest
            "python", Set.of("docs/guide/porting.md")); // PortedPagesTest
    private static final Map<String, Map<String, Integer>> SOME = Map.of(
            "java cluster", Map.of("docs/offload.md", 1), // ClusterPageTest
            "java endless", Map.of("docs/errors.md", 1), // FirstHourTest
            "java-draft", Map.of("docs/guide/port-command.md", 1), // PortedPagesTest
            "python", Map.of("docs/guide/port-command.md", 1));
    /** Blocks without a kind: drawings, a flag, and two messages. */
    private static final Map<String, Integer> OTHERS = Map.of(
            "CONTRIBUTING.md", 1,
            "README.md", 1,
            "docs/guide/how-it-works.md", 3,
            "docs/offload.md", 1); // NotSendableTest

    private final List<Block> blocks = new ArrayList<>();

    BlocksTest() throws IOException {
        for (var page : pages()) {
            var text = Files.readString(page);
            var name = ROOT.relativize(page).toString().replace('\\', '/');
            var found = Pattern.compile("^```([^\\n]*)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                    .matcher(text);
            int end = 0;
            var kind = "";
            while (found.find()) {
                blocks.add(new Block(name, 1 + text.substring(0, found.start()).lines().count(),
                        found.group(1), found.group(2), text.substring(end, found.start()).strip(), kind));
                end = found.end();
                kind = found.group(1);
            }
            assertThat(text.lines().filter(line -> line.strip().startsWith("```")).count())
                    .as("fences of " + name + ": two a block, at the beginning of a line")
                    .isEqualTo(2L * blocks.stream().filter(block -> block.page.equals(name)).count());
        }
    }

    /** {@return the pages of the repository}, not what builds and Node.js leave behind */
    private static List<Path> pages() throws IOException {
        var pages = new ArrayList<Path>();
        for (var folder : List.of("", "docs", "docs/guide", "docs/adr", "examples/consumer")) {
            addPages(ROOT.resolve(folder), pages);
        }
        try (var modules = Files.newDirectoryStream(ROOT, Files::isDirectory)) {
            for (var module : modules) {
                if (Files.exists(module.resolve("pom.xml"))) {
                    addPages(module, pages);
                }
            }
        }
        return pages;
    }

    private static void addPages(Path folder, List<Path> pages) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
    }

    private Stream<Block> ofKind(String kind) {
        return blocks.stream().filter(block -> block.kind.equals(kind));
    }

    @Test
    void noBlock_escapes() throws IOException {
        var run = DocumentsTest.pages().stream().map(page -> ROOT.relativize(page).toString())
                .collect(Collectors.toSet());
        var escaped = new ArrayList<Block>();
        for (var block : blocks) {
            boolean held = switch (block.kind) {
                case "java" -> run.contains(block.page) || block.page.equals("docs/debugging.md")
                        || block.page.equals("docs/testing.md") && block.isMarked();
                case "text" -> block.isOutput() || block.page.equals("docs/testing.md") && block.isMarked()
                        || isHeldByItsText(block);
                case "java test", "xml", "sh" -> true; // below
                case "" -> OTHERS.containsKey(block.page) || block.text.startsWith("scenario "); // below
                default -> ALL.getOrDefault(block.kind, Set.of()).contains(block.page)
                        || SOME.getOrDefault(block.kind, Map.of()).containsKey(block.page)
                        || block.page.equals("README.md") && block.kind.equals("console"); // below
            };
            if (!held) {
                escaped.add(block);
            }
        }
        assertThat(escaped).as("blocks that no test runs or compares").isEmpty();
        SOME.forEach((kind, counts) -> counts.forEach((page, count) -> assertThat(
                ofKind(kind).filter(block -> block.page.equals(page))).as(kind + " in " + page)
                .hasSize(count)));
        OTHERS.forEach((page, count) -> assertThat(ofKind("").filter(block -> block.page.equals(page)
                && !block.text.startsWith("scenario "))).as("blocks without a kind in " + page)
                .hasSize(count));
    }

    /** The README's schedule is GuideTest's, the line about threads is FirstHourTest's. */
    private static boolean isHeldByItsText(Block block) {
        return block.page.equals("README.md") && block.text.startsWith("  step  main ")
                || block.page.equals("docs/errors.md")
                        && block.above.endsWith("### The INFO line about threads");
    }

    @Test
    void theReadmesLookFromOutside_isOneOfTheDebuggingPage() {
        var shown = ofKind("console").collect(Collectors.partitioningBy(
                block -> block.page.equals("README.md"),
                Collectors.mapping(Block::text, Collectors.toList())));
        assertThat(shown.get(true)).hasSize(1)
                .allSatisfy(text -> assertThat(shown.get(false)).contains(text));
    }

    @Test
    void tests_areThoseOfThisModule() {
        assertThat(ofKind("java test")).isNotEmpty().allSatisfy(block -> {
            var name = Pattern.compile("^class (\\w+) ", Pattern.MULTILINE).matcher(block.text);
            assertThat(name.find()).isTrue();
            assertThat(Path.of("src/test/java", name.group(1) + ".java")).hasContent(block.text);
        });
    }

    @Test
    void dependencies_areOfWhatIsPublished() throws IOException {
        var parent = Files.readString(ROOT.resolve("pom.xml"));
        var version = parent.substring(parent.indexOf("<artifactId>asyncio4j-parent</artifactId>"))
                .replaceFirst("(?s).*?<version>(.*?)</version>.*", "$1");
        assertThat(ofKind("xml")).hasSizeGreaterThan(1).allSatisfy(block -> {
            var artifact = block.text.replaceFirst("(?s).*<artifactId>asyncio4j-(.*?)</artifactId>.*", "$1");
            assertThat(Files.readString(ROOT.resolve(artifact + "/pom.xml"))).as("the module " + artifact)
                    .doesNotContain("<maven.deploy.skip>true");
            assertThat(block.text).contains("<groupId>io.asyncio4j</groupId>",
                    "<version>" + version + "</version>");
        });
    }

    @Test
    void scenarios_areThereWordForWord() throws IOException {
        var scenarios = new StringBuilder();
        try (var files = Files.newDirectoryStream(ROOT.resolve("conformance/scenarios"), "*.scn")) {
            for (var file : files) {
                scenarios.append('\n').append(Files.readString(file));
            }
        }
        assertThat(ofKind("").filter(block -> block.text.startsWith("scenario "))).hasSize(2)
                .allMatch(block -> scenarios.indexOf("\n" + block.text) >= 0);
    }

    /** The commands are the launcher's, and their options stand in what carries them out. */
    @Test
    void commands_andTheirOptions_areThere() throws IOException {
        var launcher = Files.readString(ROOT.resolve("asyncio4j"));
        var sources = new StringBuilder(launcher);
        for (var module : List.of("cli", "benchmarks", "conformance")) {
            try (var files = Files.walk(ROOT.resolve(module + "/src/main/java"))) {
                for (var file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    sources.append(Files.readString(file));
                }
            }
        }
        var lines = ofKind("sh").flatMap(block -> block.text.lines())
                .map(line -> line.replaceFirst("\\s*#.*", "").replaceAll("[\\[\\]]", ""))
                .filter(line -> line.contains("./asyncio4j ")).toList();
        assertThat(lines).hasSizeGreaterThan(15).allSatisfy(line -> {
            var command = line.replaceFirst(".*\\./asyncio4j ([a-z]+).*", "$1");
            assertThat(launcher.contains("\n    " + command + ")") || sources.indexOf(
                    "name = \"" + command + "\"") >= 0).as("the command " + command).isTrue();
            Pattern.compile(" (--[a-z-]+)").matcher(line).results().map(found -> found.group(1))
                    .forEach(option -> assertThat(Pattern.compile("\"" + option + "\\b").matcher(sources)
                            .find()).as("the option " + option).isTrue());
        });
    }
}
