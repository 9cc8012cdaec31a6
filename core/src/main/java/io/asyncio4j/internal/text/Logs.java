package io.asyncio4j.internal.text;

import java.lang.System.Logger;
import org.jspecify.annotations.Nullable;

/** Logs what belongs to the program, whatever its text forms do: what is told must not depend on them. */
public final class Logs {

    // any thread; kept, so that a level that a program has set stays
    private static volatile @Nullable Logger logger;

    private Logs() {}

    /**
     * {@return the library's logger} The first call takes some ten milliseconds of a start, and needs stack and memory: the
     * watchdog makes it early, and a program that is over by then does without.
     */
    public static Logger logger() {
        Logger found = logger;
        if (found == null) {
            found = System.getLogger("io.asyncio4j");
            logger = found;
        }
        return found;
    }

    /**
     * Logs {@code message} with {@code thrown}; without its stack trace if that cannot be printed. It throws only what ends
     * a loop.
     */
    public static void log(Logger.Level level, String message, @Nullable Throwable thrown) {
        try {
            logger().log(level, message, thrown);
        } catch (Throwable e) {
            if (Fatal.isFatal(e)) {
                throw Unchecked.rethrow(e);
            }
            logWithoutTrace(level, message, thrown);
        }
    }

    private static void logWithoutTrace(Logger.Level level, String message, @Nullable Throwable thrown) {
        try {
            logger().log(level, message + System.lineSeparator() + Names.text(thrown));
        } catch (RuntimeException | Error e) {
            // the logger itself fails, or there is no memory: then nobody knows
        }
    }
}
