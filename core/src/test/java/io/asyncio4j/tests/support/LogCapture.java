package io.asyncio4j.tests.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Pattern;

/**
 * What is logged under {@code io.asyncio4j} while it is open, in place of the console, but for what any loop may give cause for
 * on a busy machine: reports about loops without a name of their own that are held for long, and debug mode's about slow
 * steps. Any thread may use it.
 */
public final class LogCapture extends Handler implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger("io.asyncio4j");
    private static final Pattern HELD = Pattern.compile(" has (held|let go of) asyncio4j-loop-\\d+ ");
    private static final Pattern SLOW =
            Pattern.compile("^Executing .* took [0-9.]+ seconds$", Pattern.DOTALL);
    private static final long PATIENCE_SECONDS = 30;

    private final List<String> lines = new ArrayList<>();
    private final List<Throwable> thrown = new ArrayList<>();
    private final boolean withSlowSteps;
    private final boolean outerUse = LOGGER.getUseParentHandlers();
    private final Level outerLevel = LOGGER.getLevel();

    public LogCapture() {
        this(false);
    }

    /** {@return one that keeps debug mode's reports about slow steps, too} */
    public static LogCapture withSlowSteps() {
        return new LogCapture(true);
    }

    private LogCapture(boolean withSlowSteps) {
        this.withSlowSteps = withSlowSteps;
        setFormatter(new SimpleFormatter());
        LOGGER.setUseParentHandlers(false);
        LOGGER.setLevel(Level.INFO);
        LOGGER.addHandler(this);
    }

    /** {@return the messages so far, each behind its level} */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** {@return the exceptions that were logged with them} */
    public synchronized List<Throwable> thrown() {
        return List.copyOf(thrown);
    }

    /** {@return the first message with {@code part} in it, which may be yet to come} */
    public synchronized String awaitLine(String part) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            for (String line : lines) {
                if (line.contains(part)) {
                    return line;
                }
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("nothing logged with \"" + part + "\", but " + lines);
            }
            wait(left);
        }
    }

    @Override
    public synchronized void publish(LogRecord record) {
        if (HELD.matcher(record.getMessage()).find()
                || !withSlowSteps && SLOW.matcher(record.getMessage()).matches()) {
            return;
        }
        lines.add(record.getLevel() + " " + getFormatter().formatMessage(record));
        if (record.getThrown() != null) {
            thrown.add(record.getThrown());
        }
        notifyAll();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOGGER.removeHandler(this);
        LOGGER.setUseParentHandlers(outerUse);
        LOGGER.setLevel(outerLevel);
    }
}
