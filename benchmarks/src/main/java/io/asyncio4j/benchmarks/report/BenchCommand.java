package io.asyncio4j.benchmarks.report;

import io.asyncio4j.benchmarks.offload.ScaleCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./asyncio4j bench}: measures asyncio4j beside Kotlin, virtual threads, CPython, uvloop, Netty and Node. */
@Command(
        name = "bench",
        description = "Measures asyncio4j beside Kotlin coroutines, plain virtual threads, CPython's asyncio and uvloop,"
                + " in turns, and prints how it compares. Says what a cold start takes, too.",
        subcommands = ScaleCommand.class,
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Runnable {

    private static final int FAILED = 1;
    /** What {@code --only} calls the works at several sizes. */
    private static final String SCALING = "scaling";
    private static final String COLD_START = Works.COLD_START.name();
    /** What it calls all works of sockets and subprocesses. */
    private static final String NET = "net";

    @Spec private CommandSpec spec;

    @Option(names = "--quick",
            description = "Measures coarsely, in at most five minutes, and sockets only if --only names them.") private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            completionCandidates = Names.class,
            description = "Measures only these works; scaling stands for the works at several sizes, cold-start for"
                    + " the start of programs, net for all of sockets and subprocesses. The names: ${COMPLETION-CANDIDATES}.") private List<String> only;

    @Option(
            names = "--sides",
            paramLabel = "SIDE",
            split = ",",
            completionCandidates = Sides.class,
            description = "Measures only these sides, so that there is time for more rounds of them. The sides:"
                    + " ${COMPLETION-CANDIDATES}.") private List<String> sides;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "How many rounds of everything; 3 if missing (quick: 2), but 2 at several sizes and of sockets, 15 of cold"
                    + " starts (quick: 3), and one less of works that take seconds.") private int rounds;

    @Option(
            names = "--limit",
            paramLabel = "MINUTES",
            description = "Begins nothing further after this time, and says what is missing then.") private int limit;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Writes the raw samples, the machine and the versions.") private @Nullable Path json;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "Measures nothing and reports what --json has written.") private @Nullable Path from;

    @Option(
            names = "--docs",
            description = "Writes the tables and plots of docs/performance.md.") private boolean docs;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "The folder of the documents, beside the script asyncio4j whose starts are measured.",
            defaultValue = "docs") private Path folder;

    /** What {@code --only} can choose. */
    private static final class Names implements Iterable<String> {

        List<String> all() {
            return Stream.of(Works.ALL.stream().map(Work::name), Stream.of(SCALING, COLD_START, NET),
                    Works.NET.stream().map(Work::name)).flatMap(names -> names).toList();
        }

        @Override
        public Iterator<String> iterator() {
            return all().iterator();
        }
    }

    /** What {@code --sides} can choose. */
    private static final class Sides implements Iterable<String> {

        List<String> all() {
            return Stream.of(Side.values()).map(Side::key).toList();
        }

        @Override
        public Iterator<String> iterator() {
            return all().iterator();
        }
    }

    private BenchCommand() {
        spec = CommandSpec.create();
        only = new ArrayList<>();
        sides = new ArrayList<>();
        folder = Path.of("docs");
    }

    /** Runs the command and ends the JVM with its status: 0, 1 if it failed, 2 for a usage error. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** {@return the folder of the documents} */
    public Path folder() {
        return folder;
    }

    /** {@return the command line, ready to execute} */
    static CommandLine commandLine() {
        var commandLine = new CommandLine(new BenchCommand());
        commandLine.setExecutionExceptionHandler((e, command, _) -> {
            command.getErr().println("asyncio4j: " + (e.getMessage() == null ? e : e.getMessage()));
            return FAILED;
        });
        return commandLine;
    }

    @Override
    public void run() {
        List<Work> works = chosen();
        Set<Side> chosenSides = chosenSides();
        if (docs && !(only.isEmpty() && sides.isEmpty())) {
            throw usage("--docs writes all tables, so it cannot be combined with --only or --sides");
        }
        if (from != null && (quick || rounds != 0 || limit != 0 || !only.isEmpty() || !sides.isEmpty())) {
            throw usage(
                    "--from measures nothing, so it cannot be combined with --quick, --rounds, --limit, --only or"
                            + " --sides");
        }
        if (rounds < 0) {
            throw usage("--rounds must be 1 or more, not " + rounds);
        }
        if (limit < 0) {
            throw usage("--limit must be 1 or more, not " + limit);
        }
        PrintWriter out = spec.commandLine().getOut();
        try {
            Results results = from != null ? Results.read(from) : measure(works, chosenSides);
            if (json != null) {
                results.write(json);
            }
            if (docs) {
                new Documents(folder).write(results);
            }
            out.print(new Report(results).plain());
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Results measure(List<Work> works, Set<Side> chosenSides)
            throws IOException, InterruptedException {
        Pace pace = quick ? Pace.QUICK : Pace.FULL;
        if (!only.isEmpty()) {
            pace = pace.withParts(only.contains(SCALING), only.contains(COLD_START),
                    !chosenOfNet().isEmpty());
        }
        if (rounds != 0) {
            pace = pace.withRounds(rounds);
        }
        if (limit != 0) {
            pace = pace.withLimit(Duration.ofMinutes(limit));
        }
        Path checkout = folder.toAbsolutePath().resolve("..").normalize();
        return Run.measure(pace, works, chosenOfNet(), chosenSides, checkout,
                new ProgressLine(spec.commandLine().getErr()));
    }

    private List<Work> chosen() {
        List<String> names = new Names().all();
        for (String name : only) {
            if (!names.contains(name)) {
                throw usage("no such work: " + name + "; choose among " + String.join(", ", names));
            }
        }
        if (docs && !Files.isRegularFile(folder.resolve("performance.md"))) {
            throw usage("--docs found no performance.md in " + folder);
        }
        return only.isEmpty() ? Works.ALL
                : Works.ALL.stream().filter(work -> only.contains(work.name())).toList();
    }

    private Set<Side> chosenSides() {
        List<String> keys = new Sides().all();
        for (String key : sides) {
            if (!keys.contains(key)) {
                throw usage("no such side: " + key + "; choose among " + String.join(", ", keys));
            }
        }
        return Stream.of(Side.values()).filter(side -> sides.isEmpty() || sides.contains(side.key()))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Side.class)));
    }

    private List<Work> chosenOfNet() {
        return only.isEmpty() || only.contains(NET) ? Works.NET
                : Works.NET.stream().filter(work -> only.contains(work.name())).toList();
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
