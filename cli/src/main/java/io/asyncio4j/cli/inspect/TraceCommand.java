package io.asyncio4j.cli.inspect;

import static io.asyncio4j.cli.inspect.InspectionFailure.CANNOT_LOOK;
import static io.asyncio4j.cli.inspect.InspectionFailure.NOTHING_THERE;
import static io.asyncio4j.cli.inspect.InspectionFailure.USAGE;

import io.asyncio4j.cli.trace.Trace;
import io.asyncio4j.inspect.EventLoopMXBean;
import io.asyncio4j.inspect.FlightRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code asyncio4j trace}: a timeline of what another process does now, or of a recording. */
@Command(
        name = "trace",
        description = {
            "Writes down what the loops of a running JVM do for some seconds, and makes a page of it: a timeline of"
                    + " each task, with who woke whom. Says what looks wrong.",
            "The process needs no preparation. Each event costs its loop some 25 ns meanwhile, and nothing afterwards."
        },
        footer = {"",
            "The status is 0 if there is a timeline, 1 if the process is not there or cannot be looked at or a file"
                    + " cannot be read or written, 2 for a wrong command line, 3 if there is no loop to be seen."},
        mixinStandardHelpOptions = true)
public final class TraceCommand implements Callable<Integer> {

    private static final int MOST_MEBIBYTES = 1_024;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PID|FILE.jfr",
            description = "The process, or a recording of Java Flight Recorder.") private String target = "";

    @Option(names = "--seconds", paramLabel = "N",
            description = "For how long: ${DEFAULT-VALUE} seconds.") private double seconds = 5;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE",
            description = "Where to write to: a page, or if the name ends in .json, a file for ui.perfetto.dev. May be"
                    + " given twice. asyncio4j-trace-PID.html unless said otherwise.") private List<Path> outputs =
                            new ArrayList<>();

    @Nullable @Option(names = "--loop", paramLabel = "NAME",
            description = "Of this loop only.") private String loop;

    @Option(names = "--memory", paramLabel = "MIB",
            description = "How much memory the process may take for it, for each loop: ${DEFAULT-VALUE} MiB, in which"
                    + " there is room for 65,536 events each. When it is full, the oldest are dropped.") private int memory =
                            32;

    public TraceCommand() {
        spec = CommandSpec.create();
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter errors = spec.commandLine().getErr();
        try {
            trace();
            return 0;
        } catch (InspectionFailure e) {
            errors.println("asyncio4j: " + e.getMessage());
            errors.flush();
            return e.status();
        } catch (TargetJvm.Ended e) {
            errors.println("asyncio4j: process " + target + " has ended meanwhile, and what it did is lost");
            errors.flush();
            return CANNOT_LOOK;
        }
    }

    private void trace() throws Exception {
        TimedWatch.checkSeconds(seconds);
        if (memory < 1 || memory > MOST_MEBIBYTES) {
            throw new InspectionFailure(USAGE,
                    "--memory must be from 1 to " + MOST_MEBIBYTES + ": " + memory);
        }
        boolean isFile = !target.matches("\\d+");
        if (isFile && !target.toLowerCase(Locale.ROOT).endsWith(".jfr")) {
            throw new InspectionFailure(USAGE, "not a process id, nor a file that ends in .jfr: " + target);
        }
        if (outputs.isEmpty()) {
            outputs = List.of(Path.of("asyncio4j-trace-"
                    + (isFile ? Path.of(target).getFileName().toString().replaceAll("(?i)\\.jfr$", "")
                            : target)
                    + ".html"));
        }
        for (Path output : outputs) {
            checkWritable(output); // rather now than after the seconds
        }
        Trace trace = isFile ? ofFile() : ofProcess();
        PrintWriter out = spec.commandLine().getOut();
        trace.lines().forEach(line -> out.println(LoopText.printable(line)));
        for (Path output : outputs) {
            try {
                trace.write(output);
            } catch (IOException e) {
                throw new InspectionFailure(CANNOT_LOOK, "cannot write " + output + ": " + reason(e));
            }
            out.println("wrote " + output
                    + (Trace.isForPerfetto(output) ? ", for https://ui.perfetto.dev" : ", for any browser"));
        }
        out.flush();
    }

    private Trace ofProcess() throws Exception {
        long pid = Jvms.parse(target);
        try (var jvm = TargetJvm.attach(pid)) {
            var watch = new TimedWatch<>(jvm, loop,
                    bean -> bean.startFlightLog(memory, TimedWatch.limit(seconds)),
                    EventLoopMXBean::stopFlightLog);
            List<FlightRecord> records = new ArrayList<>();
            for (byte[] bytes : watch.watch(seconds)) {
                records.add(read(pid, bytes));
            }
            return Trace.of("process " + pid, records);
        }
    }

    private static FlightRecord read(long pid, byte[] bytes) throws InspectionFailure {
        try {
            return FlightRecord.of(bytes);
        } catch (IllegalArgumentException e) {
            throw new InspectionFailure(CANNOT_LOOK, "process " + pid
                    + " has another version of asyncio4j, and has given " + e.getMessage());
        }
    }

    private Trace ofFile() throws InspectionFailure {
        Path file = Path.of(target);
        if (!Files.isRegularFile(file)) {
            throw new InspectionFailure(CANNOT_LOOK, "there is no file " + target);
        }
        Trace trace;
        try {
            trace = Trace.ofRecording(file);
        } catch (IOException | RuntimeException e) {
            throw new InspectionFailure(CANNOT_LOOK,
                    target + " cannot be read as a recording of Java Flight Recorder: " + reason(e));
        }
        Trace wanted = loop == null ? trace : trace.only(loop);
        if (wanted.isEmpty()) {
            throw new InspectionFailure(NOTHING_THERE, target + " has no events of "
                    + (loop == null ? "asyncio4j" : "a loop that is called " + loop));
        }
        return wanted;
    }

    static void checkWritable(Path file) throws InspectionFailure {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new InspectionFailure(CANNOT_LOOK,
                    "cannot write " + file + ": there is no folder " + folder);
        }
        if (Files.isDirectory(file) || !Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new InspectionFailure(CANNOT_LOOK, "cannot write " + file + ": "
                    + (Files.isDirectory(file) ? "it is a folder" : "you may not"));
        }
    }

    static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName()
                : e.getClass().getSimpleName() + ": " + Jvms.firstLine(e.getMessage());
    }
}
