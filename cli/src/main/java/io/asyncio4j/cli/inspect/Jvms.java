package io.asyncio4j.cli.inspect;

import static io.asyncio4j.cli.inspect.InspectionFailure.CANNOT_LOOK;
import static io.asyncio4j.cli.inspect.InspectionFailure.USAGE;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The JVMs of this machine: which there are, which have asyncio4j, and how to attach to one. */
final class Jvms {

    /** What a JVM that has run a loop has among its system properties. */
    static final String MARK = "asyncio4j.version";

    private static final Duration PATIENCE_WITH_ALL = Duration.ofSeconds(3);

    // behind the state of a process, as Linux tells it: how many threads it has
    private static final int THREADS = 17;

    /** A JVM that has asyncio4j. */
    record Jvm(long pid, String version, String main) {}

    private Jvms() {}

    /**
     * {@return the JVMs that have run a loop}, those that do not answer soon left out. Attached to are only those that may
     * have: of others nothing is asked.
     */
    static List<Jvm> withLoops() {
        Duration patience = Patience.limit(PATIENCE_WITH_ALL); // first, as it is told to the JDK, too
        var searches = new ArrayList<FutureTask<@Nullable Jvm>>();
        for (VirtualMachineDescriptor descriptor : VirtualMachine.list()) {
            long pid = Long.parseLong(descriptor.id());
            if (pid != ProcessHandle.current().pid() && isAlive(pid) && !isSuspended(pid)) {
                var search = new FutureTask<>(() -> look(descriptor));
                searches.add(search);
                Thread.ofPlatform().daemon().name("asyncio4j-search").start(search);
            }
        }
        long end = System.nanoTime() + patience.toNanos();
        var found = new ArrayList<Jvm>();
        for (FutureTask<@Nullable Jvm> search : searches) {
            try {
                Jvm jvm = search.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (jvm != null) {
                    found.add(jvm);
                }
            } catch (Exception e) {
                // it has ended, belongs to somebody else, or does not answer
            }
        }
        found.sort((a, b) -> Long.compare(a.pid(), b.pid()));
        return found;
    }

    private static @Nullable Jvm look(VirtualMachineDescriptor descriptor)
            throws AttachNotSupportedException, IOException {
        if (!LibrarySearch.mayBeIn(Long.parseLong(descriptor.id()), descriptor.displayName())) {
            return null;
        }
        VirtualMachine machine = VirtualMachine.attach(descriptor);
        try {
            String version = machine.getSystemProperties().getProperty(MARK);
            return version == null ? null
                    : new Jvm(Long.parseLong(descriptor.id()), version, descriptor.displayName());
        } finally {
            machine.detach();
        }
    }

    /** {@return the process id that {@code text} is} */
    static long parse(String text) throws InspectionFailure {
        try {
            long pid = Long.parseLong(text);
            if (pid > 0) {
                return pid;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new InspectionFailure(USAGE, "not a process id: " + text);
    }

    /** Attaches to the process, once it is sure that this does not hurt it. */
    static VirtualMachine attach(long pid) throws Exception {
        var self = ProcessHandle.current();
        if (pid == self.pid()) {
            throw new InspectionFailure(CANNOT_LOOK, "process " + pid + " is this very command");
        }
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty() || !isAlive(pid)) {
            throw new InspectionFailure(CANNOT_LOOK, "there is no process " + pid);
        }
        ProcessHandle.Info info = process.get().info();
        if (!isJvm(pid, info)) {
            throw isOfOther(info, self) ? foreign(pid, info)
                    : new InspectionFailure(CANNOT_LOOK, "process " + pid + named(info) + " is not a JVM");
        }
        if (isSuspended(pid)) {
            throw new InspectionFailure(CANNOT_LOOK, "process " + pid
                    + " is suspended, and answers nobody; kill -CONT " + pid + " lets it go on");
        }
        try {
            return Patience.with(pid, () -> VirtualMachine.attach(Long.toString(pid)));
        } catch (AttachNotSupportedException | IOException e) {
            if (isOfOther(info, self)) {
                throw foreign(pid, info);
            }
            String message = String.valueOf(e.getMessage());
            throw new InspectionFailure(CANNOT_LOOK, message.contains("does not support the attach mechanism")
                    ? "process " + pid + " does not let tools attach: it was started with"
                            + " -XX:+DisableAttachMechanism"
                    : "cannot attach to process " + pid + ": " + firstLine(message));
        }
    }

    /** Says whether the process has not ended. One whose end its parent has not noticed is still listed, but has. */
    static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() && !isUnnoticed(stat(pid));
    }

    // With more than one thread it is only the first one that has ended.
    private static boolean isUnnoticed(List<String> stat) {
        return stat.getFirst().equals("Z") && List.of("0", "1").contains(stat.get(THREADS));
    }

    /*
     * As far as Linux tells. To attach to such a one takes ten seconds in vain, and when it goes on it finds the signal that
     * was sent for that, and prints the stacks of its threads.
     */
    private static boolean isSuspended(long pid) {
        return stat(pid).getFirst().equals("T");
    }

    /** {@return the numbers of a process, its state first}, as Linux tells them; else an empty word. */
    private static List<String> stat(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"),
                    StandardCharsets.ISO_8859_1);
            return List.of(stat.substring(stat.lastIndexOf(')') + 1).strip().split(" "));
        } catch (IOException | RuntimeException e) {
            return List.of(""); // not Linux, or it has ended
        }
    }

    /*
     * To attach begins with a signal by which a process that does not know it may end. So whatever does not look like a
     * JVM is not touched: those that the JDK lists, those that are called java, and those that have its library loaded.
     */
    private static boolean isJvm(long pid, ProcessHandle.Info info) {
        String id = Long.toString(pid);
        return VirtualMachine.list().stream().anyMatch(listed -> listed.id().equals(id))
                || info.command().map(Jvms::fileName).filter(name -> name.startsWith("java")).isPresent()
                || hasLibrary(pid);
    }

    private static boolean hasLibrary(long pid) {
        try (Stream<String> maps =
                Files.lines(Path.of("/proc", Long.toString(pid), "maps"), StandardCharsets.ISO_8859_1)) {
            return maps.anyMatch(line -> line.endsWith("/libjvm.so"));
        } catch (IOException | RuntimeException e) {
            return false; // not Linux, or not ours
        }
    }

    private static boolean isOfOther(ProcessHandle.Info info, ProcessHandle self) {
        return info.user().isPresent() && !info.user().equals(self.info().user());
    }

    private static InspectionFailure foreign(long pid, ProcessHandle.Info info) {
        return new InspectionFailure(CANNOT_LOOK,
                "process " + pid + " belongs to " + info.user().orElse("somebody else")
                        + ", and only that user can look at it");
    }

    private static String named(ProcessHandle.Info info) {
        return info.command().map(command -> " (" + fileName(command) + ")").orElse("");
    }

    private static String fileName(String command) {
        return command.substring(command.lastIndexOf('/') + 1);
    }

    static String firstLine(String text) {
        return text.lines().findFirst().orElse("").strip();
    }
}
