package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/** A done-callback of our own: one object to register and to queue, without a context or a closure. */
abstract non-sealed class FutureListener extends Handle {

    /** Called one tick after the future became done; the listener knows its future. */
    @Override
    abstract void call();

    /** Adds the tasks that wait for the future by way of this listener, for {@link Future#awaitedBy}. */
    void addAwaiters(Awaiters awaiters) {}

    @Override
    final @Nullable Context context() {
        return null;
    }

    /** What stands in a future's list of callbacks, such as {@code gather()}. */
    @Override
    public abstract String toString();
}
