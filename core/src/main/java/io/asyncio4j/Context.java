package io.asyncio4j;

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
public final class Context {

    // Code that runs on no loop has its context here; a loop's tasks and callbacks have theirs on the loop.
    private static final ThreadLocal<Context> OF_THREAD = ThreadLocal.withInitial(Context::new);

    private Bindings bindings;
    // while run() has switched to this context: the one that it came from
    private @Nullable Context enteredFrom;

    /** Makes an empty context. */
    public Context() {
        this(Bindings.EMPTY);
    }

    Context(Bindings bindings) {
        this.bindings = bindings;
    }

    /** {@return the context that the calling code runs in}, not a copy. */
    static Context current() {
        return current(EventLoop.runningOrNull());
    }

    private static Context current(@Nullable EventLoop loop) {
        return loop != null ? loop.context() : OF_THREAD.get();
    }

    /**
     * {@return a copy of the context that the calling code runs in}
     *
     * <p><b>From CPython:</b> {@code contextvars.copy_context}.
     */
    public static Context copyCurrent() {
        return current().copy();
    }

    Bindings bindings() {
        return bindings;
    }

    /** {@return a context with the same values, which no longer follows this one} */
    public Context copy() {
        return new Context(bindings);
    }

    /**
     * Runs {@code body} in this context and returns what it returns. Changes that it makes stay here.
     *
     * @throws IllegalStateException if the calling code runs in this context already
     */
    public <T extends @Nullable Object> T run(Callable<T> body) {
        EventLoop loop = EventLoop.runningOrNull();
        Context outer = current(loop);
        for (Context around = outer; around != null; around = around.enteredFrom) {
            if (around == this) {
                throw new IllegalStateException("cannot enter context: " + this + " is already entered");
            }
        }
        if (enteredFrom != null) {
            throw new IllegalStateException("cannot enter context: another task has entered " + this);
        }
        enteredFrom = outer;
        try {
            return loop != null ? runOn(loop, body) : runOffLoop(body);
        } finally {
            enteredFrom = null;
        }
    }

    /** Runs {@code body} in this context. See {@link #run(Callable)}. */
    public void run(Runnable body) {
        run(() -> {
            body.run();
            return true;
        });
    }

    /** Runs {@code body} on a thread that holds no loop, in this context, which may be a suspended task's. */
    <T extends @Nullable Object> T runOffLoop(Callable<T> body) {
        Context outer = OF_THREAD.get();
        OF_THREAD.set(this);
        try {
            return body.call();
        } catch (Exception e) {
            throw Unchecked.rethrow(e);
        } finally {
            OF_THREAD.set(outer);
        }
    }

    private <T extends @Nullable Object> T runOn(EventLoop loop, Callable<T> body) {
        Context outer = loop.exchangeContext(this);
        try {
            return body.call();
        } catch (Exception e) {
            throw Unchecked.rethrow(e);
        } finally {
            loop.exchangeContext(outer);
        }
    }

    /** {@return the value of {@code variable} in this context, or null if it has none here} */
    @SuppressWarnings("unchecked") // set() stores values of the variable's type only
    public <T> @Nullable T get(ContextVar<T> variable) {
        return (T) bindings.get(variable);
    }

    /** {@return the variables that have a value here, and their values, as they are now} */
    public Map<ContextVar<?>, Object> asMap() {
        return bindings.asMap();
    }

    /** {@return how many variables have a value here} */
    public int size() {
        return bindings.size();
    }

    void set(ContextVar<?> variable, Object value) {
        bindings = bindings.with(variable, value);
    }

    void remove(ContextVar<?> variable) {
        bindings = bindings.without(variable);
    }

    @Override
    public String toString() {
        return "<Context " + asMap() + ">";
    }
}
