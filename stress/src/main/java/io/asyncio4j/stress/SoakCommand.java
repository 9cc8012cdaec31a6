package io.asyncio4j.stress;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./asyncio4j soak}. */
@Command(name = "soak", mixinStandardHelpOptions = true, sortOptions = false, abbreviateSynopsis = true,
        description = "Uses everything at once, at random, and checks after each round that nothing is lost or left: "
                + "one task at a time, every task ends, each item once, no permit, thread, descriptor or class loader "
                + "lost, a flat heap.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0: all rules held",
            "1: a rule was broken; the last lines say which, and how to run that round again",
            "2: wrong usage", "3: a round hung; the stacks follow"})
public final class SoakCommand implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--minutes", paramLabel = "N", defaultValue = "1",
            description = "How long, in minutes; 0.1 is six seconds (default: ${DEFAULT-VALUE}).") private double minutes;

    @Option(names = "--seed", paramLabel = "S",
            description = "What decides on the tasks; else a seed is chosen and said.") private @Nullable Long seed;

    @Option(names = "--rounds", paramLabel = "N",
            description = "At most so many rounds.") private long rounds = Long.MAX_VALUE;

    private final Soak.Rounds work;
    private final Duration roundLimit;

    private SoakCommand(Soak.Rounds work, Duration roundLimit) {
        this.work = work;
        this.roundLimit = roundLimit;
    }

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return commandLine(Soak.Rounds.OF_EVERYTHING, Soak.ROUND_LIMIT);
    }

    static CommandLine commandLine(Soak.Rounds work, Duration roundLimit) {
        return new CommandLine(new SoakCommand(work, roundLimit));
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandLine commandLine = spec().commandLine();
        if (!(minutes > 0 && minutes <= 24 * 60)) {
            throw new ParameterException(commandLine,
                    "--minutes must be more than 0 and at most a day, not " + minutes);
        }
        if (rounds < 1) {
            throw new ParameterException(commandLine, "--rounds must be at least 1, not " + rounds);
        }
        PrintWriter out = commandLine.getOut();
        long chosen = seed == null ? ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) : seed;
        Soak.End end = new Soak(chosen, out, isTerminal(), work, roundLimit)
                .run(Duration.ofNanos((long) (minutes * 60e9)), rounds);
        out.flush();
        return switch (end) {
            case WELL -> 0;
            case BROKEN -> 1;
            case STUCK -> 3;
        };
    }

    @SuppressWarnings("SystemConsoleNull") // it may be, says the JDK's contract
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("not called by picocli");
        }
        return spec;
    }
}
