package io.asyncio4j.internal.body;

import io.asyncio4j.Coroutine;
import io.asyncio4j.spi.ContextPropagator;
import org.jspecify.annotations.Nullable;

/** A coroutine in what propagators have captured where its task was made. */
public final class PropagatedBody<T extends @Nullable Object> extends OwnBody<T> {

    private final ContextPropagator.Captured captured;
    private final Coroutine<T> body;

    PropagatedBody(ContextPropagator.Captured captured, Coroutine<T> body) {
        this.captured = captured;
        this.body = body;
    }

    /** {@return the coroutine that the user has given} */
    public Coroutine<T> body() {
        return body;
    }

    @Override
    public T await() throws Exception {
        return Propagation.call(captured, body::await);
    }

    @Override
    public String bodyName() {
        return Bodies.nameOf(body);
    }

    @Override
    public Object remains() {
        return Bodies.remainsOf(body);
    }

    @Override
    public void dispose() {
        Bodies.dispose(body);
    }

    @Override
    public String toString() {
        return "PropagatedBody[body=" + body + "]";
    }
}
