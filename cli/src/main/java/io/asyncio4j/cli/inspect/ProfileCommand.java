package io.asyncio4j.cli.inspect;

import static io.asyncio4j.cli.inspect.InspectionFailure.CANNOT_LOOK;
import static io.asyncio4j.cli.inspect.InspectionFailure.USAGE;

import io.asyncio4j.cli.profile.Profile;
import io.asyncio4j.inspect.EventLoopMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code asyncio4j profile}: where the time of another process's loops goes. */
@Command(
        name = "profile",
        description = {
            "Looks again and again where the loops of a running JVM are, for some seconds, and says where their time"
                    + " goes: by kind of task and by code, as a table, a flame graph and collapsed stacks.",
            "The process needs no preparation, and is not stopped."
        },
        footer = {"",
            "The status is 0 if there is a profile, 1 if the process is not there or cannot be looked at or a file"
                    + " cannot be written, 2 for a wrong command line, 3 if the process runs no loop."},
        mixinStandardHelpOptions = true)
public final class ProfileCommand implements Callable<Integer> {

    private static final int MOST_PER_SECOND = 1_000;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PID", description = "The process.") private String pid = "";

    @Option(names = "--seconds", paramLabel = "N",
            description = "For how long: ${DEFAULT-VALUE} seconds.") private double seconds = 10;

    @Option(names = "--rate", paramLabel = "N",
            description = "How often a second: ${DEFAULT-VALUE} times.") private int rate = 200;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE",
            description = "Where to write to: a flame graph if the name ends in .html, else collapsed stacks. May be"
                    + " given twice. asyncio4j-profile-PID.html and .collapsed unless said otherwise.") private List<Path> outputs =
                            new ArrayList<>();

    @Nullable @Option(names = "--loop", paramLabel = "NAME",
            description = "Of this loop only.") private String loop;

    public ProfileCommand() {
        spec = CommandSpec.create();
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter errors = spec.commandLine().getErr();
        try {
            profile();
            return 0;
        } catch (InspectionFailure e) {
            errors.println("asyncio4j: " + e.getMessage());
            errors.flush();
            return e.status();
        } catch (TargetJvm.Ended e) {
            errors.println(
                    "asyncio4j: process " + pid + " has ended meanwhile, and what was seen of it is lost");
            errors.flush();
            return CANNOT_LOOK;
        }
    }

    private void profile() throws Exception {
        TimedWatch.checkSeconds(seconds);
        if (rate < 1 || rate > MOST_PER_SECOND) {
            throw new InspectionFailure(USAGE, "--rate must be from 1 to " + MOST_PER_SECOND + ": " + rate);
        }
        long number = Jvms.parse(pid);
        List<Path> files = !outputs.isEmpty() ? outputs
                : List.of(Path.of("asyncio4j-profile-" + number + ".html"),
                        Path.of("asyncio4j-profile-" + number + ".collapsed"));
        for (Path file : files) {
            TraceCommand.checkWritable(file); // rather now than after the seconds
        }
        Profile profile;
        try (var jvm = TargetJvm.attach(number)) {
            var watch = new TimedWatch<>(jvm, loop,
                    bean -> bean.startProfile(rate, TimedWatch.limit(seconds)), EventLoopMXBean::stopProfile);
            profile = new Profile("process " + number, watch.watch(seconds));
        }
        PrintWriter out = spec.commandLine().getOut();
        profile.lines().forEach(out::println);
        for (Path file : files) {
            try {
                profile.write(file);
            } catch (IOException e) {
                throw new InspectionFailure(CANNOT_LOOK,
                        "cannot write " + file + ": " + TraceCommand.reason(e));
            }
            out.println("wrote " + file + (Profile.isFlameGraph(file) ? ", a flame graph for any browser"
                    : ", collapsed stacks for other tools"));
        }
        out.flush();
    }
}
