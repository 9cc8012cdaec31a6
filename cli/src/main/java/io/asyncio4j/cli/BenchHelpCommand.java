package io.asyncio4j.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The place of {@code asyncio4j bench} in the help; its own jar carries it out, by way of the script. */
@Command(
        name = "bench",
        description = "Measures asyncio4j beside Kotlin coroutines, virtual threads, CPython's asyncio and uvloop.")
final class BenchHelpCommand implements Runnable {
    @Spec private CommandSpec spec;

    BenchHelpCommand() { spec = CommandSpec.create(); }

    @Parameters(paramLabel = "ARG", description = "Options; --help tells which.")
    void arguments(List<String> arguments) {}

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "bench is carried out by the launcher script: ./asyncio4j bench");
    }
}
