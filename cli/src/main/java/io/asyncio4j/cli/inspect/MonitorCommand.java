package io.asyncio4j.cli.inspect;

import static io.asyncio4j.cli.inspect.InspectionFailure.CANNOT_LOOK;
import static io.asyncio4j.cli.inspect.InspectionFailure.USAGE;

import io.asyncio4j.monitor.Monitor;
import io.asyncio4j.monitor.MonitorBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code asyncio4j monitor}: a live page of other processes in the browser. */
@Command(
        name = "monitor",
        description = {
            "Serves a live page that shows the loops of running JVMs: curves, tasks, who waits for whom, slow steps.",
            "The processes need no preparation. The page is served to this machine only, and to whoever has the token"
                    + " in the address that is printed. It shows a loop also while that is held, and by whom."
        },
        footer = {"",
            "It goes on until it is interrupted (Ctrl-C). The status is 1 if the process is not there or"
                    + " cannot be looked at, or if the port is taken, 2 for a wrong command line, 3 if the process has run no"
                    + " loop."},
        mixinStandardHelpOptions = true)
public final class MonitorCommand implements Callable<Integer> {

    private static final int MOST_PORTS = 65_535;

    @Spec private CommandSpec spec;

    @Nullable @Parameters(index = "0", arity = "0..1", paramLabel = "PID",
            description = "The process to begin with. Without it, the page lists the JVMs that have asyncio4j.") private String pid;

    @Option(names = "--port", paramLabel = "N",
            description = "The port to listen on; without it, any that is free.") private int port;

    @Option(names = "--allow-cancel",
            description = "Let the page cancel tasks. Without it, it only looks.") private boolean allowCancel;

    @Option(names = "--sources", paramLabel = "DIR", defaultValue = ".",
            description = "Show the lines of source files below this folder that stacks name. May be given several times."
                    + " This folder, if nothing is said.") private List<Path> sources = new ArrayList<>();

    @Option(names = "--no-open",
            description = "Only print the address, do not open it in a browser.") private boolean staysClosed;

    public MonitorCommand() {
        spec = CommandSpec.create();
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter errors = spec.commandLine().getErr();
        try (Monitor monitor = start()) {
            // it ends by Ctrl-C: the programs shall be left as they were then, too
            var stopper = new Thread(monitor::close, "asyncio4j-stop");
            Runtime.getRuntime().addShutdownHook(stopper);
            try {
                serve(monitor, out);
            } finally {
                TimedWatch.remove(stopper);
            }
            return 0;
        } catch (InspectionFailure e) {
            return e.tell(errors);
        } catch (InterruptedException e) {
            return 0;
        }
    }

    private void serve(Monitor monitor, PrintWriter out) throws InterruptedException {
        out.println("asyncio4j monitor: " + withProcess(monitor.address()));
        out.flush();
        // not that one: what stands on a command line others can read
        if (!staysClosed && !Browser.open(withProcess(monitor.addressForOnce()))) {
            out.println("There is no browser here that could be opened: open the address in yours.");
        }
        out.println("Press Ctrl-C to end it.");
        out.flush();
        new CountDownLatch(1).await();
    }

    private URI withProcess(URI address) {
        return pid == null ? address : URI.create(address + "&pid=" + pid);
    }

    private Monitor start() throws Exception {
        if (port < 0 || port > MOST_PORTS) {
            throw new InspectionFailure(USAGE, "--port must be between 0 and " + MOST_PORTS + ": " + port);
        }
        for (Path folder : sources) {
            if (!Files.isDirectory(folder)) {
                throw new InspectionFailure(USAGE, "--sources must be a folder: " + folder);
            }
        }
        if (pid != null) {
            TargetJvm.attach(Jvms.parse(pid)).close(); // else the page would be the first to say what is wrong
        }
        MonitorBuilder builder =
                Monitor.builder().port(port).allowCancel(allowCancel).sources(sources)
                        .programs(new AttachedPrograms());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new InspectionFailure(CANNOT_LOOK, String.valueOf(e.getMessage()));
        }
    }
}
