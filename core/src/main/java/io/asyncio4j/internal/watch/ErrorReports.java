package io.asyncio4j.internal.watch;

import io.asyncio4j.ExceptionHandler;
import io.asyncio4j.internal.handle.CallbackHandle;
import io.asyncio4j.internal.kernel.ContextImpl;
import io.asyncio4j.internal.kernel.HandleImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.text.Fatal;
import io.asyncio4j.internal.text.Logs;
import io.asyncio4j.internal.text.Unchecked;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Brings errors that have no other way out to the loop's exception handler, and logs them by default. */
public final class ErrorReports {

    private final LoopCore loop;
    // loop-confined
    public @Nullable ExceptionHandler handler;

    public ErrorReports(LoopCore loop) {
        this.loop = loop;
    }

    public void callbackFailed(HandleImpl handle, Throwable exception, ContextImpl context) {
        try {
            reportCallback(handle, exception, context);
        } catch (OutOfMemoryError | LinkageError e) {
            // there is no memory to report it, nor for the classes that do: the loop goes on
        }
    }

    private void reportCallback(HandleImpl handle, Throwable exception, ContextImpl context) {
        var entries = new LinkedHashMap<String, Object>();
        entries.put("message", "Exception in callback " + handle);
        entries.put("exception", exception);
        entries.put("handle", handle);
        if (handle instanceof CallbackHandle callback && callback.createdAt() != null) {
            entries.put("source_traceback", callback.createdAt());
        }
        report(entries, context);
    }

    /** Calls the handler in the context of the task, the future or the handle concerned. */
    public void report(Map<String, Object> entries) {
        Object subject = entries.get("task");
        if (subject == null) {
            subject = entries.get("future");
        }
        if (subject == null) {
            subject = entries.get("handle");
        }
        ContextImpl context = switch (subject) {
            case TaskImpl<?> task -> task.getContext();
            case HandleImpl handle -> handle.context();
            case null, default -> null;
        };
        report(entries, context != null ? context : ContextImpl.current());
    }

    /** Calls the handler in {@code context}. */
    public void report(Map<String, Object> entries, ContextImpl context) {
        if (LoopCore.runningOrNull() != loop) {
            context.runOffLoop(() -> {
                call(entries);
                return true;
            });
            return;
        }
        ContextImpl outer = loop.exchangeContext(context);
        try {
            call(entries);
        } finally {
            loop.exchangeContext(outer);
        }
    }

    private void call(Map<String, Object> entries) {
        ExceptionHandler handler = this.handler;
        if (handler == null) {
            reportByDefault(entries, "Exception in default exception handler");
            return;
        }
        try {
            handler.handle(loop.face(), entries);
        } catch (Throwable e) {
            ensureNotFatal(e);
            reportByDefault(
                    Map.of(
                            "message", "Unhandled error in exception handler",
                            "exception", e,
                            "context", entries),
                    "Exception in default exception handler while handling an unexpected error in custom"
                            + " exception handler");
        }
    }

    private void reportByDefault(Map<String, Object> entries, String ifThatFails) {
        try {
            log(entries);
        } catch (Throwable e) {
            ensureNotFatal(e);
            Logs.log(System.Logger.Level.ERROR, ifThatFails, e);
        }
    }

    private static void ensureNotFatal(Throwable e) {
        if (Fatal.isFatal(e)) {
            throw Unchecked.rethrow(e);
        }
    }

    /** The default handler: one ERROR with the message, the other entries in order, and the exception. */
    public void log(Map<String, Object> entries) {
        Object message = entries.get("message");
        var text =
                new StringBuilder(message == null || message.equals("") ? "Unhandled exception in event loop"
                        : message.toString());
        var sorted = new TreeMap<>(entries);
        if (!sorted.containsKey("source_traceback")
                && loop.turns.runningHandle instanceof CallbackHandle running
                && running.createdAt() != null) {
            sorted.put("handle_traceback", running.createdAt()); // at least: who queued the callback that runs
        }
        sorted.forEach(
                (key, value) -> {
                    switch (key) {
                        case "message", "exception" -> {}
                        case "source_traceback" -> appendStack(text, "Object created at", value);
                        case "handle_traceback" -> appendStack(text, "Handle created at", value);
                        default -> text.append(System.lineSeparator()).append(key).append(": ").append(value);
                    }
                });
        var exception = entries.get("exception") instanceof Throwable e ? e : null;
        Logs.log(System.Logger.Level.ERROR, text.toString(), exception);
    }

    private static void appendStack(StringBuilder text, String title, Object stack) {
        String newLine = System.lineSeparator();
        text.append(newLine).append(title).append(" (most recent call last):").append(newLine).append(stack);
    }
}
