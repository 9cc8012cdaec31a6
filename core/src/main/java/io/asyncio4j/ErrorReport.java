package io.asyncio4j;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link ExceptionHandler} is told, with types: {@link ExceptionHandler#of} makes a handler that takes it.
 *
 * <pre>{@code
 * loop.setExceptionHandler(ExceptionHandler.of((from, report) ->
 *         alarm.raise(from.toString(), report.message(), report.exception())));
 * }</pre>
 *
 * <p>It may be kept, and then keeps what it names.
 *
 * <p><b>From CPython:</b> the {@code context} of {@code call_exception_handler}, which is a dict.
 *
 * @param message what happened, in a sentence
 * @param exception what was thrown; null if nothing was
 * @param task the task concerned; null if none is. A failed task whose exception nobody has retrieved is here and in
 *     {@code future}.
 * @param future the future concerned, which may be a task; null if none is, or if it has been collected: then its text is
 *     in {@code entries}
 * @param handle the callback concerned; null if none is
 * @param source where the task, future or callback was made, a frame a line, the newest last; null outside debug mode
 * @param entries all that was reported, under CPython's keys, those of the other components too
 */
public record ErrorReport(
        String message,
        @Nullable Throwable exception,
        @Nullable Task<?> task,
        @Nullable Future<?> future,
        @Nullable Handle handle,
        @Nullable String source,
        Map<String, Object> entries) {

    /** Takes a copy of {@code entries}, in their order. */
    public ErrorReport {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /**
     * {@return what the entries say that an {@link ExceptionHandler} gets} Entries that have another type than the library
     * gives them, by {@link EventLoop#callExceptionHandler}, are in {@code entries} only.
     */
    public static ErrorReport of(Map<String, Object> context) {
        var message = context.get("message");
        var future = context.get("future") instanceof Future<?> its ? its : null;
        var task = context.get("task") instanceof Task<?> its ? its : null;
        if (task == null && future instanceof Task<?> itself) {
            task = itself;
        }
        var source = context.get("source_traceback");
        return new ErrorReport(
                message == null || message.equals("") ? "Unhandled exception in event loop"
                        : message.toString(),
                context.get("exception") instanceof Throwable its ? its : null,
                task,
                future,
                context.get("handle") instanceof Handle its ? its : null,
                source == null ? null : source.toString(),
                context);
    }

    /** {@return the message, and each other entry on a line of its own, as the default handler logs them} */
    @Override
    public String toString() {
        var text = new StringBuilder(message);
        new TreeMap<>(entries).forEach((key, value) -> {
            if (!key.equals("message")) {
                text.append(System.lineSeparator()).append(key).append(": ").append(value);
            }
        });
        return text.toString();
    }
}
