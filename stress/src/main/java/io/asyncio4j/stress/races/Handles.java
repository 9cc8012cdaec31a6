package io.asyncio4j.stress.races;

import io.asyncio4j.EventLoop;
import io.asyncio4j.internal.handle.ThreadsafeHandle;
import io.asyncio4j.internal.kernel.ContextImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** Handles of a loop that does not run and does not know of them: whoever calls them is its thread. */
public final class Handles {

    private static final MethodHandle NEW;
    private static final LoopCore LOOP = LoopCore.of(EventLoop.create());

    static {
        try {
            var made = ThreadsafeHandle.class.getDeclaredConstructor(LoopCore.class, ContextImpl.class,
                    Runnable.class);
            made.setAccessible(true);
            NEW = MethodHandles.lookup().unreflectConstructor(made);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Handles() {}

    /** {@return a handle such as {@code callSoonThreadsafe} gives} */
    public static ThreadsafeHandle threadsafe(Runnable callback) {
        try {
            return (ThreadsafeHandle) NEW.invokeExact(LOOP, new ContextImpl(), callback);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
