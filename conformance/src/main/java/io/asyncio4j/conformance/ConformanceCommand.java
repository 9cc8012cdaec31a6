package io.asyncio4j.conformance;

import io.asyncio4j.EventLoopBuilder.Threads;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./asyncio4j conformance}: compares asyncio4j with CPython's asyncio. */
@Command(
        name = "conformance",
        description = "Runs scenarios on CPython's asyncio and on asyncio4j, and compares their traces.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class ConformanceCommand implements Runnable {

    private static final int DIFFERENT = 1;

    @Spec private CommandSpec spec;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "The module's folder, with its scenarios and recorded traces.",
            defaultValue = "conformance") private Path folder;

    private ConformanceCommand() {
        spec = CommandSpec.create();
        folder = Path.of("conformance");
    }

    /** Runs the command and ends the JVM with its status: 0, 1 if the two sides differ, 2 for a usage error. */
    public static void main(String[] args) {
        // what a scenario makes a loop log is not for the reader
        Logger logger = Logger.getLogger("io.asyncio4j");
        logger.setLevel(Level.OFF);
        var commandLine = new CommandLine(new ConformanceCommand());
        commandLine.setExecutionExceptionHandler((e, command, result) -> {
            command.getErr().println("asyncio4j: " + (e.getMessage() == null ? e : e.getMessage()));
            return DIFFERENT;
        });
        System.exit(commandLine.execute(args));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PythonSide python() {
        return PythonSide.start().orElseThrow(
                () -> new IllegalStateException(
                        "no CPython 3.12 or later found; install one, or name it in ASYNCIO4J_PYTHON"));
    }

    @Command(
            name = "check",
            description = "Compares the library's scenarios with the recorded traces, on both kinds of threads; with"
                    + " --live, with the CPython that is found here.",
            mixinStandardHelpOptions = true)
    int check(@Option(names = "--live", description = "Runs CPython, too.") boolean live)
            throws IOException, ScenarioException {
        Library library = Library.read(folder);
        int differences = 0;
        int compared = 0;
        try (PythonSide python = live ? python() : null) {
            for (Map.Entry<String, List<Scenario>> area : library.areas().entrySet()) {
                GoldenTraces traces = python != null ? GoldenTraces.record(python, area.getValue())
                        : GoldenTraces.read(library.goldenFile(area.getKey()));
                for (Scenario scenario : area.getValue()) {
                    if (traces.answers()
                            .get(scenario.name()) instanceof PythonSide.Answer.Trace(List<String> expected)) {
                        compared++;
                        differences += check(scenario, traces.version(), expected);
                    }
                }
            }
            out().println(
                    compared + " scenarios compared on both kinds of threads with CPython "
                            + (python != null ? python.version() : "(recorded)") + ", " + differences
                            + " differences");
        }
        return differences == 0 ? 0 : DIFFERENT;
    }

    private int check(Scenario scenario, String version, List<String> expected) {
        int differences = 0;
        for (Threads threads : Threads.values()) {
            Comparison comparison =
                    Comparison.of(version, expected, Execution.trace(scenario, threads));
            if (!comparison.isEqual()) {
                differences++;
                out().println(scenario.name() + " differs on " + threads + " threads");
                out().println(comparison.sideBySide("CPython " + version, "asyncio4j"));
            }
        }
        return differences;
    }

    @Command(
            name = "record",
            description = "Records the traces of CPython anew.",
            mixinStandardHelpOptions = true)
    int record() throws IOException, ScenarioException {
        Library library = Library.read(folder);
        try (PythonSide python = python()) {
            for (Map.Entry<String, List<Scenario>> area : library.areas().entrySet()) {
                GoldenTraces.record(python, area.getValue()).write(library.goldenFile(area.getKey()));
            }
            out().println(
                    library.scenarios().size() + " scenarios recorded from CPython " + python.version());
        }
        return 0;
    }

    @Command(
            name = "run",
            description = "Runs the scenarios of a file and prints the traces side by side.",
            mixinStandardHelpOptions = true)
    int run(@Parameters(paramLabel = "FILE", description = "A scenario file.") Path file)
            throws IOException, ScenarioException {
        int differences = 0;
        try (PythonSide python = python()) {
            for (Scenario scenario : ScenarioParser.parse(file.toString(), Files.readString(file))) {
                List<String> here = Execution.trace(scenario, Threads.CARRIED);
                out().println(scenario.name());
                switch (python.run(scenario)) {
                    case PythonSide.Answer.Lacks(String what) -> {
                        out().println("  CPython " + python.version() + " lacks something: " + what);
                        here.forEach(line -> out().println("  " + line));
                    }
                    case PythonSide.Answer.Trace(List<String> expected) -> {
                        Comparison comparison = Comparison.of(python.version(), expected, here);
                        differences += comparison.isEqual() ? 0 : 1;
                        out().println(comparison.sideBySide("CPython " + python.version(), "asyncio4j"));
                    }
                }
            }
        }
        return differences == 0 ? 0 : DIFFERENT;
    }

    @Command(
            name = "fuzz",
            description = "Runs random scenarios on both sides until they differ, and prints the one that shows it, as"
                    + " small as it could be made.",
            mixinStandardHelpOptions = true)
    int fuzz(
            @Option(
                    names = "--seed",
                    paramLabel = "N",
                    description = "The first seed; each scenario has its own, one after another.",
                    defaultValue = "1") long seed,
            @Option(
                    names = "--count",
                    paramLabel = "K",
                    description = "How many scenarios.",
                    defaultValue = "1000") int count,
            @Option(
                    names = "--threads",
                    paramLabel = "KIND",
                    description = "carried, portable or both.",
                    defaultValue = "both") String kind)
            throws IOException {
        List<Threads> backends = switch (kind) {
            case "both" -> List.of(Threads.values());
            case "carried" -> List.of(Threads.CARRIED);
            case "portable" -> List.of(Threads.PORTABLE);
            default ->
                    throw new ParameterException(
                            spec.commandLine(), "--threads must be carried, portable or both");
        };
        try (PythonSide python = python()) {
            if (!python.isFitForFuzz()) {
                throw new IllegalStateException(
                        "fuzz needs CPython 3.13 or later, which has corrected much of what older ones do; this is "
                                + python.version());
            }
            long start = System.nanoTime();
            var progress = FuzzProgress.to(spec.commandLine().getErr(), count);
            Fuzz.Difference difference = new Fuzz(python, backends, progress).run(seed, count);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (difference == null) {
                out().printf(
                        "%d scenarios from seed %d on: no difference from CPython %s on %s threads, %.1f s%n",
                        count,
                        seed, python.version(), kind, seconds);
                return 0;
            }
            out().println("seed " + difference.seed() + " differs on " + difference.threads() + " threads:");
            out().println(ScenarioWriter.write(difference.scenario()));
            out().println(difference.comparison().sideBySide("CPython " + python.version(), "asyncio4j"));
            return DIFFERENT;
        }
    }

    @Command(
            name = "coverage",
            description = "Prints each behaviour of CPython with the scenarios that show it.",
            mixinStandardHelpOptions = true)
    int coverage() throws IOException, ScenarioException {
        out().print(Library.read(folder).coverageTable());
        out().flush();
        return 0;
    }

    @Command(
            name = "language",
            description = "Prints the statements of the scenario language.",
            mixinStandardHelpOptions = true)
    int language() {
        out().print(Manual.table());
        out().flush();
        return 0;
    }
}
