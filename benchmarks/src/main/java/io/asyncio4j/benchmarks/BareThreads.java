package io.asyncio4j.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** Virtual threads whose carrier is the thread that calls {@link #runAll}: the yardstick for the carried backend. */
final class BareThreads {

    private static final MethodHandle NEW_VIRTUAL_THREAD = newVirtualThread();

    private final ArrayDeque<Runnable> ready = new ArrayDeque<>(1_024);
    private final Executor carrier = ready::add;

    void start(Runnable body) {
        Thread thread;
        try {
            thread = (Thread) NEW_VIRTUAL_THREAD.invokeExact(carrier, "", 0, body);
        } catch (Throwable e) {
            throw new IllegalStateException("cannot make a virtual thread with a carrier of our own", e);
        }
        thread.start();
    }

    /** Runs them in turns, from one {@link Thread#yield} to the next, until all have ended. */
    void runAll() {
        for (Runnable next; (next = ready.poll()) != null;) {
            next.run();
        }
    }

    private static MethodHandle newVirtualThread() {
        try {
            return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
                    .findStatic(
                            Class.forName("java.lang.ThreadBuilders"),
                            "newVirtualThread",
                            MethodType.methodType(
                                    Thread.class, Executor.class, String.class, int.class, Runnable.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
