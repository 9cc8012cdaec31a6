package io.asyncio4j.net.internal.process;

import io.asyncio4j.net.internal.pipe.SmallThreads;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A subprocess as the system sees it. A thread waits for its end, so nothing that a program does can hold that up. */
public final class Child {

    // fixed
    private final Process process;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    Child(Process process) {
        this.process = process;
        SmallThreads.start("asyncio4j-process-" + process.pid(), () -> {
            while (true) {
                try {
                    exit.complete(process.waitFor());
                    return;
                } catch (InterruptedException e) {
                    // nobody has a reason to; the child is still there
                }
            }
        });
    }

    public Process process() {
        return process;
    }

    /** {@return a stage that is completed with the exit status, as the JDK has it} A fresh one: it may be cancelled. */
    public CompletableFuture<Integer> exit() {
        return exit.copy();
    }

    /** Kills it and all that it has started and that can be found. */
    public void killTree() {
        List<ProcessHandle> descendants = process.descendants().toList(); // before they lose their parent
        process.toHandle().destroyForcibly(); // Process.destroyForcibly would close the pipes
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public String toString() {
        return "process " + process.pid();
    }
}
