package io.asyncio4j.net.internal.process;

import io.asyncio4j.net.internal.pipe.PipeInput;
import io.asyncio4j.net.internal.pipe.SmallThreads;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A subprocess as the system sees it, and its outputs that are pipes. A thread waits for its end, so nothing that a program
 * does can hold that up, and another one for each output.
 */
public final class Child {

    private static final long RETRY_NANOS = 20_000_000;

    // fixed
    private final Process process;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final @Nullable PipeInput stdout;
    private final @Nullable PipeInput stderr;

    private Child(Process process, Outputs outputs) {
        this.process = process;
        // now: the JDK closes a pipe that nobody reads yet when the process ends, whoever else has it open
        this.stdout = outputs.stdout ? output(process.getInputStream(), "stdout") : null;
        this.stderr = outputs.stderr ? output(process.getErrorStream(), "stderr") : null;
    }

    private PipeInput output(InputStream stream, String name) {
        return new PipeInput(stream, name + " of " + this, true);
    }

    /** Which outputs are pipes. */
    public record Outputs(boolean stdout, boolean stderr) {}

    /** {@return a child that has just been started} If that fails, the process is killed. */
    static Child of(Process process, Outputs outputs) {
        Child child = null;
        boolean watched = false;
        try {
            child = new Child(process, outputs);
            SmallThreads.start("asyncio4j-process-" + process.pid(), child::awaitExit);
            watched = true;
            return child;
        } finally {
            if (!watched) { // there is no thread for it, perhaps
                process.destroyForcibly();
                if (child != null) {
                    child.abandon();
                }
            }
        }
    }

    private void awaitExit() {
        while (true) {
            try {
                exit.complete(process.waitFor());
                return;
            } catch (InterruptedException e) {
                // nobody has a reason to; the child is still there
            }
        }
    }

    public Process process() {
        return process;
    }

    /** {@return its standard output, or null if that is no pipe} */
    public @Nullable PipeInput stdout() {
        return stdout;
    }

    /** {@return its standard error, or null if that is no pipe} */
    public @Nullable PipeInput stderr() {
        return stderr;
    }

    /** {@return those of its outputs that are pipes} */
    List<PipeInput> outputs() {
        var outputs = new ArrayList<PipeInput>(2);
        if (stdout != null) {
            outputs.add(stdout);
        }
        if (stderr != null) {
            outputs.add(stderr);
        }
        return outputs;
    }

    /** {@return a stage that is completed with the exit status, as the JDK has it} A fresh one: it may be cancelled. */
    public CompletableFuture<Integer> exit() {
        return exit.copy();
    }

    // Signals. A method of Process itself would close the pipes.

    /** Asks it to end. */
    public void terminate() {
        insist(() -> process.toHandle().destroy());
    }

    /** Kills it. */
    public void kill() {
        insist(() -> process.toHandle().destroyForcibly());
    }

    /** Kills it and all that it has started and that can be found. */
    public void killTree() {
        insist(() -> {
            List<ProcessHandle> descendants = process.descendants().toList(); // before they lose their parent
            boolean killed = process.toHandle().destroyForcibly();
            descendants.forEach(ProcessHandle::destroyForcibly);
            return killed;
        });
    }

    /*
     * The JDK looks whether a process is still the one that it was, and for its children, in files of the system. That takes
     * a descriptor. If there is none, a thread tries again until there is one. A signal that is not sent though there is
     * one is forbidden, or comes too late.
     */
    private void insist(BooleanSupplier signal) {
        if (!isSent(signal)) {
            SmallThreads.start("asyncio4j-signal-" + process.pid(), () -> {
                boolean possible = false;
                while (!possible) {
                    possible = isDescriptorLeft();
                    if (isSent(signal)) {
                        return;
                    }
                    LockSupport.parkNanos(RETRY_NANOS);
                }
            });
        }
    }

    private static boolean isDescriptorLeft() {
        try (var _ = new FileInputStream("/dev/null")) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isSent(BooleanSupplier signal) {
        try {
            return !process.isAlive() || signal.getAsBoolean();
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Kills it and all that it has started, and lets go of its pipes. */
    public void abandon() {
        killTree();
        outputs().forEach(PipeInput::close);
        try { // what it has started just now lives on, and may wait for input; while that is so, so do the threads of the pipes
            process.getOutputStream().close();
        } catch (IOException e) {
            // nobody has read it
        }
    }

    @Override
    public String toString() {
        return "process " + process.pid();
    }
}
