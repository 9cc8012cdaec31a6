package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows is what the project has: its program is an example, its commands exist. */
class ReadmeTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static List<String> blocks(String language) throws IOException {
        var fence = Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL);
        return fence.matcher(readme()).results().map(MatchResult::group).toList();
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    @Test
    void theProgram_isTheTour() throws IOException {
        String tour = Files.readString(ROOT.resolve("examples/Tour.java"));
        String program = tour.replaceFirst("(?m)^// The program of the README.*\\R\\R", "");
        assertThat(blocks("java")).containsExactly("```java\n" + program + "```");
    }

    @Test
    void theOutput_isWhatTheTourPrints() throws Exception {
        var run = ExampleRun.of("Tour", "portable");
        String output = String.join("\n", run.texts());
        assertThat(readme()).contains("```text\n" + output + "\n```");
    }

    @Test
    void theLinks_leadToWhatIsThere() throws IOException {
        var links = new ArrayList<String>();
        Pattern.compile("\\]\\(([^)\\s]+)\\)|^\\[[\\w-]+]: (\\S+)", Pattern.MULTILINE).matcher(readme())
                .results()
                .map(found -> found.group(1) != null ? found.group(1) : found.group(2))
                .filter(link -> !link.startsWith("http")).forEach(links::add);
        assertThat(links).hasSizeGreaterThan(30).contains("conformance/README.md", "#the-flag");
        for (var link : links) {
            var parts = link.split("#", 2);
            var file = parts[0].isEmpty() ? ROOT.resolve("README.md") : ROOT.resolve(parts[0]);
            assertThat(file).exists();
            if (parts.length > 1) {
                var headings = Files.readString(file).lines().filter(line -> line.startsWith("#"))
                        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT)
                                .replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'));
                assertThat(headings).as(link).contains(parts[1]);
            }
        }
    }

    @Test
    void eachCellBesideThePeers_leadsToWhatSaysSo() throws IOException {
        var defined = Pattern.compile("^\\[([\\w-]+)]: \\S+", Pattern.MULTILINE).matcher(readme()).results()
                .map(found -> found.group(1)).toList();
        var used = Pattern.compile("]\\[([\\w-]+)]").matcher(readme()).results()
                .map(found -> found.group(1)).distinct().toList();
        assertThat(used).containsExactlyInAnyOrderElementsOf(defined);

        var table = readme().substring(
                readme().indexOf("## Beside its peers"), readme().indexOf("## From asyncio to Java"));
        var rows = table.lines().filter(line -> line.startsWith("| ") && !line.startsWith("| |")).toList();
        assertThat(rows).hasSizeGreaterThan(10);
        var nothingToSay = Set.of("no", "-", "not measured", "other packages");
        for (var row : rows) {
            var cells = List.of(row.substring(2, row.length() - 2).split(" \\| "));
            assertThat(cells).as(row).hasSize(7);
            assertThat(cells.subList(1, 7)).as(row).allSatisfy(
                    cell -> assertThat(nothingToSay.contains(cell) || cell.contains("]")).as(cell).isTrue());
        }
    }

    @Test
    void theCommands_nameFilesThatExist() throws IOException {
        var named = new ArrayList<String>();
        Pattern.compile("(?:\\./asyncio4j run |\\]\\()([A-Za-z/.-]+\\.(?:java|md))")
                .matcher(readme()).results().map(found -> found.group(1)).forEach(named::add);
        named.remove("FILE.java");
        assertThat(named).contains("examples/HelloWorld.java", "docs/divergences.md");
        assertThat(named).allSatisfy(name -> assertThat(ROOT.resolve(name)).exists());
    }

    private static String offload() throws IOException {
        var text = new StringBuilder();
        try (var sources = Files.newDirectoryStream(
                ROOT.resolve("offload/src/main/java/io/asyncio4j/offload"), "*.java")) {
            for (Path source : sources) {
                text.append(Files.readString(source));
            }
        }
        return text.toString();
    }

    @Test
    void theTable_namesWhatTheLibraryHas() throws IOException {
        String api = Files.readString(ROOT.resolve("core/api/asyncio4j-core.api"))
                + Files.readString(ROOT.resolve("net/api/asyncio4j-net.api")) + offload();
        var cell = Pattern.compile("^\\|[^|]*\\|(.*)\\|$", Pattern.MULTILINE);
        var code = Pattern.compile("`([^`]*)`");
        var name = Pattern.compile("\\b([a-zA-Z]\\w*)(?=\\()|\\b([A-Z][a-zA-Z]+)\\b");
        var users = Set.of(
                "f", "main", "x", "gen", "T", "Void", "IOException", "Duration", "SIGTERM", "FIRST_COMPLETED",
                "DEFAULT",
                "EAGER", "catch", "for", "try", "ofSeconds", "ofMillis", "toString", "TimeoutException",
                "PID", "JFR", "XX", "MDC", "StartFlightRecording");
        String readme = readme();
        String table = readme.substring(readme.indexOf("## From asyncio to Java"));
        var named = cell.matcher(table).results().map(found -> found.group(1))
                .flatMap(text -> code.matcher(text).results()).map(found -> found.group(1))
                .flatMap(text -> name.matcher(text).results())
                .map(found -> found.group(1) != null ? found.group(1) : found.group(2))
                .filter(word -> !users.contains(word)).distinct().toList();
        assertThat(named).hasSizeGreaterThan(80).contains("taskGroup", "Barrier", "staggeredRace");
        assertThat(named).allSatisfy(
                word -> assertThat(Pattern.compile("\\b" + word + "\\b").matcher(api).find()).as(word)
                        .isTrue());
    }
}
