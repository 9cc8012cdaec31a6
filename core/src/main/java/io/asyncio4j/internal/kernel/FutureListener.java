package io.asyncio4j.internal.kernel;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A done-callback of our own: one object to register and to queue, without a context or a closure. */
public abstract class FutureListener extends HandleImpl {

    /** Called one tick after the future became done; the listener knows its future. */
    @Override
    public abstract void call();

    /**
     * Gives {@code found} what waits for the future by way of this listener: a task, or another future, behind which
     * tasks may wait in turn. For {@link io.asyncio4j.Future#awaitedBy}.
     */
    public void addWaiters(Consumer<? super FutureImpl<?>> found) {}

    @Override
    public final @Nullable ContextImpl context() {
        return null;
    }

    @Override
    public final String origin() {
        return toString();
    }

    /** What stands in a future's list of callbacks, such as {@code gather()}. */
    @Override
    public abstract String toString();
}
