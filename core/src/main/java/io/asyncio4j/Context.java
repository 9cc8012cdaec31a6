package io.asyncio4j;

import io.asyncio4j.internal.kernel.ContextImpl;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A set of {@link ContextVar} values. Each task runs in one, a copy of its creator's, so what a task sets is
 * seen by what it calls and creates, and by nobody else.
 *
 * <p>Copying costs one small object, whatever the number of variables: the values are an immutable map that
 * copies share until one of them changes a value.
 *
 * <p>A context may be given to several tasks, one after another or of one loop at the same time; they then see
 * each other's values. It must not be used by two threads at once.
 *
 * <p><b>From CPython:</b> {@code contextvars.Context}.
 */
public sealed interface Context permits ContextImpl {

    /**
     * {@return a new context in which no variable has a value}
     *
     * <p><b>From CPython:</b> {@code contextvars.Context()}.
     */
    static Context empty() {
        return new ContextImpl();
    }

    /**
     * {@return a copy of the context that the calling code runs in}
     *
     * <p><b>From CPython:</b> {@code contextvars.copy_context}.
     */
    static Context copyCurrent() {
        return ContextImpl.copyCurrent();
    }

    /** {@return a context with the same values, which no longer follows this one} */
    Context copy();

    /**
     * Runs {@code body} in this context and returns what it returns. Changes that it makes stay here.
     *
     * @throws IllegalStateException if the calling code runs in this context already
     */
    <T extends @Nullable Object> T run(Callable<T> body);

    /** Runs {@code body} in this context. See {@link #run(Callable)}. */
    void run(Runnable body);

    /** {@return the value of {@code variable} in this context, or null if it has none here} */
    <T> @Nullable T get(ContextVar<T> variable);

    /** {@return the variables that have a value here, and their values, as they are now} */
    Map<ContextVar<?>, Object> asMap();

    /** {@return how many variables have a value here} */
    int size();
}
