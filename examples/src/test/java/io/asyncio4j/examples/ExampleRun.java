package io.asyncio4j.examples;

import io.asyncio4j.EventLoop;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One run of an example in this JVM, on virtual time: what it printed, when by the clock of its loop, and what
 * it threw.
 */
final class ExampleRun {
    private record Line(Duration at, String text) {}

    // any thread of the example may print; PrintStream lets one in at a time
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private EventLoop loop;
    private Throwable thrown;

    private ExampleRun() {}

    static ExampleRun of(String name, String threads, String... arguments)
            throws ReflectiveOperationException {
        return of(Class.forName(name), threads, arguments);
    }

    static ExampleRun of(Class<?> program, String threads, String... arguments)
            throws ReflectiveOperationException {
        var run = new ExampleRun();
        var out = System.out;
        var threadsBefore = System.setProperty("asyncio4j.threads", threads);
        System.setProperty("asyncio4j.clock", "virtual");
        System.setOut(new PrintStream(run.new Lines(), true, StandardCharsets.UTF_8));
        try {
            run.main(program, arguments);
        } finally {
            System.setOut(out);
            System.clearProperty("asyncio4j.clock");
            if (threadsBefore == null) {
                System.clearProperty("asyncio4j.threads");
            } else {
                System.setProperty("asyncio4j.threads", threadsBefore);
            }
        }
        return run;
    }

    /** {@return the lines that it printed, without their times} */
    List<String> texts() {
        return lines.stream().map(Line::text).toList();
    }

    // as the java launcher does it for a compact source file
    private void main(Class<?> program, String... arguments) throws ReflectiveOperationException {
        var constructor = program.getDeclaredConstructor();
        var main = Stream.of(constructor.getDeclaringClass().getDeclaredMethods())
                .filter(method -> method.getName().equals("main")).findAny().orElseThrow();
        constructor.setAccessible(true);
        main.setAccessible(true);
        try {
            main.invoke(
                    constructor.newInstance(),
                    main.getParameterCount() == 0 ? new Object[0] : new Object[] {arguments});
        } catch (InvocationTargetException e) {
            thrown = e.getCause();
        }
    }

    /** {@return the lines, each after the second at which it was printed} Real times of day are masked. */
    String timedOutput() {
        return lines.stream()
                .map(line -> "%4ss  %s\n".formatted(seconds(line.at), masked(line.text)))
                .collect(Collectors.joining());
    }

    /** {@return the lines alone} */
    String output() {
        return lines.stream().map(line -> masked(line.text) + "\n").collect(Collectors.joining());
    }

    /** {@return how late by the loop's clock the last line came} */
    Duration duration() {
        return lines.getLast().at;
    }

    /** {@return what main threw, or null} */
    Throwable thrown() {
        return thrown;
    }

    // to the nanosecond: only virtual time is ever exactly one second
    private static String seconds(Duration at) {
        return BigDecimal.valueOf(at.toNanos(), 9).stripTrailingZeros().toPlainString();
    }

    private static String masked(String text) {
        return text.replaceAll("\\b\\d{4}-\\d\\d-\\d\\d\\b", "<date>")
                .replaceAll("\\b\\d\\d:\\d\\d:\\d\\d\\b", "<time>");
    }

    private Duration now() {
        try {
            loop = EventLoop.running();
        } catch (IllegalStateException e) {
            // on another thread, or before or after the run
        }
        return loop == null ? Duration.ZERO : loop.time();
    }

    private final class Lines extends OutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public void write(int next) {
            if (next == '\n') {
                lines.add(new Line(now(), line.toString(StandardCharsets.UTF_8).stripTrailing()));
                line.reset();
            } else {
                line.write(next);
            }
        }
    }
}
