package io.asyncio4j.monitor.tests;

import io.asyncio4j.monitor.Monitor;
import io.asyncio4j.monitor.support.AttachedTarget;
import io.asyncio4j.monitor.support.Http;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

/**
 * What the two measurements of a page's cost have in common: a program with many tasks in a process of its own, as with
 * {@code asyncio4j monitor PID}, which answers each line with its numbers, and pages of it that are open.
 */
final class MeasuredProgram {

    static final int PAGES = 5;

    private static final String TASKS = "10000";
    private static final String PROGRAM = "program";
    private static final String READY = "ready";

    private final Process process;
    private final BufferedReader in;
    private final PrintWriter out;

    private MeasuredProgram(Process process) {
        this.process = process;
        in = process.inputReader(StandardCharsets.UTF_8);
        out = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    }

    /** What is done with the program while it runs. */
    interface Measurement {
        void of(int tasks, MeasuredProgram program) throws Exception;
    }

    /**
     * The main method of {@code type}: it measures, with as many tasks as the only argument says, and {@code program} is what
     * it starts as a process of its own, on the kind of threads that this one was told to use, or else on carried ones.
     */
    static void main(Class<?> type, String[] args, IntConsumer program, Measurement measurement)
            throws Exception {
        if (args.length == 2) {
            program.accept(Integer.parseInt(args[1]));
            return;
        }
        String tasks = args.length == 0 ? TASKS : args[0];
        Process process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dasyncio4j.threads=" + System.getProperty("asyncio4j.threads", "carried"), "-cp",
                System.getProperty("java.class.path"), type.getName(), PROGRAM, tasks)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            var measured = new MeasuredProgram(process);
            if (!READY.equals(measured.in.readLine())) {
                throw new IllegalStateException("the program has not started");
            }
            measurement.of(Integer.parseInt(tasks), measured);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Within the program: says that it is ready, and calls {@code answer}, which prints numbers, for each line that comes. */
    static void obey(Runnable answer) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).lines()
                        .forEach(_ -> answer.run());
            } finally {
                System.exit(1); // nobody measures any more
            }
        });
        IO.println(READY);
    }

    long pid() {
        return process.pid();
    }

    /** {@return the numbers that the program answers} */
    long[] ask() throws IOException {
        out.println("how much");
        return Arrays.stream(in.readLine().split(" ")).mapToLong(Long::parseLong).toArray();
    }

    /** {@return a monitor of the program} */
    Monitor monitor() throws IOException {
        return Monitor.builder().programs(new AttachedTarget(process)).start();
    }

    /** {@return the threads of pages that are open; an interrupt closes one} */
    List<Thread> open(Monitor monitor) {
        var pages = new ArrayList<Thread>();
        for (int i = 0; i < PAGES; i++) {
            pages.add(Thread.ofPlatform().daemon().start(() -> page(Http.friend(monitor))));
        }
        return pages;
    }

    /** {@return how the loop is called by those who ask for it; empty as long as nobody knows} */
    String key(Http http) {
        var loops = http.ask("/api/program", "pid", pid()).get("loops");
        return !loops.isEmpty() && loops.get(0).has("alive") ? loops.get(0).get("key").asText() : "";
    }

    /** Asks as a page does that shows the tasks. */
    private void page(Http http) {
        while (true) {
            String key = key(http);
            if (!key.isEmpty()) {
                http.ask("/api/loop", "pid", pid(), "loop", key);
                http.ask("/api/tasks", "pid", pid(), "loop", key, "sort", "name", "limit", 100);
            }
            try {
                Thread.sleep(1_000);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    static void print(String format, Object... values) {
        IO.println(String.format(Locale.ROOT, format, values));
    }
}
