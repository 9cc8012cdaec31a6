package io.asyncio4j;

import io.asyncio4j.internal.kernel.ContextImpl;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A variable whose value belongs to the {@link Context}: each task has its own, inherited from its creator as
 * it was then. Outside of loops each thread has one context.
 *
 * <pre>{@code
 * static final ContextVar<String> USER = ContextVar.of("user");
 * ...
 * try (var token = USER.set("ann")) {
 *     handle();
 * }
 * }</pre>
 *
 * <p><b>From CPython:</b> {@code contextvars.ContextVar}.
 *
 * @param <T> the type of the value, which is never null
 */
public final class ContextVar<T> {

    private final String name;
    private final @Nullable T defaultValue;

    private ContextVar(String name, @Nullable T defaultValue) {
        this.name = Objects.requireNonNull(name, "name");
        this.defaultValue = defaultValue;
    }

    /** {@return a new variable without a default} Its name is for people only. */
    public static <T> ContextVar<T> of(String name) {
        return new ContextVar<>(name, null);
    }

    /** {@return a new variable that has {@code defaultValue} wherever it was not set} */
    public static <T> ContextVar<T> of(String name, T defaultValue) {
        return new ContextVar<>(name, Objects.requireNonNull(defaultValue, "defaultValue"));
    }

    public String name() {
        return name;
    }

    /**
     * {@return the value in the current context, else the default}
     *
     * @throws NoSuchElementException if it has neither (CPython's {@code LookupError})
     */
    public T get() {
        T value = getOrNull();
        if (value == null) {
            throw new NoSuchElementException(
                    this + " has no value in this context and no default; set it, or use getOrDefault");
        }
        return value;
    }

    /** {@return the value in the current context, else {@code otherwise}} As in CPython the variable's own
     * default does not count here. */
    public T getOrDefault(T otherwise) {
        T value = ContextImpl.current().get(this);
        return value != null ? value : otherwise;
    }

    private @Nullable T getOrNull() {
        T value = ContextImpl.current().get(this);
        return value != null ? value : defaultValue;
    }

    /** Sets the value in the current context, and returns a token that can undo just that. */
    public Token<T> set(T value) {
        ContextImpl context = ContextImpl.currentToSet();
        var token = new Token<>(this, context, context.get(this));
        context.set(this, Objects.requireNonNull(value, "value"));
        return token;
    }

    /**
     * Puts back the value that was there before the {@link #set} that gave {@code token}.
     *
     * @throws IllegalStateException if the token was used before
     * @throws IllegalArgumentException if it is another variable's, or was made in another context
     */
    public void reset(Token<T> token) {
        if (token.used) {
            throw new IllegalStateException(token + " has already been used once");
        }
        if (token.variable != this) {
            throw new IllegalArgumentException(token + " was made by another variable than " + this);
        }
        ContextImpl context = ContextImpl.current();
        if (token.context != context) {
            throw new IllegalArgumentException(
                    token + " was made in a different context; reset the variable in the task that set it");
        }
        T old = token.oldValue;
        if (old == null) {
            context.remove(this);
        } else {
            context.set(this, old);
        }
        token.used = true;
    }

    @Override
    public String toString() {
        return "<ContextVar name='" + name + "'" + (defaultValue == null ? "" : " default=" + defaultValue)
                + ">";
    }

    /**
     * What undoes one {@link ContextVar#set}: by {@link ContextVar#reset}, or at the end of a
     * try-with-resources block.
     *
     * <p><b>From CPython:</b> {@code contextvars.Token}, a context manager since 3.14.
     */
    public static final class Token<T> implements AutoCloseable {

        private final ContextVar<T> variable;
        private final ContextImpl context;
        private final @Nullable T oldValue;
        private boolean used;
        private boolean closed;

        private Token(ContextVar<T> variable, ContextImpl context, @Nullable T oldValue) {
            this.variable = variable;
            this.context = context;
            this.oldValue = oldValue;
        }

        /** {@return the variable that was set} */
        public ContextVar<T> variable() {
            return variable;
        }

        /** {@return the value before it was set, or null if it had none in that context} */
        public @Nullable T oldValue() {
            return oldValue;
        }

        /** Undoes the setting, the first time. See {@link ContextVar#reset}. */
        @Override
        public void close() {
            if (!closed) {
                variable.reset(this);
                closed = true;
            }
        }

        @Override
        public String toString() {
            return "<Token" + (used ? " used" : "") + " of " + variable + ">";
        }
    }
}
