package io.asyncio4j.conformance;

import io.asyncio4j.EventLoopBuilder.Threads;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    private PythonSide python(@Nullable String version) throws IOException {
        return Pythons.start(folder, version);
    }

    /** Which CPython. */
    static final class Which {

        @Option(
                names = "--python",
                paramLabel = "VERSION",
                description = "The version of CPython, such as 3.13. 3.14 and 3.15 are fetched through npm, once.") private @Nullable String version;
    }

    @Command(
            name = "check",
            description = "Compares the library's scenarios with the traces that were recorded from the newest CPython, on"
                    + " both kinds of threads; with --live, with a CPython that runs now.",
            mixinStandardHelpOptions = true)
    int check(
            @Option(names = "--live", description = "Runs CPython, too.") boolean live,
            @Mixin Which which) throws IOException, ScenarioException {
        Library library = Library.read(folder);
        try (PythonSide python = live ? python(which.version) : null) {
            Check check =
                    python != null ? Check.live(library, python) : Check.recorded(library, which.version);
            check.run(out());
            return check.differences() == 0 ? 0 : DIFFERENT;
        }
    }

    @Command(
            name = "record",
            description = "Records the traces of CPython anew: of one version, or of all that are recorded already.",
            mixinStandardHelpOptions = true)
    int record(@Mixin Which which) throws IOException, ScenarioException {
        Library library = Library.read(folder);
        List<String> versions =
                which.version != null ? List.of(which.version) : library.recordings().versions();
        for (String version : versions) {
            try (PythonSide python = python(version)) {
                Map<String, GoldenTraces> traces = new TreeMap<>();
                for (Map.Entry<String, List<Scenario>> area : library.areas().entrySet()) {
                    traces.put(area.getKey(), GoldenTraces.record(python, area.getValue()));
                }
                library.recordings().replace(python.version(), traces);
                out().println(
                        library.scenarios().size() + " scenarios recorded from CPython " + python.version());
            }
        }
        return 0;
    }

    @Command(
            name = "run",
            description = "Runs the scenarios of a file and prints the traces side by side.",
            mixinStandardHelpOptions = true)
    int run(
            @Parameters(paramLabel = "FILE", description = "A scenario file.") Path file,
            @Mixin Which which) throws IOException, ScenarioException {
        int differences = 0;
        try (PythonSide python = python(which.version)) {
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
                        String known = scenario.knownDifference(python.version());
                        if (known != null) {
                            out().println("  known to differ: " + known);
                        }
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
                    defaultValue = "both") String kind,
            @Option(
                    names = "--network",
                    description = "Scenarios of streams and servers on a network in memory.") boolean network,
            @Option(
                    names = "--processes",
                    description = "Scenarios of subprocesses, which are real ones.") boolean processes,
            @Mixin Which which) throws IOException {
        List<Threads> backends = switch (kind) {
            case "both" -> List.of(Threads.values());
            case "carried" -> List.of(Threads.CARRIED);
            case "portable" -> List.of(Threads.PORTABLE);
            default ->
                    throw new ParameterException(
                            spec.commandLine(), "--threads must be carried, portable or both");
        };
        try (PythonSide python = python(which.version)) {
            if (!python.isFitForFuzz()) {
                throw new IllegalStateException(
                        "fuzz needs CPython 3.13 or later, which has corrected much of what older ones do; this is "
                                + python.version());
            }
            long start = System.nanoTime();
            var progress = FuzzProgress.to(spec.commandLine().getErr(), count);
            var fuzz = new Fuzz(python, backends, generator(network, processes), progress);
            Fuzz.Difference difference = fuzz.run(seed, count);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (difference == null) {
                out().printf(
                        "%d scenarios from seed %d on, %d of which this Python lacks something for: no difference from"
                                + " CPython %s on %s threads, %.1f s%n",
                        count, seed, fuzz.lacking(), python.version(), kind, seconds);
                return 0;
            }
            out().println("seed " + difference.seed() + " differs on " + difference.threads() + " threads:");
            out().println(ScenarioWriter.write(difference.scenario()));
            out().println(difference.comparison().sideBySide("CPython " + python.version(), "asyncio4j"));
            return DIFFERENT;
        }
    }

    private LongFunction<Scenario> generator(boolean network, boolean processes) {
        if (network && processes) {
            throw new ParameterException(spec.commandLine(), "--network and --processes exclude each other");
        }
        return network ? ScenarioGenerator::generateOnNetwork
                : processes ? ScenarioGenerator::generateWithProcesses : ScenarioGenerator::generate;
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
