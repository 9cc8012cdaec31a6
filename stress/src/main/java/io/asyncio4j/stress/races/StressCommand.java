package io.asyncio4j.stress.races;

import io.asyncio4j.internal.thread.Backend;
import io.asyncio4j.stress.races.Verdict.Seen;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
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
                + "and a naive twin beside it that must be seen to lose; races of whole loops on both kinds of threads.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0: the library won all races, and each twin was seen to lose",
            "1: not so; the last lines say which, and the pages in the folders results-carried and results-portable what was seen",
            "2: wrong usage"})
public final class StressCommand implements Callable<Integer> {

    private static final String LOG = "stress.log";
    private static final long LEAST_MILLIS_EACH = 300;
    // what it takes to start a JVM and to warm up
    private static final long START_MILLIS_EACH = 1_500;
    private static final int MOST_TIMES_AGAIN = 3;
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
        List<Side> sides = sidesWanted();
        PrintWriter out = spec().commandLine().getOut();
        Files.deleteIfExists(Path.of(LOG));
        out.printf("stress: %d races and their twins, about %s minutes; jcstress writes to %s%n",
                sides.size() / 2,
                minutes, Path.of(LOG).toAbsolutePath());
        out.flush();
        Verdict verdict = judge(sides, out);
        verdict.printOn(out);
        out.flush();
        return verdict.isGood() ? 0 : 1;
    }

    // Whether a twin loses is a matter of luck, and of how busy the machine is: those that did not get more time.
    private Verdict judge(List<Side> sides, PrintWriter out) throws Exception {
        long millis =
                Math.max(LEAST_MILLIS_EACH, Math.round(minutes * 60_000 / sides.size()) - START_MILLIS_EACH);
        Map<Side, Seen> seen = new HashMap<>(run(sides, millis, "results"));
        for (int again = 1; again <= MOST_TIMES_AGAIN; again++) {
            List<Side> unmet = new Verdict(sides, seen).unmet();
            if (unmet.isEmpty()) {
                break;
            }
            out.printf("stress: not seen to lose yet, and run again: %s%n",
                    String.join("; ", unmet.stream().map(Side::race).toList()));
            out.flush();
            millis *= 3;
            run(unmet, millis, "results-again").forEach((twin, more) -> seen.merge(twin, more, Seen::and));
        }
        return new Verdict(sides, seen);
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("not called by picocli");
        }
        return spec;
    }

    private List<Side> sidesWanted() {
        Pattern wanted;
        try {
            wanted = Pattern.compile(only);
        } catch (PatternSyntaxException e) {
            throw new ParameterException(spec().commandLine(),
                    "--only is no regular expression: " + e.getMessage());
        }
        List<Side> sides = new ArrayList<>();
        for (Side side : Side.of(TestList.tests())) {
            if (wanted.matcher(side.bareRace()).find()) {
                sides.add(side);
            }
        }
        if (sides.isEmpty()) {
            throw new ParameterException(spec().commandLine(), "no race has a name with " + only + " in it");
        }
        return sides;
    }

    private static Map<Side, Seen> run(List<Side> sides, long millisEach, String folder)
            throws Exception {
        Map<Side, Seen> seen = new HashMap<>();
        for (Backend threads : Backend.values()) {
            List<String> tests =
                    sides.stream().filter(side -> side.threads() == threads).map(Side::test).toList();
            if (!tests.isEmpty()) {
                Path page = Path.of(folder + "-" + Side.nameOf(threads));
                seen.putAll(Jcstress.run(tests, threads, millisEach, page, Path.of(LOG)));
            }
        }
        return seen;
    }
}
