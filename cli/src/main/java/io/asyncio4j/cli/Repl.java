package io.asyncio4j.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.prefs.Preferences;
import jdk.jshell.tool.JavaShellToolBuilder;
import org.jspecify.annotations.Nullable;

/** The jshell tool, in this JVM, set up to run its snippets on a loop. */
final class Repl {
    // those that are named one by one have namesakes in java.util and java.util.concurrent, which jshell imports, too
    private static final String IMPORTS = """
            import io.asyncio4j.*;
            import io.asyncio4j.sync.*;
            import io.asyncio4j.Future;
            import io.asyncio4j.sync.PriorityQueue;
            import io.asyncio4j.sync.Queue;
            import io.asyncio4j.sync.Semaphore;
            import static io.asyncio4j.Asyncio.*;
            """;

    // held, for the level of a logger is forgotten with it
    private static final Logger PREFERENCES = Logger.getLogger("java.util.prefs");

    private final JavaShellToolBuilder tool;
    private final String greeting;

    private Repl(JavaShellToolBuilder tool, String greeting) {
        this.tool = tool;
        this.greeting = greeting;
    }

    /** {@return a REPL with a greeting, line editing and a history} */
    static Repl atTerminal() {
        PREFERENCES.setLevel(Level.WARNING); // it tells whoever has none yet that it has made them
        var tool = JavaShellToolBuilder.builder()
                .persistence(Preferences.userRoot().node("asyncio4j/repl"));
        return new Repl(tool, greeting());
    }

    private static String greeting() {
        return """
                asyncio4j REPL on Java %s
                Expressions may await: sleep(Duration.ofSeconds(1), 42). Ctrl-C cancels, Ctrl-D ends, /help helps.
                Tab completes, arrow up brings back what was typed, in earlier sessions, too.
                """
                .formatted(Runtime.version().feature());
    }

    /** {@return a REPL that reads a pipe or a file and writes only what the snippets give} */
    static Repl reading(InputStream in, PrintStream out) {
        // jshell forgets a last line that does not end
        var lines = new SequenceInputStream(
                in, new ByteArrayInputStream(System.lineSeparator().getBytes(StandardCharsets.UTF_8)));
        var nowhere = new PrintStream(OutputStream.nullOutputStream());
        var tool = JavaShellToolBuilder.builder()
                .in(lines, null)
                .out(out, nowhere, out) // the one in the middle is for prompts
                .persistence(new HashMap<>());
        return new Repl(tool, "");
    }

    /** Runs until the input ends, or {@code /exit} is entered, and gives the exit status. */
    int start(RunCommand.@Nullable Threads threads) throws Exception {
        System.out.print(greeting);
        System.out.flush();
        Path folder = Files.createTempDirectory("asyncio4j-repl");
        Path imports = folder.resolve("imports.jsh");
        Path library = folder.resolve("library.jar");
        try {
            Files.writeString(imports, IMPORTS);
            SnippetLibrary.writeTo(library);
            return tool.start(
                    "--execution", LoopExecutionProvider.spec(threads),
                    "--class-path", library.toString(),
                    "--startup", "DEFAULT",
                    "--startup", imports.toString(),
                    "--feedback", "concise");
        } finally {
            Files.deleteIfExists(imports);
            Files.deleteIfExists(library);
            Files.deleteIfExists(folder);
        }
    }
}
