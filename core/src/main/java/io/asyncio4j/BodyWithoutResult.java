package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/** A {@link VoidCoroutine} as a coroutine that brings null. A record, so that texts can name the body. */
record BodyWithoutResult(VoidCoroutine body) implements Coroutine<@Nullable Void> {

    @Override
    public @Nullable Void await() throws Exception {
        body.run();
        return null;
    }
}
