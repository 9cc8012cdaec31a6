package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is published and what is not, is so in all build files that have to know. */
class ArtifactsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private final String parent = read("pom.xml");
    private final List<String> published = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();
    private final Map<String, String> folders = new HashMap<>();

    ArtifactsTest() throws IOException {
        for (var module : all("<module>([^<]+)</module>", parent)) {
            (deploySkipped(module) ? kept : published).add("asyncio4j-" + module.replace('/', '-'));
            folders.put("asyncio4j-" + module.replace('/', '-'), module);
        }
        published.remove("asyncio4j-bom");
        assertThat(published).contains("asyncio4j-core");
        assertThat(kept).contains("asyncio4j-examples");
    }

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static boolean deploySkipped(String module) throws IOException {
        return read(module + "/pom.xml").contains("<maven.deploy.skip>true</maven.deploy.skip>");
    }

    @Test
    void theBom_hasWhatIsPublished() throws IOException {
        var managed = read("bom/pom.xml");
        managed = managed.substring(managed.indexOf("<dependencyManagement>"));
        assertThat(all("<artifactId>(asyncio4j-[a-z-]+)</artifactId>", managed))
                .containsExactlyInAnyOrderElementsOf(published);
    }

    /** The cluster's tests use the jar of offload's, which the plugin that publishes cannot leave out. */
    @Test
    void aRelease_isBuiltWithoutTests_soThatNoJarOfTestsIsPublished() throws IOException {
        assertThat(parent).contains("<property>maven.test.skip</property>");
        for (var file : List.of(".github/workflows/release.yml", "docs/releasing.md")) {
            assertThat(all("(-P release .*deploy)", read(file))).as(file)
                    .containsExactly("-P release -Dmaven.test.skip=true deploy");
        }
    }

    /** The plugin that publishes lets all modules look as if they were not deployed, and then there would be none. */
    @Test
    void aRelease_hasBillsOfMaterials() {
        assertThat(parent).contains("<skipNotDeployed>false</skipNotDeployed>");
    }

    @Test
    void whatIsNotPublished_isLeftOutOfAReleaseAndComparedWithNone() throws IOException {
        assertThat(all("<excludeArtifact>([^<]+)</excludeArtifact>", parent))
                .containsExactlyInAnyOrderElementsOf(kept);
        for (var artifact : kept) {
            assertThat(read(folders.get(artifact) + "/pom.xml")).as(artifact)
                    .contains("<japicmp.skip>true</japicmp.skip>", "<cyclonedx.skip>true</cyclonedx.skip>");
        }
    }
}
