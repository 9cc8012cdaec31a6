package io.asyncio4j.internal.body;

import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.internal.text.Names;
import org.jspecify.annotations.Nullable;

/** A {@link VoidCoroutine} as a coroutine that brings null. Two of the same body are equal. */
public final class BodyWithoutResult extends OwnBody<@Nullable Void> {

    private final VoidCoroutine body;

    public BodyWithoutResult(VoidCoroutine body) {
        this.body = body;
    }

    public VoidCoroutine body() {
        return body;
    }

    @Override
    public @Nullable Void await() throws Exception {
        body.run();
        return null;
    }

    @Override
    public String bodyName() {
        return Names.of(body) + "()";
    }

    @Override
    public Object remains() { // it may be asked for
        return body.getClass();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BodyWithoutResult same && body.equals(same.body);
    }

    @Override
    public int hashCode() {
        return body.hashCode();
    }

    @Override
    public String toString() {
        return "BodyWithoutResult[body=" + body + "]";
    }
}
