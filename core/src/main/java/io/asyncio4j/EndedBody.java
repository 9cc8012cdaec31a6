package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/** What a finished task has left of a lambda: its class, for texts, and none of what it captured. */
record EndedBody<T extends @Nullable Object>(Class<?> body) implements Coroutine<T> {

    @Override
    public T await() {
        throw new IllegalStateException(
                "cannot reuse already awaited coroutine: " + Names.ofClass(body)
                        + " was a task's that is done");
    }
}
