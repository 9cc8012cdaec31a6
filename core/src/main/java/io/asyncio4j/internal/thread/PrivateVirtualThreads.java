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
            SchedulerTrial.of(access);
        } catch (Throwable e) { // whatever this JVM has against it, the portable backend remains
            access = null;
            cause = e;
        }
        ACCESS = access;
        CAUSE = cause;
    }

    private PrivateVirtualThreads() {}

    static boolean isSupported() {
        return ACCESS != null;
    }

    /** {@return what this JDK lacks, in one line, or null if it lacks nothing, or nothing is known for want of the flag} */
    static @Nullable String lacking() {
        Throwable cause = CAUSE;
        if (cause == null || !Thread.class.getModule().isOpen("java.lang",
                PrivateVirtualThreads.class.getModule())) {
            return null;
        }
        return "JDK " + Runtime.version() + " is not as that needs it: "
                + (cause instanceof ChangedJdk ? cause.getMessage() : cause);
    }

    static void ensureSupported() {
        if (ACCESS == null) {
            String lacking = lacking();
            throw new IllegalStateException(
                    "the carried thread backend was asked for, but "
                            + (lacking == null
                                    ? "this JVM does not let it in: start java with " + FLAG + ", or leave "
                                    : lacking + "; leave ")
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
        return access().currentCarrier();
    }

    static Executor defaultScheduler() {
        return access().defaultScheduler;
    }

    /**
     * Says whether {@code thread}, a virtual one whose carrier has just failed, was left half-way. Then it is ready to run
     * now, and whoever carries it must let it.
     */
    static boolean bringBack(Thread thread) {
        States states = access().states;
        return states != null && states.bringBack(thread);
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

    /** Says in a sentence what is not in this JDK, or not as it was in the one that this was written for. */
    static final class ChangedJdk extends IllegalStateException {

        private static final long serialVersionUID = 1L;

        ChangedJdk(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The private parts of the JDK. */
    record Access(
            MethodHandle newVirtualThread,
            MethodHandle currentCarrierThread,
            Executor defaultScheduler,
            VarHandle name,
            VarHandle threadLocals,
            VarHandle inheritableThreadLocals,
            VarHandle uncaughtExceptionHandler,
            @Nullable States states) {

        // Thread.NO_INHERIT_THREAD_LOCALS: a task starts without the values of whoever made it
        private static final int NO_INHERIT_THREAD_LOCALS = 1 << 2;

        static Access open() throws IllegalAccessException {
            var lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
            var locals = type("java.lang.ThreadLocal$ThreadLocalMap");
            return new Access(
                    method(lookup, type("java.lang.ThreadBuilders"), "newVirtualThread", Thread.class,
                            Executor.class, String.class, int.class, Runnable.class),
                    method(lookup, Thread.class, "currentCarrierThread", Thread.class),
                    schedulerOfTheJdk(),
                    field(lookup, "name", String.class),
                    field(lookup, "threadLocals", locals),
                    field(lookup, "inheritableThreadLocals", locals),
                    field(lookup, "uncaughtExceptionHandler", Thread.UncaughtExceptionHandler.class),
                    States.find());
        }

        private static Class<?> type(String name) {
            try {
                return Class.forName(name);
            } catch (ClassNotFoundException | LinkageError e) {
                throw new ChangedJdk("it has no class " + name, e);
            }
        }

        private static MethodHandle method(MethodHandles.Lookup lookup, Class<?> owner, String name,
                Class<?> result, Class<?>... parameters) throws IllegalAccessException {
            var type = MethodType.methodType(result, parameters);
            try {
                return lookup.findStatic(owner, name, type);
            } catch (NoSuchMethodException e) {
                throw new ChangedJdk("it has no static method " + name + type + " in " + owner.getName(), e);
            }
        }

        private static VarHandle field(MethodHandles.Lookup lookup, String name, Class<?> type)
                throws IllegalAccessException {
            try {
                return lookup.findVarHandle(Thread.class, name, type);
            } catch (NoSuchFieldException e) {
                throw new ChangedJdk(
                        "it has no field " + name + " of type " + type.getName() + " in java.lang.Thread", e);
            }
        }

        private static Executor schedulerOfTheJdk() {
            Class<?> virtualThread = type("java.lang.VirtualThread");
            Object scheduler;
            try {
                var method = virtualThread.getDeclaredMethod("defaultScheduler");
                method.setAccessible(true);
                scheduler = method.invoke(null);
            } catch (ReflectiveOperationException e) {
                throw new ChangedJdk("it has no static method defaultScheduler() in java.lang.VirtualThread",
                        e);
            }
            if (scheduler instanceof Executor executor) {
                return executor;
            }
            throw new ChangedJdk(
                    "java.lang.VirtualThread.defaultScheduler() gives no Executor but " + scheduler,
                    null);
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

        Thread currentCarrier() {
            try {
                return (Thread) currentCarrierThread.invokeExact();
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("cannot tell the carrier thread", e);
            }
        }
    }

    /** Where the JDK leaves a thread half-way, and where that has to be in order to go on. */
    /*
     * A virtual thread that waits for a time (Thread.sleep, a park or a wait with a limit) is taken off its carrier first;
     * then the carrier makes the timer that is to wake it (VirtualThread.afterYield). If there is no memory for that, the
     * carrier gets the OutOfMemoryError, and the thread is neither waiting nor ready to run: no unpark and no interrupt
     * reaches it, and not even its finally blocks run any more. The carriers of our threads are our own, so here it is
     * noticed, and the thread goes on as if it had been woken before its time, which all who wait must expect.
     *
     * The numbers of its states are the JDK's own, read from it; where they cannot be read, nobody is brought back.
     */
    record States(VarHandle state, int timedParking, int unparked, int timedWaiting, int unblocked) {

        static @Nullable States find() {
            try {
                // what keeps those timers; were it initialised at the first sleep and in vain, there would be none later
                Class.forName("java.lang.VirtualThread$DelayedTaskSchedulers");
                Class<?> type = Class.forName("java.lang.VirtualThread");
                var lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
                var states = new States(lookup.findVarHandle(type, "state", int.class),
                        constant(lookup, type, "TIMED_PARKING"), constant(lookup, type, "UNPARKED"),
                        constant(lookup, type, "TIMED_WAITING"), constant(lookup, type, "UNBLOCKED"));
                // so that nothing is linked for the first time when there is no memory for it
                states.bringBack(Thread.ofVirtual().unstarted(Thread::yield));
                return states;
            } catch (ReflectiveOperationException | LinkageError e) {
                return null;
            }
        }

        private static int constant(MethodHandles.Lookup lookup, Class<?> type, String name)
                throws ReflectiveOperationException {
            return (int) lookup.findStaticVarHandle(type, name, int.class).get();
        }

        boolean bringBack(Thread thread) {
            return change(thread, timedParking, unparked) || change(thread, timedWaiting, unblocked);
        }

        private boolean change(Thread thread, int from, int to) {
            return state.compareAndSet(thread, from, to);
        }
    }
}
