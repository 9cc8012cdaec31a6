package io.asyncio4j.internal.kernel;

import io.asyncio4j.internal.body.OwnBody;
import org.jspecify.annotations.Nullable;

/** A coroutine that needs no thread: its task steps it on the loop's own thread. */
public abstract class SteppedBody<T extends @Nullable Object> extends OwnBody<T> {

    /** Says whether its first step has begun. */
    public abstract boolean isStarted();

    /** Lets {@code task} go on until it has to wait or ends; the loop's thread holds the loop. */
    public abstract void step(TaskImpl<T> task);
}
