package io.asyncio4j.internal.thread;

import org.jspecify.annotations.Nullable;

/** Portable task threads: each runs one body, since nothing public can wipe a thread for the next. */
final class PortableThreads extends TaskThreads {

    private final TaskThread.Host host;
    private @Nullable ClassLoader contextClassLoader = Thread.currentThread().getContextClassLoader();

    PortableThreads(TaskThread.Host host) {
        this.host = host;
    }

    @Override
    public Backend backend() {
        return Backend.PORTABLE;
    }

    @Override
    public TaskThread take(Object body) {
        return new PortableThread(host, body, contextClassLoader);
    }

    @Override
    public void giveBack(TaskThread thread) {
        // it was never started
    }

    // A switch between two virtual threads costs a fifth of one between a virtual and a platform thread.
    @Override
    public void runLoop(String name, Runnable main) {
        contextClassLoader = Thread.currentThread().getContextClassLoader();
        if (Thread.currentThread().isVirtual()) {
            main.run();
        } else {
            Relocation.run(Thread.ofVirtual().name(name), main);
        }
    }

    @Override
    public void endIdle() {}
}
