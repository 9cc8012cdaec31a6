package io.asyncio4j.spi;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes along what a program keeps in thread-locals or scoped values, such as the MDC of SLF4J or a trace, to where work
 * goes on in another thread. A loop asks it to {@link #capture} where the work is made, in the thread that makes it, and
 * runs the work within what was captured:
 *
 * <ul>
 * <li>a task, from its first step to its end, {@code run}'s main task included;
 * <li>a callback of {@code callSoon}, {@code callLater}, {@code callAt}, {@code callSoonThreadsafe};
 * <li>a done-callback, as it was when the callback was added;
 * <li>a call of {@code toThread} and {@code runInExecutor}; {@code blocking} stays on the task's own thread;
 * <li>what {@code runCoroutineThreadsafe} and a loop's {@code asExecutor()} get from other threads.
 * </ul>
 *
 * <pre>{@code
 * EventLoop.builder().propagate(
 *         ContextPropagator.of(MDC::getCopyOfContextMap, map -> { // SLF4J
 *             if (map == null) MDC.clear(); else MDC.setContextMap(map);
 *         }),
 *         () -> { // Micrometer's context-propagation
 *             var snapshot = ContextSnapshotFactory.builder().build().captureAll();
 *             return body -> snapshot.wrap(body).run();
 *         },
 *         ContextPropagator.ofScopedValue(USER));
 * }</pre>
 *
 * <p>The JDK lets nobody list the scoped values that are bound; so they are named, one by one.
 *
 * <p><b>From CPython:</b> nothing of the kind; its {@code contextvars} are {@link io.asyncio4j.ContextVar} here, which need
 * no propagator.
 */
@FunctionalInterface
public interface ContextPropagator {

    /**
     * {@return what the calling thread has now} Called by the thread that makes a task, adds a callback, or hands over a
     * call, each time; it must be quick and must not await. An exception that it throws leaves the method that asked.
     */
    Captured capture();

    /** What was captured. It is used once at most, and perhaps never. */
    @FunctionalInterface
    interface Captured {

        /**
         * Runs {@code body} within what was captured, exactly once and in the calling thread, and leaves that as it was.
         * The body may await, and may throw anything, checked exceptions and errors too: let it pass.
         */
        void run(Runnable body);
    }

    /**
     * {@return a propagator of something that can be read and set in each thread}
     *
     * @param get gives the value that the calling thread has, or null for none
     * @param set gives the calling thread a value that {@code get} has given, or takes it away with null
     */
    static <V> ContextPropagator of(Supplier<? extends @Nullable V> get, Consumer<? super @Nullable V> set) {
        Objects.requireNonNull(get, "get");
        Objects.requireNonNull(set, "set");
        return () -> {
            V captured = get.get();
            return body -> {
                V before = get.get();
                set.accept(captured);
                try {
                    body.run();
                } finally {
                    set.accept(before);
                }
            };
        };
    }

    /** {@return a propagator of the binding of {@code value}, if it is bound} */
    static <V> ContextPropagator ofScopedValue(ScopedValue<V> value) {
        Objects.requireNonNull(value, "value");
        return () -> {
            if (!value.isBound()) {
                return Runnable::run;
            }
            ScopedValue.Carrier carrier = ScopedValue.where(value, value.get());
            return carrier::run;
        };
    }
}
