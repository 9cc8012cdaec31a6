package io.asyncio4j.cli.inspect;

import static io.asyncio4j.cli.inspect.InspectionFailure.CANNOT_LOOK;

import io.asyncio4j.inspect.EventLoopMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code trace} and {@code profile} have in common: they look for some seconds, say what there was, and write files. */
abstract sealed class WatchCommand implements Callable<Integer> permits TraceCommand, ProfileCommand {

    @Spec private CommandSpec spec;

    @Option(names = "--seconds", paramLabel = "N",
            description = "For how long: ${DEFAULT-VALUE} seconds.") private double seconds;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE",
            description = "Where to write to; the end of the name says in which form. May be given twice.") private List<Path> outputs =
                    new ArrayList<>();

    @Nullable @Option(names = "--loop", paramLabel = "NAME",
            description = "Of this loop only.") private String loop;

    /** What there was to be seen. */
    interface Seen {
        /** {@return it in a few lines, for a terminal} */
        List<String> lines();

        void write(Path file) throws IOException;

        /** {@return for whom or what a file with this name is} */
        String purpose(Path file);
    }

    WatchCommand(double seconds) {
        this.spec = CommandSpec.create();
        this.seconds = seconds;
    }

    /** {@return what is looked at}, as it was written. */
    abstract String target();

    /** Throws if the options of this command make no sense. */
    abstract void check() throws InspectionFailure;

    /** {@return where to write to if nothing is said} */
    abstract List<Path> usualOutputs();

    abstract Seen look() throws Exception;

    @Override
    public final Integer call() throws Exception {
        PrintWriter errors = spec.commandLine().getErr();
        try {
            lookAndWrite();
            return 0;
        } catch (InspectionFailure e) {
            return e.tell(errors);
        } catch (TargetJvm.Ended e) {
            InspectionFailure.tell(errors, "process " + target()
                    + " has ended meanwhile, and what was seen of it is lost");
            return CANNOT_LOOK;
        }
    }

    private void lookAndWrite() throws Exception {
        TimedWatch.checkSeconds(seconds);
        check();
        List<Path> files = outputs.isEmpty() ? usualOutputs() : outputs;
        for (Path file : files) {
            checkWritable(file); // rather now than after the seconds
        }
        Seen seen = look();
        PrintWriter out = spec.commandLine().getOut();
        seen.lines().forEach(out::println);
        for (Path file : files) {
            try {
                seen.write(file);
            } catch (IOException e) {
                throw new InspectionFailure(CANNOT_LOOK, "cannot write " + file + ": " + reason(e));
            }
            out.println("wrote " + file + ", " + seen.purpose(file));
        }
        out.flush();
    }

    /** {@return the loop that is looked at}, or null for all of them. */
    final @Nullable String loop() {
        return loop;
    }

    /**
     * {@return what {@code off} gives of each loop of {@code jvm}, some seconds after {@code on}}
     *
     * @param on is told after how many seconds the library is to give up
     */
    final <T> List<T> watch(TargetJvm jvm, ObjIntConsumer<EventLoopMXBean> on,
            Function<EventLoopMXBean, T> off) throws Exception {
        int limit = TimedWatch.limit(seconds);
        return new TimedWatch<>(jvm, loop, bean -> on.accept(bean, limit), off).watch(seconds);
    }

    private static void checkWritable(Path file) throws InspectionFailure {
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

    /** {@return what went wrong, in a line} */
    static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName()
                : e.getClass().getSimpleName() + ": " + Jvms.firstLine(e.getMessage());
    }
}
