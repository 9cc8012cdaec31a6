package io.asyncio4j.stress.gaps;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The second half of {@code ./asyncio4j coverage} and {@code ./asyncio4j mutation}: holds a report against its list. */
@Command(name = "gaps", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Holds a report of what the tests leave out against the list of what may be left out.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0: all that is left out is listed", "1: it is not; the lines say where",
            "2: wrong usage"})
public final class GapsCommand implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "coverage|mutation",
            description = "What the report is of.") private String kind = "";

    @Option(names = "--report", required = true, paramLabel = "PATH",
            description = "JaCoCo's jacoco.xml, or a folder with reports of PIT.") private Path report =
                    Path.of("");

    @Option(names = "--list", required = true, paramLabel = "FILE",
            description = "The places that may be left out, with reasons.") private Path list = Path.of("");

    @Option(names = "--sources", required = true, paramLabel = "FOLDER",
            description = "The sources that the report is about.") private Path sources = Path.of("");

    @Option(names = "--rooms", split = ",", paramLabel = "FOLDER",
            description = "Of coverage: the rooms without gaps.") private List<String> rooms = List.of();

    @Option(names = "--at-least", defaultValue = "85", paramLabel = "PERCENT",
            description = "Of mutations: how many of each room's must be noticed.") private double atLeast;

    @Option(names = "--tolerate", defaultValue = "0", paramLabel = "N",
            description = "How many places may differ from the list, for now and then a chance decides what is run.") private int tolerated;

    private GapsCommand() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new GapsCommand()).setExecutionExceptionHandler((e, commandLine, _) -> {
            if (!(e instanceof IOException || e instanceof IllegalArgumentException)) {
                throw e;
            }
            commandLine.getErr().println(
                    e instanceof NoSuchFileException ? "gaps: there is no " + e.getMessage()
                            : "gaps: " + e.getMessage());
            return 1;
        });
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec().commandLine().getOut();
        var gaps = GapList.read(list);
        var lines = new Sources(sources);
        return switch (kind) {
            case "coverage" ->
                    say(out, new CoverageReport(report, lines, new LinkedHashSet<>(rooms)), gaps, lines,
                            List.of(), _ -> true);
            case "mutation" -> {
                var mutations = new MutationReport(reports(), lines);
                yield say(out, mutations, gaps, lines, mutations.below(atLeast), mutations::isAbout);
            }
            default -> throw new ParameterException(spec().commandLine(),
                    "the first word must be coverage or mutation, not " + kind);
        };
    }

    private List<Path> reports() throws IOException {
        try (Stream<Path> files = Files.walk(report)) {
            List<Path> found = files.filter(file -> file.endsWith("mutations.xml")).sorted().toList();
            if (found.isEmpty()) {
                throw new NoSuchFileException(report + "/**/mutations.xml");
            }
            return found;
        }
    }

    private int say(PrintWriter out, Report report, GapList list, Sources sources, List<String> tooFew,
            Predicate<String> isAbout) {
        report.figures().forEach(out::println);
        GapList.Comparison compared = list.compare(report.gaps, isAbout, sources);
        Stream.of(compared.news(), compared.problems(), tooFew).flatMap(List::stream)
                .forEach(each -> out.println("\n" + each));
        int problems = compared.problems().size();
        boolean isExact = problems == 0 && tooFew.isEmpty();
        boolean isWell = problems <= tolerated && tooFew.isEmpty();
        out.println(isExact ? "all else is noticed; listed with a reason: " + list.size()
                : "\n" + problems + " places differ from the list"
                        + (isWell ? ", up to " + tolerated + " are tolerated here" : "")
                        + (tooFew.isEmpty() ? "" : "; too few noticed"));
        out.flush();
        return isWell ? 0 : 1;
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("not called by picocli");
        }
        return spec;
    }
}
