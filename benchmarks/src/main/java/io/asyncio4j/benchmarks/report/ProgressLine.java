package io.asyncio4j.benchmarks.report;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/** Says how far a run is: in one line that changes, on a terminal; otherwise in a line whenever a tenth is done. */
public final class ProgressLine implements Rounds.Progress {

    private static final int WIDTH = 78;
    private static final int STEPS = 10;

    private final PrintWriter err;
    private final boolean terminal =
            Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    private int step = -1;

    /** Writes it there. */
    public ProgressLine(PrintWriter err) { this.err = err; }

    @Override
    public void turn(double part, String what) {
        String line = String.format(Locale.ROOT, "%3.0f%% %s", part * 100, what);
        if (terminal) {
            String cut = line.substring(0, Math.min(WIDTH, line.length()));
            err.print("\r" + cut + " ".repeat(WIDTH - cut.length()));
            err.flush();
        } else if ((int) (part * STEPS) != step) {
            step = (int) (part * STEPS);
            err.println(line);
            err.flush();
        }
    }

    /** Clears the line away. */
    @Override
    public void end() {
        if (terminal) {
            err.print("\r" + " ".repeat(WIDTH) + "\r");
            err.flush();
        }
    }
}
