package io.asyncio4j.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The place of {@code asyncio4j conformance} in the help; its own jar carries it out, by way of the script. */
@Command(
        name = "conformance",
        description = "Compares asyncio4j with CPython's asyncio, scenario by scenario.")
final class ConformanceHelpCommand implements Runnable {
    @Spec private CommandSpec spec;

    ConformanceHelpCommand() { spec = CommandSpec.create(); }

    @Parameters(paramLabel = "ARG", description = "A command and its options; --help tells which.")
    void arguments(List<String> arguments) {}

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "conformance is carried out by the launcher script: ./asyncio4j conformance");
    }
}
