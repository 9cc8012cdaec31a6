package io.asyncio4j.cli.project;

import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder.Threads;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code asyncio4j doctor}: what of the tools around the library is there, and what each gives. */
@Command(
        name = "doctor",
        description = "Says what of JDK, flag, threads, Maven, Python and the like is there, and what each gives.",
        mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
    private static final List<Tool> TOOLS = List.of(
            new Tool("Maven", List.of("mvn"), List.of("-v"),
                    "builds the library, finds //DEPS; else ./mvnw fetches it"),
            new Tool("Python", List.of("python3", "python"), List.of("--version"),
                    "port, conformance with --live and fuzz, and its column in bench"),
            new Tool("Node", List.of("node"), List.of("--version"), "the guide's site (.ci/site)"),
            new Tool("Browser", List.of("chromium", "chromium-browser", "google-chrome"),
                    List.of("--version"),
                    "looks at the guide's pages as readers do"),
            new Tool("Docker", List.of("docker"), List.of("version", "--format", "{{.Server.Version}}"),
                    "images of what \"new\" makes"),
            new Tool("Git", List.of("git"), List.of("--version"), "versions, and .ci/reproducible"));

    @Spec private CommandSpec spec;

    @Option(names = "--jdk",
            description = "Print only the folder of the JDK that the commands use.") private boolean onlyJdk;

    // picocli calls it, and sets the fields before the command runs
    public DoctorCommand() { spec = CommandSpec.create(); }

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        if (onlyJdk) {
            out.println(System.getProperty("java.home"));
            return 0;
        }
        say(out, true, "JDK", Runtime.version() + " in " + System.getProperty("java.home"), "25 or later");
        boolean carried = reportThreads(out);
        reportLibrary(out);
        var path = System.getenv().getOrDefault("PATH", "");
        for (var tool : TOOLS) {
            var file = tool.find(path);
            var version = file == null ? "not on the PATH" : tool.version(file);
            say(out, file != null && Tool.isThere(version), tool.name(), version, tool.gives());
        }
        out.flush();
        return carried ? 0 : 1;
    }

    private static boolean reportThreads(PrintWriter out) {
        boolean open = Object.class.getModule().isOpen("java.lang", EventLoop.class.getModule());
        say(out, open, "Flag", open
                ? "java.lang is open to the library"
                : "start Java with --add-opens java.base/java.lang=ALL-UNNAMED",
                "the faster kind of threads");
        String why;
        try (var _ = EventLoop.builder().threads(Threads.CARRIED).build()) {
            why = "carried: the loop's own thread carries its tasks";
        } catch (RuntimeException e) {
            say(out, false, "Threads", "portable: " + e.getMessage(),
                    "works the same, a switch takes five times as long");
            return false;
        }
        say(out, true, "Threads", why, "a switch takes a fifth of a microsecond");
        return true;
    }

    private static void reportLibrary(PrintWriter out) {
        var version = EventLoop.class.getPackage().getImplementationVersion();
        var number = version == null ? "0.1.0-SNAPSHOT" : version;
        var jar = Path.of(System.getProperty("user.home"), ".m2", "repository", "io", "asyncio4j",
                "asyncio4j-core",
                number, "asyncio4j-core-" + number + ".jar");
        boolean installed = Files.exists(jar);
        say(out, installed, "Library",
                number + (installed ? " is" : " is not") + " in Maven's local repository",
                "projects of your own; \"new\" puts it there, or mvn install");
    }

    private static void say(PrintWriter out, boolean there, String what, String found, String gives) {
        out.printf("%-3s %-8s %s%n             for: %s%n", there ? "ok" : "-", what, found, gives);
    }
}
