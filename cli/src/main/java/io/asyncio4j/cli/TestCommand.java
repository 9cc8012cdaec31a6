package io.asyncio4j.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The help of {@code asyncio4j test}, which the launcher script carries out itself, by Maven. */
@Command(
        name = "test",
        description = "Builds everything from source and runs all tests.",
        mixinStandardHelpOptions = true)
final class TestCommand implements Runnable {
    @Spec private CommandSpec spec;

    TestCommand() { spec = CommandSpec.create(); }

    @Parameters(paramLabel = "ARG", description = "Arguments for Maven.")
    void arguments(List<String> arguments) {}

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "test is carried out by the launcher script: ./asyncio4j test");
    }
}
