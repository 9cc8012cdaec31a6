package io.asyncio4j.stress.races;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A virtual thread on a scheduler of its own as one writes it at first: whoever wants it to go on runs what it last gave
 * to its scheduler, once, and takes it for done when that returns.
 */
final class NaiveCarried implements Executor {

    private static final MethodHandle NEW;

    static {
        try {
            var lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
            NEW = lookup.findStatic(Class.forName("java.lang.ThreadBuilders"), "newVirtualThread",
                    MethodType.methodType(Thread.class, Executor.class, String.class, int.class,
                            Runnable.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Thread thread;
    private volatile @Nullable Runnable continuation;

    NaiveCarried(Runnable body) {
        try {
            thread = (Thread) NEW.invokeExact((Executor) this, "", 0, body);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void execute(Runnable continuation) {
        this.continuation = continuation;
    }

    void resume() {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
        Objects.requireNonNull(continuation).run();
    }
}
