package io.asyncio4j.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Children have the code of the program that starts them, in whatever form it comes. */
@Timeout(60)
class ProgramFormsTest {

    private static final String PROGRAM =
            """
                    package acme;

                    import io.asyncio4j.Asyncio;
                    import io.asyncio4j.offload.ProcessPool;
                    import io.asyncio4j.offload.RemoteStack;

                    public class Main {
                        record Answer(String text, long pid) implements java.io.Serializable {}

                        public static void main(String[] args) {
                            Asyncio.run(() -> {
                                try (var pool = ProcessPool.builder().size(1).cacheFolder(null).open()) {
                                    String captured = "from there";
                                    Answer answer = pool.call(() -> new Answer(captured + Helper.mark(), ProcessHandle.current().pid()));
                                    System.out.println(answer.text() + (answer.pid() != ProcessHandle.current().pid()));
                                    try {
                                        pool.call(() -> {
                                            throw new Helper.Trouble(Helper.mark());
                                        });
                                    } catch (Helper.Trouble e) {
                                        System.out.println("caught " + e.getMessage());
                                    }
                                    System.out.println(pool.call(() -> System.getProperty("given", "no") + Main.class.getModule().isNamed()));
                                }
                            });
                        }
                    }

                    class Helper {
                        static class Trouble extends RuntimeException {
                            Trouble(String message) {
                                super(message);
                            }
                        }

                        static String mark() {
                            return "!";
                        }
                    }
                    """;

    @TempDir Path dir;

    private Path classes;
    private Path source;
    private String[] open;

    @BeforeEach
    void write() throws Exception {
        source = Files.createDirectories(dir.resolve("src/acme")).resolve("Main.java");
        Files.writeString(source, PROGRAM);
        classes = dir.resolve("classes");
        boolean portable = "portable".equals(System.getProperty("asyncio4j.threads"));
        open = portable ? new String[] {"-Dgiven=yes", "-Dnothing=1"}
                : new String[] {"-Dgiven=yes", "--add-opens=java.base/java.lang=ALL-UNNAMED"};
    }

    private void assertWorks(Jvm.Ended ended, boolean named) {
        assertThat(ended.output()).contains("from there!true\ncaught !\nyes" + named + "\n");
        assertThat(ended.status()).isZero();
    }

    @Test
    void classesInAFolder() throws Exception {
        Jvm.tool("javac", "-cp", Jvm.libraries(), "-d", classes.toString(), source.toString());
        assertWorks(
                Jvm.run(dir, open[0], open[1], "-cp", Jvm.libraries() + File.pathSeparator + classes,
                        "acme.Main"),
                false);
    }

    @Test
    void anExecutableJar() throws Exception {
        Jvm.tool("javac", "-cp", Jvm.libraries(), "-d", classes.toString(), source.toString());
        Path manifest = dir.resolve("manifest");
        Files.writeString(manifest, "Main-Class: acme.Main\nClass-Path: " + url(Jvm.core()) + "\n  "
                + url(Jvm.offload()) + "\nAdd-Opens: java.base/java.lang\n");
        String jar = dir.resolve("app.jar").toString();
        Jvm.tool("jar", "--create", "--file", jar, "--manifest", manifest.toString(), "-C",
                classes.toString(), ".");
        assertWorks(Jvm.run(dir, open[0], "-jar", jar), false);
    }

    // A line of a manifest has 72 bytes at most; a space at the start of the next one goes on.
    private static String url(Path folder) {
        return folder.toUri().toString().replaceAll("(.{50})", "$1\n ");
    }

    @Test
    void aModule() throws Exception {
        Files.writeString(dir.resolve("src/module-info.java"), """
                module acme {
                    requires io.asyncio4j.offload;
                }
                """);
        String modules = Jvm.libraries();
        Jvm.tool("javac", "-p", modules, "-d", classes.toString(), source.toString(),
                dir.resolve("src/module-info.java").toString());
        assertWorks(Jvm.run(dir, open[0], open[1].replace("ALL-UNNAMED", "io.asyncio4j"), "-p",
                modules + File.pathSeparator + classes, "-m", "acme/acme.Main"), true);
    }

    @Test
    void aSingleSourceFile_whoseClassesAreInMemoryOnly() throws Exception {
        assertWorks(Jvm.run(dir, open[0], open[1], "-cp", Jvm.libraries(), source.toString()), false);
    }
}
