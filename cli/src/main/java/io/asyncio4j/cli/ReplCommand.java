package io.asyncio4j.cli;

import java.io.Console;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code asyncio4j repl}: jshell with the library imported, where an expression may await. */
@Command(
        name = "repl",
        description = {
            "Starts jshell with asyncio4j imported.",
            "Each snippet runs as a task of one loop: it may await, and the tasks that it creates go on"
                    + " while others are typed and run."
        },
        mixinStandardHelpOptions = true)
final class ReplCommand implements Callable<Integer> {
    private RunCommand.@Nullable Threads threads;

    @Option(
            names = "--threads",
            paramLabel = "KIND",
            description = "The thread backend: ${COMPLETION-CANDIDATES}.")
    void threads(RunCommand.@Nullable Threads kind) {
        threads = kind;
    }

    @Override
    public Integer call() throws Exception {
        boolean atTerminal = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        var repl = atTerminal ? Repl.atTerminal() : Repl.reading(System.in, System.out);
        return repl.start(threads);
    }
}
