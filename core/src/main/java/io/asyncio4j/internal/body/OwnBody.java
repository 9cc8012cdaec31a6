package io.asyncio4j.internal.body;

import io.asyncio4j.Coroutine;
import org.jspecify.annotations.Nullable;

/** A coroutine of a kind that the library makes, mostly around something of a user's. */
public abstract class OwnBody<T extends @Nullable Object> implements Coroutine<T> {

    /** {@return what it is called in texts} */
    public abstract String bodyName();

    /**
     * {@return what a finished task keeps of it}: itself if it lets go of what it has captured, else the class of what
     * it is around
     */
    public abstract Object remains();

    /** Gives it up without running it, so that it is not missed or used later. */
    public void dispose() {}
}
