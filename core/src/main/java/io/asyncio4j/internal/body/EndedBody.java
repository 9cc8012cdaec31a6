package io.asyncio4j.internal.body;

import io.asyncio4j.internal.text.Names;
import org.jspecify.annotations.Nullable;

/** What a finished task has left of a lambda: its class, for texts, and none of what it captured. */
public final class EndedBody<T extends @Nullable Object> extends OwnBody<T> {

    private final Class<?> body;

    public EndedBody(Class<?> body) {
        this.body = body;
    }

    @Override
    public T await() {
        throw new IllegalStateException(
                "cannot reuse already awaited coroutine: " + Names.ofClass(body)
                        + " was a task's that is done");
    }

    @Override
    public String bodyName() {
        return Names.ofClass(body) + "()";
    }

    @Override
    public Object remains() {
        return body;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EndedBody<?> same && body == same.body;
    }

    @Override
    public int hashCode() {
        return body.hashCode();
    }

    @Override
    public String toString() {
        return "EndedBody[body=" + body + "]";
    }
}
