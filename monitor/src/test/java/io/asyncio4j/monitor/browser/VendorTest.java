package io.asyncio4j.monitor.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the page brings along of others is what npm has, byte for byte: the versions and their checksums are in
 * {@code src/test/browser/package-lock.json}.
 */
class VendorTest {

    private static final Path VENDORED =
            Path.of("src/main/resources/io/asyncio4j/monitor/internal/web/vendor");

    private static Path modules;

    @BeforeAll
    static void fetch() throws Exception {
        String missing = Driver.missing();
        if (!missing.isEmpty()) {
            assertThat(System.getenv("CI")).as("CI, where nothing may be left out: %s", missing)
                    .isNullOrEmpty();
            Assumptions.abort(missing);
        }
        modules = Driver.install().resolve("node_modules");
    }

    @ParameterizedTest
    @CsvSource({
        "uPlot.iife.min.js, uplot/dist/uPlot.iife.min.js",
        "uPlot.min.css, uplot/dist/uPlot.min.css",
        "uPlot-LICENSE.txt, uplot/LICENSE",
        "dagre.min.js, @dagrejs/dagre/dist/dagre.min.js",
        "dagre.min.js.LEGAL.txt, @dagrejs/dagre/dist/dagre.min.js.LEGAL.txt",
        "dagre-LICENSE.txt, @dagrejs/dagre/LICENSE",
    })
    void eachFile_isThatOfThePackage(String ours, String theirs) throws Exception {
        assertThat(VENDORED.resolve(ours)).hasSameBinaryContentAs(modules.resolve(theirs));
    }

    @ParameterizedTest
    @CsvSource({"uPlot, uplot", "dagre, @dagrejs/dagre"})
    void itsVersion_isInTheNotice(String name, String theirs) throws Exception {
        String description = Files.readString(modules.resolve(theirs).resolve("package.json"));
        assertThat(description).containsPattern("\"license\": *\"MIT\"");
        String version = description.replaceAll("(?s).*?\"version\": *\"([^\"]+)\".*", "$1");
        assertThat(Files.readString(Path.of("..", "NOTICE")))
                .containsPattern(name + " " + version + " .* MIT\n");
    }
}
