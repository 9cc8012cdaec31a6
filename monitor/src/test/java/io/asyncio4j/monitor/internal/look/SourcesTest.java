package io.asyncio4j.monitor.internal.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines of source that a frame names, and that nothing else can be read. */
class SourcesTest {

    @TempDir private Path folder;

    private Path write(String path, int lines) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file,
                IntStream.rangeClosed(1, lines).mapToObj(i -> "line " + i).collect(Collectors.joining("\n")));
    }

    @Test
    void theLinesAround_areFoundByTheFilesName() throws IOException {
        write("a/src/com/example/App.java", 100);
        write("b/App.java", 10);
        var sources = new Sources(List.of(folder));
        assertThat(sources.around("App.java", 50)).singleElement().satisfies(found -> {
            assertThat(found.path()).isEqualTo(Path.of("a", "src", "com", "example", "App.java").toString());
            assertThat(found.first()).isEqualTo(42);
            assertThat(found.lines()).hasSize(17).startsWith("line 42").endsWith("line 58");
        });
        assertThat(sources.around("App.java", 1)).as("both files have a first line").hasSize(2)
                .allSatisfy(found -> assertThat(found.first()).isEqualTo(1));
        assertThat(sources.around("App.java", 101)).isEmpty();
        assertThat(sources.around("Other.java", 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../secret.java", "/etc/passwd", "secret.txt", "App.java/../secret.txt", "hidden.java",
                "link.java", "built.java", ""})
    void nothingElse_canBeRead(String name) throws IOException {
        write("src/App.java", 3);
        write("src/secret.txt", 3);
        write("src/.git/hidden.java", 3);
        write("target/built.java", 3);
        Files.createSymbolicLink(folder.resolve("src/link.java"), write("src/secret.txt", 3));
        assertThat(new Sources(List.of(folder.resolve("src"), folder)).around(name, 1)).isEmpty();
        assertThat(new Sources(List.of(folder.resolve("src"))).around("App.java", 1)).hasSize(1);
    }

    /** As of a folder of a workspace; and of a folder in another one, both named. */
    @Test
    void aFolderThatIsALink_isFollowed_andAFileIsFoundOnce() throws IOException {
        write("a/src/App.java", 3);
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("a"));
        assertThat(new Sources(List.of(link, folder.resolve("a/src"))).around("App.java", 1)).singleElement()
                .satisfies(
                        found -> assertThat(found.path()).isEqualTo(Path.of("src", "App.java").toString()));
    }

    @Test
    void aFolderThatIsGone_hasNone() {
        assertThat(new Sources(List.of(folder.resolve("gone"))).around("App.java", 1)).isEmpty();
        assertThat(new Sources(List.of()).isEmpty()).isTrue();
    }
}
