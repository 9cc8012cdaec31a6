package io.asyncio4j.internal.text;

import java.lang.System.Logger;
import org.jspecify.annotations.Nullable;

/** Logs what belongs to the program, whatever its text forms do: what is told must not depend on them. */
public final class Logs {

    private Logs() {}

    /**
     * Logs {@code message} with {@code thrown}; without its stack trace if that cannot be printed. It throws only what ends
     * a loop.
     */
    public static void log(Logger logger, Logger.Level level, String message, @Nullable Throwable thrown) {
        try {
            logger.log(level, message, thrown);
        } catch (Throwable e) {
            if (Fatal.isFatal(e)) {
                throw Unchecked.rethrow(e);
            }
            logWithoutTrace(logger, level, message, thrown);
        }
    }

    private static void logWithoutTrace(Logger logger, Logger.Level level, String message,
            @Nullable Throwable thrown) {
        try {
            logger.log(level, message + System.lineSeparator() + Names.text(thrown));
        } catch (RuntimeException | Error e) {
            // the logger itself fails, or there is no memory: then nobody knows
        }
    }
}
