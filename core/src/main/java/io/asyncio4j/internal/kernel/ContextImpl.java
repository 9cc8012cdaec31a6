package io.asyncio4j.internal.kernel;

import io.asyncio4j.Context;
import io.asyncio4j.ContextVar;
import io.asyncio4j.internal.text.Unchecked;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A {@link Context}: {@link Bindings} that can be exchanged, and who has entered it. */
public final class ContextImpl implements Context {

    // Code that runs on no loop has its context here, if it has set a variable in it; a loop's tasks and callbacks have
    // theirs on the loop. A server's thread that only ran a loop keeps nothing, which would keep our class loader.
    private static final ThreadLocal<@Nullable ContextImpl> OF_THREAD = new ThreadLocal<>();

    private Bindings bindings;
    // while run() has switched to this context: the one that it came from
    private @Nullable ContextImpl enteredFrom;

    public ContextImpl() {
        this(Bindings.EMPTY);
    }

    ContextImpl(Bindings bindings) {
        this.bindings = bindings;
    }

    /** {@return the context that the calling code runs in}, not a copy. */
    public static ContextImpl current() {
        return current(LoopCore.runningOrNull());
    }

    private static ContextImpl current(@Nullable LoopCore loop) {
        if (loop != null) {
            return loop.context();
        }
        ContextImpl context = OF_THREAD.get();
        return context != null ? context : new ContextImpl();
    }

    /** {@return the same, kept for the thread's further code}, which shall find what is set in it. */
    public static ContextImpl currentToSet() {
        ContextImpl context = current();
        context.keepOffLoop();
        return context;
    }

    /** Makes this the context of the calling thread, unless it holds a loop. */
    private void keepOffLoop() {
        if (LoopCore.runningOrNull() == null) {
            OF_THREAD.set(this);
        }
    }

    /** After a run of a loop in this context: if it has been set anything in, the thread's further code finds it. */
    public void keepIfSet() {
        if (bindings != Bindings.EMPTY) {
            keepOffLoop();
        }
    }

    /** {@return a copy of {@link #current}} */
    public static ContextImpl copyCurrent() {
        return current().copy();
    }

    /** {@return {@code context} as what it is} */
    public static ContextImpl of(Context context) {
        return (ContextImpl) context;
    }

    Bindings bindings() {
        return bindings;
    }

    @Override
    public ContextImpl copy() {
        return new ContextImpl(bindings);
    }

    @Override
    public <T extends @Nullable Object> T run(Callable<T> body) {
        LoopCore loop = LoopCore.runningOrNull();
        ContextImpl outer = current(loop);
        for (ContextImpl around = outer; around != null; around = around.enteredFrom) {
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

    @Override
    public void run(Runnable body) {
        run(() -> {
            body.run();
            return true;
        });
    }

    /** Runs {@code body} on a thread that holds no loop, in this context, which may be a suspended task's. */
    public <T extends @Nullable Object> T runOffLoop(Callable<T> body) {
        @Nullable ContextImpl outer = OF_THREAD.get();
        OF_THREAD.set(this);
        try {
            return body.call();
        } catch (Exception e) {
            throw Unchecked.rethrow(e);
        } finally {
            if (outer != null) {
                OF_THREAD.set(outer);
            } else {
                OF_THREAD.remove();
            }
        }
    }

    private <T extends @Nullable Object> T runOn(LoopCore loop, Callable<T> body) {
        ContextImpl outer = loop.exchangeContext(this);
        try {
            return body.call();
        } catch (Exception e) {
            throw Unchecked.rethrow(e);
        } finally {
            loop.exchangeContext(outer);
        }
    }

    @SuppressWarnings("unchecked") // set() stores values of the variable's type only
    @Override
    public <T> @Nullable T get(ContextVar<T> variable) {
        return (T) bindings.get(variable);
    }

    @Override
    public Map<ContextVar<?>, Object> asMap() {
        return bindings.asMap();
    }

    @Override
    public int size() {
        return bindings.size();
    }

    public void set(ContextVar<?> variable, Object value) {
        bindings = bindings.with(variable, value);
    }

    public void remove(ContextVar<?> variable) {
        bindings = bindings.without(variable);
    }

    @Override
    public String toString() {
        return "<Context " + asMap() + ">";
    }
}
