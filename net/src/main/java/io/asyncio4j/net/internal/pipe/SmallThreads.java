package io.asyncio4j.net.internal.pipe;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Platform threads that only block in the system: many, small, and no reason for the JVM to stay alive. One that is done is
 * kept for a second, for to start a thread takes a good part of the time that a short child lives.
 */
public final class SmallThreads {

    private static final int STACK_SIZE = 64 * 1024;
    private static final String IDLE = "asyncio4j-idle";
    private static final Executor THREADS = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().name(IDLE).daemon().stackSize(STACK_SIZE)
                    .inheritInheritableThreadLocals(false).factory());

    private SmallThreads() {}

    /** Runs {@code body} on one of them, which is called {@code name} meanwhile, and has the class loader of the caller. */
    public static void start(String name, Runnable body) {
        @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
        THREADS.execute(() -> {
            Thread thread = Thread.currentThread();
            thread.setName(name);
            thread.setContextClassLoader(loader); // streams may be the program's own; else it would be the first caller's
            try {
                body.run();
            } finally {
                thread.setContextClassLoader(null);
                thread.setName(IDLE);
            }
        });
    }
}
