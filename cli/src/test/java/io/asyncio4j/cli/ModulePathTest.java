package io.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library as a module: a program that requires it compiles and runs with nothing else on its path. */
class ModulePathTest {
    private static final String ADD_OPENS = "--add-opens=java.base/java.lang=io.asyncio4j";

    @TempDir private Path folder;

    @Test
    void aModularProgram_needsTheLibraryOnly() throws Exception {
        compile();
        assertThat(run(ADD_OPENS, "-Dasyncio4j.threads=carried")).containsExactly("result 42", "status 0");
        assertThat(run("-Dasyncio4j.threads=portable")).containsExactly("result 42", "status 0");
    }

    @Test
    void theErrorOfAMissingFlag_namesTheModule() throws Exception {
        compile();
        assertThat(run("-Dasyncio4j.threads=carried"))
                .anySatisfy(line -> assertThat(line)
                        .contains("--add-opens java.base/java.lang=io.asyncio4j"))
                .endsWith("status 1");
    }

    // There sealed types are not of one module, and still permit what is in other packages.
    @Test
    void theSameProgram_runsOnTheClassPath_withAndWithoutTheFlag() throws Exception {
        compile();
        String path = library() + System.getProperty("path.separator") + folder.resolve("out");
        assertThat(java("--add-opens=java.base/java.lang=ALL-UNNAMED", "-Dasyncio4j.threads=carried", "-cp",
                path,
                "app.App")).containsExactly("result 42", "status 0");
        assertThat(java("-cp", path, "app.App")).endsWith("result 42", "status 0")
                .anyMatch(line -> line.contains("--add-opens"));
    }

    @Test
    void anImageOfJlink_runsIt() throws Exception {
        compile();
        Path image = folder.resolve("image");
        int status = ToolProvider.findFirst("jlink").orElseThrow().run(System.out, System.err,
                "-p", library() + System.getProperty("path.separator") + folder.resolve("out"),
                "--add-modules", "app", "--add-options=" + ADD_OPENS, "--output", image.toString());
        assertThat(status).isZero();
        assertThat(
                linesOf(image.resolve("bin").resolve("java").toString(), "-Dasyncio4j.threads=carried", "-m",
                        "app/app.App"))
                .containsExactly("result 42", "status 0");
    }

    private static Path library() throws Exception {
        return Path.of(EventLoop.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private void compile() throws Exception {
        Path module = Files.writeString(folder.resolve("module-info.java"),
                "module app { requires io.asyncio4j; }");
        Path program =
                Files.writeString(Files.createDirectories(folder.resolve("app")).resolve("App.java"), """
                        package app;

                        public class App {
                            public static void main(String[] args) {
                                System.out.println("result " + io.asyncio4j.Asyncio.run(() -> {
                                    // throws where signals cannot be caught
                                    io.asyncio4j.EventLoop.running().addSignalHandler(
                                            io.asyncio4j.Signal.SIGTERM, () -> {});
                                    return new io.asyncio4j.sync.Queue<Integer>().qsize() + 42;
                                }));
                            }
                        }
                        """);
        int status = ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err,
                "-proc:none", "-d", folder.resolve("out").toString(), "-p", library().toString(),
                module.toString(), program.toString());
        assertThat(status).isZero();
    }

    private List<String> run(String... flags) throws Exception {
        var arguments = new ArrayList<>(List.of(flags));
        String modules = library() + System.getProperty("path.separator") + folder.resolve("out");
        arguments.addAll(List.of("-p", modules, "-m", "app/app.App"));
        return java(arguments.toArray(String[]::new));
    }

    private static List<String> java(String... arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dasyncio4j.slowCallbackDuration=never"); // a busy machine's warnings are not looked for
        command.addAll(List.of(arguments));
        return linesOf(command.toArray(String[]::new));
    }

    private static List<String> linesOf(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var lines = new ArrayList<>(process.inputReader().lines().toList());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        lines.add("status " + process.exitValue());
        return lines;
    }
}
