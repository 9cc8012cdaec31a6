package io.asyncio4j.benchmarks.offload;

import io.asyncio4j.benchmarks.report.BenchCommand;
import io.asyncio4j.benchmarks.report.Documents;
import io.asyncio4j.benchmarks.report.Machine;
import io.asyncio4j.benchmarks.report.ProcessorTime;
import io.asyncio4j.benchmarks.report.ProgressLine;
import io.asyncio4j.benchmarks.report.Python;
import io.asyncio4j.benchmarks.report.SampleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code ./asyncio4j bench offload}: measures what calls cost that run elsewhere. */
@Command(
        name = "offload",
        description = "Measures calls on a thread, in pools of child JVMs, in clusters, and in Python's"
                + " ProcessPoolExecutor, in turns. It takes some eight minutes.",
        mixinStandardHelpOptions = true)
public final class ScaleCommand implements Runnable {

    /** What other programs may use of the processors' time, as a part of it. */
    private static final double MOST_DISTURBANCE = 0.1;

    @Spec private CommandSpec spec;

    @ParentCommand private @Nullable BenchCommand bench;

    @Option(names = "--rounds", paramLabel = "N",
            description = "How often each side is measured; 2 if missing.",
            defaultValue = "2") private int rounds;

    @Option(names = "--seconds", paramLabel = "S",
            description = "How long each work is measured, after it was done for as long; 4 if missing.",
            defaultValue = "4") private double seconds;

    @Option(names = "--docs",
            description = "Writes the tables and plots of docs/performance.md.") private boolean docs;

    private ScaleCommand() {
        spec = CommandSpec.create();
    }

    @Override
    public void run() {
        if (rounds < 1) {
            throw usage("--rounds must be 1 or more, not " + rounds);
        }
        if (!(seconds > 0)) {
            throw usage("--seconds must be more than 0, not " + seconds);
        }
        Path folder = folder();
        if (docs && !Files.isRegularFile(folder.resolve("performance.md"))) {
            throw usage("--docs found no performance.md in " + folder);
        }
        try {
            ScaleReport report = measure();
            if (docs) {
                write(report, folder);
            }
            spec.commandLine().getOut().print(report.plain());
            spec.commandLine().getOut().flush();
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Path folder() {
        return bench == null ? Path.of("docs") : bench.folder();
    }

    private ScaleReport measure() throws IOException, InterruptedException {
        Instant date = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        long begin = System.nanoTime();
        ProcessorTime before = ProcessorTime.now();
        Python python = Python.forAsyncio(Python.find(System.getenv("ASYNCIO4J_PYTHON"))).orElse(null);
        var notes = new ArrayList<String>();
        if (python == null) {
            notes.add(
                    "No CPython 3." + Python.OLDEST_FOR_ASYNCIO + " or later was found, so it is left out.");
        }
        Map<ScaleSide, List<ScaleFigures>> figures =
                new ScaleRun(rounds, seconds, python, new ProgressLine(spec.commandLine().getErr()))
                        .measure(notes);
        ScaleStarts starts = null;
        try {
            starts = ScaleStarts.measure(folder().toAbsolutePath().resolve("..").normalize());
        } catch (SampleException e) {
            notes.add("The start of a child: " + e.getMessage());
        }
        Machine machine = Machine.since(before);
        ProcessorTime.Disturbance disturbance = machine.disturbance();
        if (disturbance != null && disturbance.others() > MOST_DISTURBANCE) {
            notes.add("Other programs had so much of the processors' time that these figures say little.");
        }
        String heading = String.format(Locale.ROOT,
                "%d round%s in %.1f minutes on %s%n%s%n%s%nJava %s (%s)%s%n", rounds, rounds == 1 ? "" : "s",
                (System.nanoTime() - begin) / 60e9, date, machine.describe(), machine.describeDisturbance(),
                Runtime.version(), System.getProperty("java.vm.name"),
                python == null ? "" : ", CPython " + python.version());
        return new ScaleReport(heading.replace("\r\n", "\n"), figures, starts, notes);
    }

    static void write(ScaleReport report, Path folder) throws IOException {
        for (ScaleReport.Shared work : ScaleReport.SHARED) {
            Files.writeString(folder.resolve(ScaleReport.image(work)), report.plot(work).svg());
        }
        Path page = folder.resolve("performance.md");
        Files.writeString(page, Documents.replace(Files.readString(page), "offload", report.markdown()));
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
