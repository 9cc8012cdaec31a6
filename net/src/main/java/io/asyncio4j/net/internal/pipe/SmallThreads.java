package io.asyncio4j.net.internal.pipe;

/** Platform threads that only block in the system: many, small, and no reason for the JVM to stay alive. */
public final class SmallThreads {

    private static final int STACK_SIZE = 64 * 1024;

    private SmallThreads() {}

    /** Starts one. */
    public static void start(String name, Runnable body) {
        Thread.ofPlatform().name(name).daemon().stackSize(STACK_SIZE).inheritInheritableThreadLocals(false)
                .start(body);
    }
}
