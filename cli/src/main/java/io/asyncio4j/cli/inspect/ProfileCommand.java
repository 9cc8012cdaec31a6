package io.asyncio4j.cli.inspect;

import static io.asyncio4j.cli.inspect.InspectionFailure.USAGE;

import io.asyncio4j.cli.profile.Profile;
import io.asyncio4j.inspect.EventLoopMXBean;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code asyncio4j profile}: where the time of another process's loops goes. */
@Command(
        name = "profile",
        description = {
            "Looks again and again where the loops of a running JVM are, for some seconds, and says where their time"
                    + " goes: by kind of task and by code, as a table, a flame graph and collapsed stacks.",
            "Writes asyncio4j-profile-PID.html and .collapsed unless -o says otherwise: a flame graph if the name ends"
                    + " in .html, else collapsed stacks.",
            "The process needs no preparation, and is not stopped."
        },
        footer = {"",
            "The status is 0 if there is a profile, 1 if the process is not there or cannot be looked at or a file"
                    + " cannot be written, 2 for a wrong command line, 3 if the process runs no loop."},
        mixinStandardHelpOptions = true)
public final class ProfileCommand extends WatchCommand {

    private static final double SECONDS = 10;
    private static final int MOST_PER_SECOND = 1_000;

    @Parameters(paramLabel = "PID", description = "The process.") private String pid = "";

    @Option(names = "--rate", paramLabel = "N",
            description = "How often a second: ${DEFAULT-VALUE} times.") private int rate = 200;

    private record SeenProfile(Profile profile) implements Seen {
        @Override
        public List<String> lines() {
            return profile.lines();
        }

        @Override
        public void write(Path file) throws IOException {
            profile.write(file);
        }

        @Override
        public String purpose(Path file) {
            return Profile.isFlameGraph(file) ? "a flame graph for any browser"
                    : "collapsed stacks for other tools";
        }
    }

    public ProfileCommand() {
        super(SECONDS);
    }

    @Override
    String target() {
        return pid;
    }

    @Override
    void check() throws InspectionFailure {
        if (rate < 1 || rate > MOST_PER_SECOND) {
            throw new InspectionFailure(USAGE, "--rate must be from 1 to " + MOST_PER_SECOND + ": " + rate);
        }
        Jvms.parse(pid);
    }

    @Override
    List<Path> usualOutputs() {
        return List.of(Path.of("asyncio4j-profile-" + pid + ".html"),
                Path.of("asyncio4j-profile-" + pid + ".collapsed"));
    }

    @Override
    Seen look() throws Exception {
        long number = Jvms.parse(pid);
        try (var jvm = TargetJvm.attach(number)) {
            return new SeenProfile(new Profile("process " + number, watch(jvm,
                    (bean, limit) -> bean.startProfile(rate, limit), EventLoopMXBean::stopProfile)));
        }
    }
}
