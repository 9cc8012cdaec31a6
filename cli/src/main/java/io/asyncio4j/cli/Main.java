package io.asyncio4j.cli;

import io.asyncio4j.cli.inspect.MonitorCommand;
import io.asyncio4j.cli.inspect.ProfileCommand;
import io.asyncio4j.cli.inspect.PsCommand;
import io.asyncio4j.cli.inspect.PstreeCommand;
import io.asyncio4j.cli.inspect.TraceCommand;
import io.asyncio4j.cli.port.PortCommand;
import io.asyncio4j.cli.project.DoctorCommand;
import io.asyncio4j.cli.project.NewCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The top-level command: shows help, and hands over to its subcommands. */
@Command(
        name = "asyncio4j",
        description = "Python's asyncio for the JVM.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            NewCommand.class,
            PortCommand.class,
            ReplCommand.class,
            PsCommand.class,
            PstreeCommand.class,
            MonitorCommand.class,
            TraceCommand.class,
            ProfileCommand.class,
            TestCommand.class,
            ConformanceHelpCommand.class,
            BenchHelpCommand.class,
            DoctorCommand.class,
            CompletionCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
    @Spec private CommandSpec spec;

    private Main(CommandSpec spec) { this.spec = spec; }

    /** Runs the command and ends the JVM with its status: 0, 1 for a failure, 2 for a usage error. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** {@return the command line, ready to execute} */
    static CommandLine commandLine() {
        // unlike picocli's own writer, this one knows when nobody reads it any longer
        var line = new CommandLine(new Main(CommandSpec.create()))
                .setOut(new PrintWriter(System.out, true, System.out.charset()));
        var usual = line.getParameterExceptionHandler();
        return line.setParameterExceptionHandler(
                (e, arguments) -> e instanceof UnmatchedArgumentException unmatched
                        && e.getCommandLine().getParent() == null && !unmatched.isUnknownOption()
                                ? noSuchCommand(unmatched) : usual.handleParseException(e, arguments));
    }

    private static int noSuchCommand(UnmatchedArgumentException e) {
        var similar = e.getSuggestions();
        var meant = similar.isEmpty() ? "" : ", did you mean " + similar.getFirst() + "?";
        e.getCommandLine().getErr()
                .println("there is no command '" + e.getUnmatched().getFirst() + "'" + meant
                        + "\nasyncio4j --help lists the commands");
        return e.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }
}
