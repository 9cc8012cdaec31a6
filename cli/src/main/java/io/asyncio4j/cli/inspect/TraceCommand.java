package io.asyncio4j.cli.inspect;

import static io.asyncio4j.cli.inspect.InspectionFailure.CANNOT_LOOK;
import static io.asyncio4j.cli.inspect.InspectionFailure.NOTHING_THERE;
import static io.asyncio4j.cli.inspect.InspectionFailure.USAGE;

import io.asyncio4j.inspect.EventLoopMXBean;
import io.asyncio4j.inspect.FlightRecord;
import io.asyncio4j.monitor.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code asyncio4j trace}: a timeline of what another process does now, or of a recording. */
@Command(
        name = "trace",
        description = {
            "Writes down what the loops of a running JVM do for some seconds, and makes a page of it: a timeline of"
                    + " each task, with who woke whom. Says what looks wrong.",
            "Writes asyncio4j-trace-PID.html unless -o says otherwise: a page, or if the name ends in .json, a file for"
                    + " ui.perfetto.dev.",
            "The process needs no preparation. Each event costs its loop some 25 ns meanwhile, and nothing afterwards."
        },
        footer = {"",
            "The status is 0 if there is a timeline, 1 if the process is not there or cannot be looked at or a file"
                    + " cannot be read or written, 2 for a wrong command line, 3 if there is no loop to be seen."},
        mixinStandardHelpOptions = true)
public final class TraceCommand extends WatchCommand {

    private static final double SECONDS = 5;
    private static final int MOST_MEBIBYTES = 1_024;

    @Parameters(paramLabel = "PID|FILE.jfr",
            description = "The process, or a recording of Java Flight Recorder.") private String target = "";

    @Option(names = "--memory", paramLabel = "MIB",
            description = "How much memory the process may take for it, for each loop: ${DEFAULT-VALUE} MiB, in which"
                    + " there is room for 65,536 events each. When it is full, the oldest are dropped.") private int memory =
                            32;

    private record SeenTrace(Trace trace) implements Seen {
        @Override
        public List<String> lines() {
            return trace.lines();
        }

        @Override
        public void write(Path file) throws IOException {
            trace.write(file);
        }

        @Override
        public String purpose(Path file) {
            return Trace.isForPerfetto(file) ? "for https://ui.perfetto.dev" : "for any browser";
        }
    }

    public TraceCommand() {
        super(SECONDS);
    }

    @Override
    String target() {
        return target;
    }

    @Override
    void check() throws InspectionFailure {
        if (memory < 1 || memory > MOST_MEBIBYTES) {
            throw new InspectionFailure(USAGE,
                    "--memory must be from 1 to " + MOST_MEBIBYTES + ": " + memory);
        }
        if (isFile() && !target.toLowerCase(Locale.ROOT).endsWith(".jfr")) {
            throw new InspectionFailure(USAGE, "not a process id, nor a file that ends in .jfr: " + target);
        }
    }

    private boolean isFile() {
        return !target.matches("\\d+");
    }

    @Override
    List<Path> usualOutputs() {
        String name =
                isFile() ? Path.of(target).getFileName().toString().replaceAll("(?i)\\.jfr$", "") : target;
        return List.of(Path.of("asyncio4j-trace-" + name + ".html"));
    }

    @Override
    Seen look() throws Exception {
        return new SeenTrace(isFile() ? ofFile() : ofProcess());
    }

    private Trace ofProcess() throws Exception {
        long pid = Jvms.parse(target);
        try (var jvm = TargetJvm.attach(pid)) {
            List<FlightRecord> records = new ArrayList<>();
            for (byte[] bytes : watch(jvm, (bean, limit) -> bean.startFlightLog(memory, limit),
                    EventLoopMXBean::stopFlightLog)) {
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
        String loop = loop();
        Trace wanted = loop == null ? trace : trace.only(loop);
        if (wanted.isEmpty()) {
            throw new InspectionFailure(NOTHING_THERE, target + " has no events of "
                    + (loop == null ? "asyncio4j" : "a loop that is called " + loop));
        }
        return wanted;
    }
}
