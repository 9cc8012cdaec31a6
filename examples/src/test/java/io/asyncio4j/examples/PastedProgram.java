package io.asyncio4j.examples;

import static io.asyncio4j.Asyncio.currentTask;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Pattern;

/**
 * A program out of a document, pasted into a file and run, in this JVM and on virtual time. What it gives is what a
 * terminal would show: what it prints and logs, what the compiler says, the exception that it ends with.
 */
public final class PastedProgram {
    public static final String FILE = "Program.java";

    private static final Logger LOG = Logger.getLogger("io.asyncio4j");
    private static final Pattern NUMBER = Pattern.compile("(\\bTask-|\\basyncio4j-loop-)(\\d+)");

    private static final Pattern WATCHDOG = Pattern.compile(" has (held|let go of) ");

    private PastedProgram() {}

    public static List<String> outputOf(String source, String threads) throws ReflectiveOperationException {
        return outputOf(source, threads, false);
    }

    /** @param watchdog whether it is about a loop that is held; otherwise that only shows that the machine is busy */
    static List<String> outputOf(String source, String threads, boolean watchdog)
            throws ReflectiveOperationException {
        var compiled = MemoryCompiler.compile(FILE, source);
        if (compiled.program() == null) {
            return compiled.errors();
        }
        int[] before = numbersGivenSoFar();
        var logged = new LogLines(watchdog);
        var parents = LOG.getUseParentHandlers();
        LOG.setUseParentHandlers(false);
        LOG.addHandler(logged);
        ExampleRun run;
        try {
            run = ExampleRun.of(compiled.program(), threads);
        } finally {
            LOG.removeHandler(logged);
            LOG.setUseParentHandlers(parents);
        }
        var lines = new ArrayList<>(run.texts());
        var thrown = run.thrown();
        if (thrown != null) {
            ("Exception in thread \"main\" " + thrown).lines().forEach(lines::add);
        }
        return lines.stream().map(line -> asInAFreshJvm(line, before)).toList();
    }

    // Both are counted through the JVM's life; a program pasted into a file begins with 1.
    private static int[] numbersGivenSoFar() {
        int[] first = numbersOfARun();
        int[] second = numbersOfARun(); // ending a run may take numbers, too
        return new int[] {2 * second[0] - first[0] - 1, 2 * second[1] - first[1] - 1};
    }

    private static int[] numbersOfARun() {
        return Asyncio.run(() -> new int[] {
            number(currentTask().getName()), number(EventLoop.running().toString())
        });
    }

    private static int number(String text) {
        var found = NUMBER.matcher(text);
        if (!found.find()) {
            throw new IllegalStateException("no number in " + text);
        }
        return Integer.parseInt(found.group(2));
    }

    private static String asInAFreshJvm(String line, int[] before) {
        return NUMBER.matcher(line).replaceAll(found -> found.group(1) + (Integer.parseInt(found.group(2))
                - (found.group(1).startsWith("Task") ? before[0] : before[1])));
    }

    /** Prints where the program prints, so that the order shows. */
    private static final class LogLines extends Handler {
        private final SimpleFormatter formatter = new SimpleFormatter();
        private final boolean watchdog;

        LogLines(boolean watchdog) {
            this.watchdog = watchdog;
        }

        @Override
        public void publish(LogRecord logged) {
            if (!watchdog && WATCHDOG.matcher(formatter.formatMessage(logged)).find()) {
                return;
            }
            if (logged.getLevel().intValue() >= Level.INFO.intValue()) {
                // Level.getName, not the name in this machine's language
                System.out.println(logged.getLevel().getName() + ": " + formatter.formatMessage(logged));
                if (logged.getThrown() != null) {
                    System.out.println(logged.getThrown());
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
