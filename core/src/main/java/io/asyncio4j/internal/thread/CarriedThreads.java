package io.asyncio4j.internal.thread;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Carried task threads of one loop, with a small pool of those that have finished a body and wait. */
final class CarriedThreads extends TaskThreads {

    // enough for the ebb and flow of a busy loop; each idle thread costs about half a kilobyte
    private static final int MOST_IDLE = 256;

    // fixed
    final TaskThread.Host host;

    // loop-confined
    private final ArrayDeque<CarriedThread> idle = new ArrayDeque<>(MOST_IDLE); // it never grows: without memory it would lose all
    private boolean ending;

    // the loop's own thread while it waits for a foreign block to end: read by any thread
    volatile @Nullable Thread waitingCarrier;

    // loop-confined
    private @Nullable ClassLoader contextClassLoader = Thread.currentThread().getContextClassLoader();

    CarriedThreads(TaskThread.Host host) {
        this.host = host;
        PrivateVirtualThreads.ensureSupported();
    }

    @Override
    public Backend backend() {
        return Backend.CARRIED;
    }

    @Override
    public TaskThread take(Object body) {
        CarriedThread rested = idle.pollLast();
        if (rested != null) {
            rested.body = body;
            return rested;
        }
        return new CarriedThread(this, body);
    }

    @Override
    public void giveBack(TaskThread thread) {
        thread.body = null;
        if (thread instanceof CarriedThread rested && rested.isStarted()) {
            idle.addLast(rested);
        }
    }

    /** Says whether {@code thread}, which has nothing to run, shall wait for another body. */
    boolean rest(CarriedThread thread) {
        if (ending || idle.size() >= MOST_IDLE) {
            return false;
        }
        idle.addLast(thread);
        return true;
    }

    /** Takes {@code thread} back, which cannot wait. */
    void unrest(CarriedThread thread) {
        idle.removeLastOccurrence(thread);
    }

    @Override
    public void endIdle() {
        ending = true;
        for (CarriedThread thread; (thread = idle.pollLast()) != null;) {
            thread.resume();
        }
        ending = false;
    }

    @Override
    public void runLoop(String name, Runnable main) {
        contextClassLoader = Thread.currentThread().getContextClassLoader();
        if (Thread.currentThread().isVirtual()) {
            Relocation.run(Thread.ofPlatform().daemon().name(name), main);
        } else {
            main.run();
        }
    }

    @Nullable
    ClassLoader contextClassLoader() {
        return contextClassLoader;
    }
}
