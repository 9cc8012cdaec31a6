package io.asyncio4j.offload.internal.pool;

import io.asyncio4j.offload.RemoteCallable;
import io.asyncio4j.offload.RemoteRunnable;
import io.asyncio4j.offload.internal.serial.Originated;
import org.jspecify.annotations.Nullable;

/** A call without a result, as one that gives null. */
public record RunnableCall(RemoteRunnable body) implements RemoteCallable<@Nullable Void>, Originated {

    @Override
    public @Nullable Void call() throws Exception {
        body.run();
        return null;
    }

    @Override
    public Object carried() {
        return body;
    }
}
