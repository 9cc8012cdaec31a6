package io.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** On what the command line stands, and how large a file may grow. */
class RoomsTest {

    private static final Path MAIN = Path.of("src", "main", "java");
    private static final Pattern INTERNAL =
            Pattern.compile("(?m)^import (static )?io\\.asyncio4j\\.(\\w+\\.)*internal\\..*$");
    private static final int MOST_LINES = 450;

    private static List<Path> files(Path below, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(below)) {
            return all.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    /** It is compiled beside the other artifacts on the class path, where the compiler would not mind. */
    @Test
    void itSeesWhatTheOtherArtifactsExport_andNothingElseOfThem() throws IOException {
        assertThat(files(MAIN, ".java")).isNotEmpty().allSatisfy(
                file -> assertThat(INTERNAL.matcher(Files.readString(file)).results()).as("%s", file)
                        .isEmpty());
    }

    @Test
    void everyPackage_saysWhatItIs() throws IOException {
        for (Path file : files(MAIN.resolve("io"), ".java")) {
            assertThat(file.resolveSibling("package-info.java")).exists();
        }
    }

    @Test
    void filesAreSmall() throws IOException {
        for (Path file : files(Path.of("src"), ".java")) {
            assertThat(Files.readAllLines(file)).as("lines of %s", file).hasSizeLessThanOrEqualTo(MOST_LINES);
        }
    }
}
