package io.asyncio4j.stress.races;

import io.asyncio4j.stress.races.Verdict.Seen;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.runners.TestList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine;

/** {@code ./asyncio4j stress}. */
@Command(name = "stress", mixinStandardHelpOptions = true, sortOptions = false, abbreviateSynopsis = true,
        description = "Runs each race between threads that the library must win as often as the time allows, with jcstress, "
                + "and a naive twin beside it that must be seen to lose.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0: the library won all races, and each twin was seen to lose",
            "1: not so; the last lines say which, and the page in the folder results what was seen",
            "2: wrong usage"})
public final class StressCommand implements Callable<Integer> {

    private static final String LOG = "stress.log";
    private static final long LEAST_MILLIS_EACH = 300;
    // what it takes to start a JVM and to warm up
    private static final long START_MILLIS_EACH = 1_500;
    private static final int MOST_TIMES_AGAIN = 3;
    // a task's yield wants the one, and a loop that is slow as everything runs at once is not looked for
    private static final String JVM =
            "--add-opens java.base/java.lang=ALL-UNNAMED --enable-native-access=ALL-UNNAMED -Dasyncio4j.slowCallbackDuration=never";

    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--minutes", paramLabel = "N", defaultValue = "3",
            description = "How long about, in minutes, at least 1 (default: ${DEFAULT-VALUE}). What the races share the "
                    + "time in, some of it goes to starting a JVM for each. Twins that did not lose then get "
                    + "more.") private double minutes;

    @Option(names = "--only", paramLabel = "REGEX", defaultValue = "",
            description = "Only the races in whose names this is found, such as Inbox.") private String only =
                    "";

    private StressCommand() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new StressCommand());
    }

    @Override
    public Integer call() throws Exception {
        if (!(minutes >= 1 && minutes <= 24 * 60)) {
            throw new ParameterException(spec().commandLine(),
                    "--minutes must be at least 1 and at most a day, not " + minutes);
        }
        List<String> races = racesWanted();
        PrintWriter out = spec().commandLine().getOut();
        Files.deleteIfExists(Path.of(LOG));
        out.printf("stress: %d races and their twins, about %s minutes; jcstress writes to %s%n",
                races.size() / 2,
                minutes, Path.of(LOG).toAbsolutePath());
        out.flush();
        Verdict verdict = judge(races, out);
        verdict.printOn(out);
        out.flush();
        return verdict.isGood() ? 0 : 1;
    }

    // Whether a twin loses is a matter of luck, and of how busy the machine is: those that did not get more time.
    private Verdict judge(List<String> races, PrintWriter out) throws Exception {
        long millis =
                Math.max(LEAST_MILLIS_EACH, Math.round(minutes * 60_000 / races.size()) - START_MILLIS_EACH);
        Map<String, Seen> seen = new TreeMap<>(run(races, millis, "results"));
        for (int again = 1; again <= MOST_TIMES_AGAIN; again++) {
            List<String> unmet = new Verdict(races, seen).unmet();
            if (unmet.isEmpty()) {
                break;
            }
            out.printf("stress: not seen to lose yet, and run again: %s%n",
                    String.join(", ", unmet.stream().map(Verdict::raceOf).toList()));
            out.flush();
            millis *= 3;
            run(unmet, millis, "results-again").forEach((twin, more) -> seen.merge(twin, more, Seen::and));
        }
        return new Verdict(races, seen);
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("not called by picocli");
        }
        return spec;
    }

    private List<String> racesWanted() {
        Pattern wanted;
        try {
            wanted = Pattern.compile(only);
        } catch (PatternSyntaxException e) {
            throw new ParameterException(spec().commandLine(),
                    "--only is no regular expression: " + e.getMessage());
        }
        List<String> races = new ArrayList<>();
        for (String test : TestList.tests()) {
            if (wanted.matcher(Verdict.raceOf(test)).find()) {
                races.add(test);
            }
        }
        if (races.isEmpty()) {
            throw new ParameterException(spec().commandLine(), "no race has a name with " + only + " in it");
        }
        return races;
    }

    private static Map<String, Seen> run(List<String> races, long millisEach, String folder)
            throws Exception {
        var options = new Options(new String[] {
            "--t", String.join("|", races.stream().map(name -> "^" + Pattern.quote(name) + "$").toList()),
            "--iters", "1", "--time", String.valueOf(millisEach), "-r", folder,
            // one configuration: a few long looks find more here than many short ones
            "--sc", "false", "--af", "NONE", "--pth", "false", "--jvmArgs", JVM,
            // most states are dear, as they have threads
            "--strideSize", "8", "--strideCount", "8"});
        PrintStream console = System.out;
        try (var log = new PrintStream(
                Files.newOutputStream(Path.of(LOG), StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                true, StandardCharsets.UTF_8)) {
            System.setOut(log);
            if (!options.parse()) {
                throw new IllegalStateException("jcstress does not understand its options");
            }
            new JCStress(options).run();
        } finally {
            System.setOut(console);
        }
        return Verdict.seen(read(options.getResultFile()));
    }

    private static InProcessCollector read(String file) throws IOException, ClassNotFoundException {
        var collector = new InProcessCollector();
        var reader = new DiskReadCollector(file, collector);
        reader.dump();
        reader.close();
        Files.delete(Path.of(file));
        return collector;
    }
}
