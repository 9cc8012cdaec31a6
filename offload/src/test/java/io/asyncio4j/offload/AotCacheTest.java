package io.asyncio4j.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cache of classes is made beside the first child of a class path of jars, and the next children start from it. */
@Timeout(300)
class AotCacheTest {

    /** Makes a call in each of some pools, waits for the cache after the first one, and lets each child write down its classes. */
    private static final String PROGRAM = """
            package acme;

            import io.asyncio4j.Asyncio;
            import io.asyncio4j.offload.ProcessPool;
            import java.nio.file.*;

            public class Main {
                public static void main(String[] args) throws Exception {
                    Path cache = Path.of(args[0]);
                    for (int i = 1; i <= Integer.parseInt(args[2]); i++) {
                        var builder = ProcessPool.builder().size(1).cacheFolder(cache)
                                .jvmOptions("-Xlog:class+load:file=" + args[1] + "%p");
                        Asyncio.run(() -> {
                            try (var pool = builder.open()) {
                                System.out.println(pool.call(() -> ProcessHandle.current().pid()));
                            }
                        });
                        while (!Files.exists(cache) || cachesIn(cache) < Integer.parseInt(args[3])) {
                            Thread.sleep(10);
                        }
                    }
                }

                static long cachesIn(Path folder) throws Exception {
                    try (var files = Files.list(folder)) {
                        return files.filter(file -> file.toString().endsWith(".aot")).count();
                    }
                }
            }
            """;

    @TempDir Path dir;
    private Path cache;
    private List<Path> jars;

    @BeforeEach
    void pack() throws Exception {
        cache = dir.resolve("cache");
        Path source = Files.createDirectories(dir.resolve("src/acme")).resolve("Main.java");
        Files.writeString(source, PROGRAM);
        Path descriptor = dir.resolve("src/module-info.java");
        Files.writeString(descriptor, "module acme {\n    requires io.asyncio4j.offload;\n}\n");
        Path classes = dir.resolve("classes");
        Jvm.tool("javac", "-p", Jvm.libraries(), "-d", classes.toString(), source.toString(),
                descriptor.toString());
        jars = List.of(jar("core", Jvm.core()), jar("offload", Jvm.offload()), jar("acme", classes));
    }

    private Path jar(String name, Path classes) throws IOException {
        Path jar = dir.resolve(name + ".jar");
        if (Files.isRegularFile(classes)) {
            return Files.copy(classes, jar); // it is one
        }
        Jvm.tool("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
        return jar;
    }

    private String path() {
        return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** {@return for each child of a run, which waits for so many caches, whether its main class has come out of a cache} */
    private List<Boolean> run(boolean asModule, int children, int caches) throws Exception {
        String library = asModule ? "io.asyncio4j" : "ALL-UNNAMED";
        Path classes = dir.resolve("classes-of-child-");
        var arguments = new ArrayList<>(List.of("--add-opens=java.base/java.lang=" + library));
        arguments.addAll(asModule ? List.of("-p", path(), "-m", "acme/acme.Main")
                : List.of("-cp", path(), "acme.Main"));
        arguments.addAll(List.of(cache.toString(), classes.toString(), Integer.toString(children),
                Integer.toString(caches)));
        Jvm.Ended ended = Jvm.run(dir, Duration.ofMinutes(3), arguments.toArray(String[]::new));
        assertThat(ended.output()).as("no word of the JVM about caches")
                .matches("(\\d+\n){" + children + "}");
        assertThat(ended.status()).isZero();
        var cached = new ArrayList<Boolean>();
        for (String pid : ended.output().lines().toList()) {
            String loaded = Files.readString(Path.of(classes + pid));
            String main = loaded.lines().filter(line -> line.contains(".child.ChildMain source:")).findFirst()
                    .orElseThrow();
            cached.add(main.contains("shared objects file"));
        }
        return cached;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.toList();
        }
    }

    @Test
    void theNextChild_startsFromTheCache_andSoDoesTheNextProgram() throws Exception {
        assertThat(run(false, 2, 1)).containsExactly(false, true);
        assertThat(files()).as("nothing but the cache is left").singleElement().asString().endsWith(".aot");
        assertThat(run(false, 1, 1)).containsExactly(true);
    }

    @Test
    void aProgramOfModules_hasOneToo() throws Exception {
        assertThat(run(true, 2, 1)).containsExactly(false, true);
    }

    @Test
    void aJarThatHasChanged_getsACacheOfItsOwn() throws Exception {
        run(false, 1, 1);
        jars = List.of(jars.get(0), jars.get(1), jar("acme-2", dir.resolve("classes")));
        assertThat(run(false, 2, 2)).containsExactly(false, true);
        assertThat(files()).hasSize(2);
    }

    @Test
    void aCacheThatIsCutShort_doesNotHurt() throws Exception {
        run(false, 1, 1);
        Path file = files().getFirst();
        Files.write(file, List.of("no cache at all"));
        assertThat(run(false, 1, 1)).containsExactly(false);
    }
}
