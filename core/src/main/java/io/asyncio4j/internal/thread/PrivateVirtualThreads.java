package io.asyncio4j.internal.thread;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Everything private of the JDK that this library touches, and why it could not when it cannot: virtual
 * threads with a scheduler of our choice, and wiping a thread clean for its next body.
 */
public final class PrivateVirtualThreads {

    /** The flag without which nothing here works. */
    public static final String FLAG =
            "--add-opens java.base/java.lang="
                    + (PrivateVirtualThreads.class.getModule().isNamed() ? "io.asyncio4j" : "ALL-UNNAMED");

    private static final @Nullable Access ACCESS;
    private static final @Nullable Throwable CAUSE;

    static {
        Access access = null;
        Throwable cause = null;
        try {
            access = Access.open();
        } catch (Throwable e) { // whatever this JVM has against it, the portable backend remains
            cause = e;
        }
        ACCESS = access;
        CAUSE = cause;
    }

    private PrivateVirtualThreads() {}

    static boolean isSupported() {
        return ACCESS != null;
    }

    static void ensureSupported() {
        if (ACCESS == null) {
            throw new IllegalStateException(
                    "the carried thread backend was asked for, but this JVM does not let it in: start java with "
                            + FLAG
                            + ", or leave "
                            + Backend.PROPERTY
                            + " out to use the portable backend",
                    CAUSE);
        }
    }

    /** {@return a virtual thread that runs wherever {@code scheduler} runs its continuation} */
    static Thread unstarted(Executor scheduler, Runnable main) {
        return access().newThread(scheduler, "", main);
    }

    /**
     * {@return a virtual thread on the JDK's own scheduler}, whatever thread asks for it. One made by public
     * API inside a carried task would inherit that task's scheduler.
     */
    public static Thread unstartedOnDefaultScheduler(String name, Runnable main) {
        Access access = ACCESS;
        Thread thread =
                access == null
                        ? Thread.ofVirtual().name(name).inheritInheritableThreadLocals(false).unstarted(main)
                        : access.newThread(access.defaultScheduler, name, main);
        // without thread-locals it would have the system's, which in a server or a fat jar finds hardly anything
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        return thread;
    }

    /** {@return the platform thread that carries the current virtual thread} */
    static Thread currentCarrier() {
        try {
            return (Thread) access().currentCarrierThread.invokeExact();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot tell the carrier thread", e);
        }
    }

    static Executor defaultScheduler() {
        return access().defaultScheduler;
    }

    /** Sets the name without the lock and the fence of {@link Thread#setName}. */
    public static void rename(Thread thread, String name) {
        access().name.set(thread, name);
    }

    /** Makes {@code thread}, the current one, forget what its last body left in it. */
    public static void forget(Thread thread, @Nullable ClassLoader contextClassLoader) {
        Access access = access();
        access.threadLocals.set(thread, null);
        access.inheritableThreadLocals.set(thread, null);
        if (thread.isInterrupted()) {
            Thread.interrupted();
        }
        if (access.uncaughtExceptionHandler.get(thread) != null) {
            access.uncaughtExceptionHandler.set(thread, null);
        }
        if (thread.getContextClassLoader() != contextClassLoader) {
            thread.setContextClassLoader(contextClassLoader);
        }
    }

    private static Access access() {
        Access access = ACCESS;
        if (access == null) {
            throw new IllegalStateException("not supported", CAUSE);
        }
        return access;
    }

    private record Access(
            MethodHandle newVirtualThread,
            MethodHandle currentCarrierThread,
            Executor defaultScheduler,
            VarHandle name,
            VarHandle threadLocals,
            VarHandle inheritableThreadLocals,
            VarHandle uncaughtExceptionHandler) {

        // Thread.NO_INHERIT_THREAD_LOCALS: a task starts without the values of whoever made it
        private static final int NO_INHERIT_THREAD_LOCALS = 1 << 2;

        static Access open() throws ReflectiveOperationException {
            var lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
            var type = MethodType.methodType(
                    Thread.class, Executor.class, String.class, int.class, Runnable.class);
            var newThread =
                    lookup.findStatic(Class.forName("java.lang.ThreadBuilders"), "newVirtualThread", type);
            var virtualThread = Class.forName("java.lang.VirtualThread");
            var scheduler = virtualThread.getDeclaredMethod("defaultScheduler");
            scheduler.setAccessible(true);
            var locals = Class.forName("java.lang.ThreadLocal$ThreadLocalMap");
            return new Access(
                    newThread,
                    lookup.findStatic(
                            Thread.class, "currentCarrierThread", MethodType.methodType(Thread.class)),
                    (Executor) scheduler.invoke(null),
                    lookup.findVarHandle(Thread.class, "name", String.class),
                    lookup.findVarHandle(Thread.class, "threadLocals", locals),
                    lookup.findVarHandle(Thread.class, "inheritableThreadLocals", locals),
                    lookup.findVarHandle(
                            Thread.class, "uncaughtExceptionHandler", Thread.UncaughtExceptionHandler.class));
        }

        Thread newThread(Executor scheduler, String name, Runnable main) {
            try {
                return (Thread) newVirtualThread.invokeExact(scheduler, name, NO_INHERIT_THREAD_LOCALS, main);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("cannot make a virtual thread", e);
            }
        }
    }
}
