package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/** Any {@link Awaitable} as a coroutine that awaits it. A record, so that texts can name what it awaits. */
record AwaitingBody<T extends @Nullable Object>(Awaitable<T> awaitable) implements Coroutine<T> {

    @Override
    public T await() throws Exception {
        return awaitable.await();
    }
}
