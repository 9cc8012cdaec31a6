package io.asyncio4j.conformance;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntConsumer;

/** Says on a terminal how far a run of many scenarios is and how long it will still take; is silent in logs. */
final class FuzzProgress implements IntConsumer {
    private static final long EVERY_NANOS = 200_000_000;
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter err;
    private final int count;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private long shown = start;

    private FuzzProgress(PrintWriter err, int count, boolean terminal) {
        this.err = err;
        this.count = count;
        this.terminal = terminal;
    }

    static FuzzProgress to(PrintWriter err, int count) {
        return new FuzzProgress(
                err, count, Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent());
    }

    /** Takes how many are done. */
    @Override
    public void accept(int done) {
        long now = System.nanoTime();
        if (!terminal || now - shown < EVERY_NANOS && done < count) {
            return;
        }
        shown = now;
        err.print(done < count ? CLEAR + line(done, count, (now - start) / 1e9) : CLEAR);
        err.flush();
    }

    static String line(int done, int count, double seconds) {
        double left = seconds / done * (count - done);
        return String.format(Locale.ROOT, "%d of %d scenarios, about %s left",
                done, count, left < 90 ? Math.round(left) + " s" : Math.round(left / 60) + " min");
    }
}
