package io.asyncio4j.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The help of {@code asyncio4j run}. The launcher script carries the command out itself, so that the program
 * is the script's own process and standard input, signals and exit status are the program's.
 */
@Command(
        name = "run",
        description = "Runs a single-file Java program with asyncio4j on its class path.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Runnable {
    enum Threads { carried, portable }

    @Spec private CommandSpec spec;

    RunCommand() { spec = CommandSpec.create(); }

    @Option(
            names = "--virtual-time",
            description = "Time passes only when nothing can run: a program that sleeps an hour ends at once.")
    void virtualTime(boolean on) {}

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Runs it in a simulation, in which this number decides all that is chance.")
    void seed(String seed) {}

    @Option(
            names = "--threads",
            paramLabel = "KIND",
            description = "The thread backend: ${COMPLETION-CANDIDATES}.")
    void threads(Threads kind) {}

    @Option(
            names = {"--cp", "--class-path"},
            paramLabel = "PATH",
            description = "Further jars and folders for the program; may be repeated.")
    void classPath(List<Path> path) {}

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = {
                "The program, a Java source file.",
                "A comment in it, //DEPS group:artifact:version, names what Maven shall find for it."
            })
    void file(Path file) {}

    @Parameters(index = "1..*", paramLabel = "ARG", description = "Arguments of the program.")
    void arguments(List<String> arguments) {}

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "run is carried out by the launcher script: ./asyncio4j run FILE.java");
    }
}
