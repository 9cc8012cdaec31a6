package io.asyncio4j;

import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * Is told of errors that have no other way out of a loop: a callback that throws, a failure that nobody looked
 * at, a task that is still pending when its loop is closed.
 *
 * <p>The entries have CPython's keys: {@code message} (a String, always there) and, where they apply,
 * {@code exception}, {@code future}, {@code task}, {@code handle}, {@code source_traceback} (where the object
 * was made, in debug mode), {@code context}. A {@code future} that has been collected is there as its text.
 *
 * <p>{@link #of} makes one that is given an {@link ErrorReport}, which has types, in place of a map.
 *
 * <p>It is called by whoever holds the loop, in the context of the task, future or callback concerned, and
 * must not await. What it throws is reported in turn by the default handler.
 *
 * <p><b>From CPython:</b> the argument of {@code loop.set_exception_handler}.
 */
@FunctionalInterface
public interface ExceptionHandler {

    void handle(EventLoop loop, Map<String, Object> context);

    /** {@return a handler that gives {@code handler} the loop and an {@link ErrorReport}} */
    static ExceptionHandler of(BiConsumer<? super EventLoop, ? super ErrorReport> handler) {
        Objects.requireNonNull(handler, "handler");
        return (loop, context) -> handler.accept(loop, ErrorReport.of(context));
    }
}
