package io.asyncio4j.internal.bridge;

import io.asyncio4j.CancelledError;
import io.asyncio4j.internal.kernel.LoopCore;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.LinkedHashMap;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** What calls on other threads throw that were interrupted because nobody wants their results any more. */
final class Interrupted {

    private Interrupted() {}

    /** {@return {@code thrown}, unless it only says that the call was interrupted; then, and for null, null} */
    static @Nullable Throwable failureOf(@Nullable Throwable thrown) {
        return thrown instanceof InterruptedException
                || thrown instanceof InterruptedIOException
                || thrown instanceof ClosedByInterruptException
                || thrown instanceof CancellationException
                || thrown instanceof CancelledError ? null : thrown;
    }

    /** Reports {@code failure}, which nobody will get; called by whoever has {@code loop}, or once it is closed. */
    static void report(LoopCore loop, String message, Throwable failure, String subject, Object value) {
        var entries = new LinkedHashMap<String, Object>();
        entries.put("message", message);
        entries.put("exception", failure);
        entries.put(subject, value);
        loop.around.report(entries);
    }
}
