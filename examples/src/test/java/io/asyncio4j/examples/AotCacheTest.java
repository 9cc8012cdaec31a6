package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two commands that {@code docs/performance.md} has for a service that starts from an AOT cache. */
@Tag("slow")
class AotCacheTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path CORE = ROOT.resolve("core/target/asyncio4j-core.jar");
    private static final String SERVICE = """
            import static io.asyncio4j.Asyncio.*;

            public class Service {
                public static void main(String[] args) {
                    run(() -> {
                        System.out.println("hello");
                        sleep(java.time.Duration.ofMillis(1));
                        System.out.println("world");
                    });
                }
            }
            """;

    @TempDir private Path dir;

    @BeforeEach
    void libraryIsPackaged() {
        assumeThat(CORE).as("the jar; there is none before Maven's package phase").exists();
    }

    @Test
    void aServiceStartsFromWhatItsFirstRunHasLeft() throws Exception {
        Files.writeString(dir.resolve("Service.java"), SERVICE);
        tool("javac", "-cp", CORE.toString(), "-d", dir.resolve("classes").toString(),
                dir.resolve("Service.java").toString());
        tool("jar", "--create", "--file", dir.resolve("service.jar").toString(), "-C",
                dir.resolve("classes").toString(), ".");
        List<List<String>> commands = commands();
        assertThat(commands).hasSize(2);

        assertThat(java(commands.getFirst())).containsSubsequence("hello", "world");
        assertThat(dir.resolve("service.aot")).isNotEmptyFile();
        // which makes a cache that does not fit an error
        List<String> again = new ArrayList<>(commands.getLast());
        again.add(1, "-XX:AOTMode=on");
        assertThat(java(again)).containsExactly("hello", "world");
    }

    private static void tool(String name, String... arguments) {
        assertThat(ToolProvider.findFirst(name).orElseThrow().run(System.out, System.err, arguments))
                .isZero();
    }

    /** The page's, with paths of this machine. */
    private List<List<String>> commands() throws IOException {
        try (Stream<String> lines = Files.lines(ROOT.resolve("docs/performance.md"))) {
            return lines.filter(line -> line.startsWith("java ") && line.contains("service.aot"))
                    .map(line -> line.replace("asyncio4j-core.jar", CORE.toString())
                            .replace(".jar:", ".jar" + File.pathSeparator)
                            .replace("java --",
                                    Path.of(System.getProperty("java.home"), "bin", "java") + " --"))
                    .map(line -> Arrays.asList(line.split(" "))).toList();
        }
    }

    private List<String> java(List<String> command) throws Exception {
        Process process =
                new ProcessBuilder(command).directory(dir.toFile()).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.lines().toList();
    }
}
