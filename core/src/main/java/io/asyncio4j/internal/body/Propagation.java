package io.asyncio4j.internal.body;

import io.asyncio4j.Coroutine;
import io.asyncio4j.internal.text.Unchecked;
import io.asyncio4j.spi.ContextPropagator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The {@link ContextPropagator}s of a loop: what they have captured, around what a loop runs. Any thread may use it. */
public final class Propagation {

    private final List<ContextPropagator> propagators;

    private Propagation(List<ContextPropagator> propagators) {
        this.propagators = propagators;
    }

    /** {@return all of {@code propagators}, or null if there are none, so that a look is all that it costs} */
    public static @Nullable Propagation of(List<ContextPropagator> propagators) {
        return propagators.isEmpty() ? null : new Propagation(List.copyOf(propagators));
    }

    /** {@return a coroutine that runs {@code body} in what the calling thread has} */
    public <T extends @Nullable Object> Coroutine<T> around(Coroutine<T> body) {
        return new PropagatedBody<>(capture(), body);
    }

    /** {@return a call of {@code callable} in what the calling thread has} */
    public <T extends @Nullable Object> Callable<T> around(Callable<T> callable) {
        ContextPropagator.Captured captured = capture();
        return () -> call(captured, callable);
    }

    /** {@return what the calling thread has, the first propagator's outermost} */
    public ContextPropagator.Captured capture() {
        ContextPropagator.Captured all = propagators.getLast().capture();
        for (ContextPropagator propagator : propagators.reversed().subList(1, propagators.size())) {
            ContextPropagator.Captured outer = propagator.capture();
            ContextPropagator.Captured inner = all;
            all = body -> outer.run(() -> inner.run(body));
        }
        return all;
    }

    /** {@return what {@code callable} returns, within {@code captured}} */
    @SuppressWarnings("NullAway") // what was called has set it
    public static <T extends @Nullable Object> T call(
            ContextPropagator.Captured captured, Callable<T> callable) {
        var call = new Call<>(callable);
        captured.run(call);
        if (!call.called) {
            throw new IllegalStateException(
                    "a ContextPropagator did not run what it was given: " + captured + "; it must, once");
        }
        return call.result;
    }

    private static final class Call<T extends @Nullable Object> implements Runnable {

        private final Callable<T> callable;
        private boolean called;
        private @Nullable T result;

        Call(Callable<T> callable) {
            this.callable = callable;
        }

        @Override
        public void run() {
            called = true;
            try {
                result = callable.call();
            } catch (Exception e) {
                throw Unchecked.rethrow(e);
            }
        }
    }
}
