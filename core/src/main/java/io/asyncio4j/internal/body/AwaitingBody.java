package io.asyncio4j.internal.body;

import io.asyncio4j.Awaitable;
import io.asyncio4j.internal.text.Names;
import org.jspecify.annotations.Nullable;

/** Any {@link Awaitable} as a coroutine that awaits it. */
public final class AwaitingBody<T extends @Nullable Object> extends OwnBody<T> {

    private final Awaitable<T> awaitable;

    public AwaitingBody(Awaitable<T> awaitable) {
        this.awaitable = awaitable;
    }

    @Override
    public T await() throws Exception {
        return awaitable.await();
    }

    @Override
    public String bodyName() {
        return Names.of(awaitable) + "()";
    }

    @Override
    public Object remains() {
        return awaitable.getClass();
    }

    @Override
    public String toString() {
        return "AwaitingBody[awaitable=" + awaitable + "]";
    }
}
