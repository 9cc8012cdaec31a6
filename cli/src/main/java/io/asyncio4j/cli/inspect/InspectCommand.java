package io.asyncio4j.cli.inspect;

import static io.asyncio4j.cli.inspect.InspectionFailure.NOTHING_THERE;
import static io.asyncio4j.cli.inspect.InspectionFailure.USAGE;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.asyncio4j.inspect.EndedTask;
import io.asyncio4j.inspect.LoopReport;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.PrintableText;
import java.io.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code ps} and {@code pstree} have in common: everything but the form in which they show a loop's tasks. */
abstract sealed class InspectCommand implements Callable<Integer> permits PsCommand, PstreeCommand {

    /** What the help of both says of their statuses. */
    static final String STATUSES =
            "The status is 0 if there was something to show, 1 if the process is not there or cannot"
                    + " be looked at, 2 for a wrong command line, 3 if the process runs no loop.";

    private static final String CLEAR_SCREEN = "\033[H\033[2J\033[3J";
    private static final int LIMIT = 1_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec private CommandSpec spec;

    @Nullable @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "PID",
            description = "The process. Without it, the JVMs that have asyncio4j are listed, but for those that were"
                    + " started with -XX:-UsePerfData, which can only be asked for by their PID. JVMs that cannot have"
                    + " it, as their class path tells, are not asked.") private String pid;

    @Nullable @Option(names = "--loop", paramLabel = "NAME",
            description = "Show this loop only.") private String loop;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Show so many tasks of a loop at most, the oldest ones: ${DEFAULT-VALUE}.") private int limit =
                    LIMIT;

    @Nullable @Option(
            names = "--watch",
            arity = "0..1",
            fallbackValue = "1",
            paramLabel = "SECONDS",
            description = "Show it again and again, every second unless SECONDS says otherwise, until the process ends.") private Double watch;

    @Option(names = "--json",
            description = "Write JSON: one document; with --watch, one for each look, in a line.") private boolean json;

    @Option(names = "--ended",
            description = "Show the last tasks that have ended, too: how, and who has cancelled them.") private boolean ended;

    @Nullable @Option(
            names = "--measure",
            negatable = true,
            description = "Have the program measure how long its tasks live and run from now on, for --ended;"
                    + " --no-measure ends that. It costs the program two looks at the clock a step.") private Boolean measure;

    InspectCommand() {
        spec = CommandSpec.create();
    }

    abstract String show(LoopSnapshot tasks);

    /** {@return the status after {@code reports} were shown once} */
    abstract int status(List<LoopReport> reports, PrintWriter errors);

    @Override
    public final Integer call() throws Exception {
        try {
            return inspect();
        } catch (InspectionFailure e) {
            return e.tell(spec.commandLine().getErr());
        }
    }

    private int inspect() throws Exception {
        if (limit < 0) {
            throw new InspectionFailure(USAGE, "--limit must not be negative: " + limit);
        }
        if (watch != null && !(watch > 0 && watch <= TimeUnit.DAYS.toSeconds(1))) {
            throw new InspectionFailure(USAGE, "--watch must be more than zero and at most a day: " + watch);
        }
        if (pid == null) {
            if (watch != null || loop != null || ended || measure != null) {
                throw new InspectionFailure(USAGE, "--watch, --loop, --ended and --measure need a PID");
            }
            return list();
        }
        try (var jvm = TargetJvm.attach(Jvms.parse(pid))) {
            if (measure != null) {
                jvm.measure(loop, measure);
            }
            return watch != null ? watch(jvm, watch) : showOnce(jvm);
        } catch (TargetJvm.Ended e) {
            throw new InspectionFailure(InspectionFailure.CANNOT_LOOK, "process " + pid + " has just ended");
        }
    }

    private int list() throws Exception {
        List<Jvms.Jvm> jvms = Jvms.withLoops();
        if (json) {
            print(new LoopDocument.Processes(jvms));
        } else if (jvms.isEmpty()) {
            throw new InspectionFailure(NOTHING_THERE,
                    "no JVM that you can look at has run a loop of asyncio4j");
        } else {
            var text =
                    new StringBuilder(String.format(Locale.ROOT, "%8s  %-16s %s", "pid", "version", "main"));
            for (Jvms.Jvm jvm : jvms) {
                text.append(String.format(Locale.ROOT, "%n%8d  %-16s %s", jvm.pid(),
                        PrintableText.of(jvm.version()), PrintableText.of(jvm.main())));
            }
            print(text.toString());
        }
        return 0;
    }

    private int showOnce(TargetJvm jvm) throws Exception {
        List<LoopReport> reports = jvm.reports(loop, limit);
        if (reports.isEmpty()) {
            throw new InspectionFailure(NOTHING_THERE, noLoop(jvm));
        }
        print(jvm, reports);
        return status(reports, spec.commandLine().getErr());
    }

    private int watch(TargetJvm jvm, double seconds) throws Exception {
        boolean clears =
                !json && Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        try {
            while (true) {
                List<LoopReport> reports = jvm.reports(loop, limit);
                if (clears) {
                    spec.commandLine().getOut().print(CLEAR_SCREEN);
                }
                if (reports.isEmpty() && !json) {
                    print(noLoop(jvm));
                } else {
                    print(jvm, reports);
                }
                if (!clears && !json) {
                    print("");
                }
                if (spec.commandLine().getOut().checkError()) {
                    return 0; // nobody reads it any more
                }
                TimeUnit.MILLISECONDS.sleep(Math.max(1, Math.round(seconds * 1e3)));
            }
        } catch (TargetJvm.Ended e) {
            InspectionFailure.tell(spec.commandLine().getErr(), "process " + jvm.pid() + " has ended");
            return 0;
        }
    }

    private String noLoop(TargetJvm jvm) {
        return "process " + jvm.pid() + " runs no loop" + (loop == null ? "" : " that is called " + loop)
                + " now";
    }

    private void print(TargetJvm jvm, List<LoopReport> reports) throws Exception {
        Map<String, List<EndedTask>> endedTasks = ended ? jvm.endedTasks(loop) : Map.of();
        if (json) {
            print(new LoopDocument.OfProcess(jvm.pid(), reports.stream().map(
                    report -> LoopDocument.of(report, of(report, endedTasks))).toList()));
            return;
        }
        String gap = "";
        for (LoopReport report : reports) {
            print(gap + String.join(System.lineSeparator(), LoopText.of(report, this::show)));
            if (ended) {
                print(EndedTable.of(of(report, endedTasks)));
            }
            gap = System.lineSeparator();
        }
    }

    private static List<EndedTask> of(LoopReport report, Map<String, List<EndedTask>> all) {
        return all.getOrDefault(report.snapshot().loop(), List.of());
    }

    private void print(Record document) throws JsonProcessingException {
        print(JSON.writeValueAsString(document));
    }

    private void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }
}
