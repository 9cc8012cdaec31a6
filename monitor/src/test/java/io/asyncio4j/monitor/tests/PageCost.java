package io.asyncio4j.monitor.tests;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;

import com.sun.management.OperatingSystemMXBean;
import io.asyncio4j.EventLoop;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.monitor.Monitor;
import io.asyncio4j.monitor.support.AttachedTarget;
import io.asyncio4j.monitor.support.Http;
import io.asyncio4j.spi.LoopObserver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Not a test: measures what five open pages cost a program with 10,000 tasks (or as many as are named), a tenth of which
 * wakes up each second. The program is a process of its own, as with {@code asyncio4j monitor PID}. It prints
 *
 * <ul>
 * <li>which part of the time of the loop's thread goes into answers, and how long one holds the loop at most;
 * <li>how much processor time the whole process takes in a second, with the pages and without, in turns;
 * <li>how long a page waits for 100 rows of the table, sorted by name.
 * </ul>
 */
final class PageCost {

    private static final int PAGES = 5;
    private static final int WARM_UP_SECONDS = 15;
    private static final int SECONDS = 10;
    private static final int TURNS = 2;

    // what else the machine does shall not count
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private PageCost() {}

    public static void main(String[] args) throws Exception {
        if (args.length == 2) {
            program(Integer.parseInt(args[1]));
            return;
        }
        int tasks = args.length == 0 ? 10_000 : Integer.parseInt(args[0]);
        Process target = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                PageCost.class.getName(), "program", Integer.toString(tasks))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            measure(tasks, target);
        } finally {
            target.destroyForcibly();
        }
    }

    // The program.

    /** Adds up what the loop does, and what of that for those who look. */
    private static final class Answers implements LoopObserver {
        private long start;
        private long nanos;
        private long longest;

        @Override
        public void stepBegins(Step step) {
            if (step instanceof Housekeeping) {
                start = THREADS.getCurrentThreadCpuTime();
            }
        }

        @Override
        public void stepEnds(Step step) {
            if (step instanceof Housekeeping) {
                long took = THREADS.getCurrentThreadCpuTime() - start;
                nanos += took;
                longest = Math.max(longest, took);
            }
        }
    }

    private static void program(int tasks) {
        run(() -> {
            for (int i = 0; i < tasks; i++) {
                int number = i;
                createTask(TaskOptions.named("worker-" + i), () -> {
                    while (true) {
                        sleep(number % 10 == 0 ? Duration.ofSeconds(1) : Duration.ofHours(1));
                    }
                });
            }
            var answers = new Answers();
            EventLoop loop = EventLoop.running();
            loop.addObserver(answers);
            Thread.ofPlatform().daemon().start(() -> obey(loop, answers));
            IO.println("ready");
            sleep(Duration.ofHours(1));
        });
    }

    /** Answers each line with: answers' nanoseconds, the longest, processor time of the process. */
    private static void obey(EventLoop loop, Answers answers) {
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            while (in.readLine() != null) {
                loop.callSoonThreadsafe(() -> {
                    IO.println(answers.nanos + " " + answers.longest + " " + PROCESS.getProcessCpuTime());
                    answers.longest = 0;
                });
            }
        } catch (IOException e) {
            System.exit(1);
        }
    }

    // Whoever looks.

    private static void measure(int tasks, Process target) throws Exception {
        BufferedReader in = target.inputReader();
        var out = new PrintWriter(target.getOutputStream(), true, StandardCharsets.UTF_8);
        if (!"ready".equals(in.readLine())) {
            throw new IllegalStateException("the program has not started");
        }
        long pid = target.pid();
        try (var monitor = Monitor.builder().programs(new AttachedTarget(target)).start()) {
            var pages = open(monitor, pid);
            Thread.sleep(Duration.ofSeconds(WARM_UP_SECONDS));
            long[] before = ask(in, out);
            long begin = System.nanoTime();
            Thread.sleep(Duration.ofSeconds(2 * SECONDS));
            long[] after = ask(in, out);
            print("%,d tasks, %d pages: answers take %.2f %% of the loop's time, %.1f ms at most in one go",
                    tasks,
                    PAGES, 100.0 * (after[0] - before[0]) / (System.nanoTime() - begin), after[1] / 1e6);
            var http = Http.friend(monitor);
            for (String sort : List.of("name", "place", "name")) {
                long from = System.nanoTime();
                http.ask("/api/tasks", "pid", pid, "loop", key(http, pid), "sort", sort, "limit", 100);
                print("100 rows of the table by %s: %.0f ms", sort, (System.nanoTime() - from) / 1e6);
            }
            for (int turn = 0; turn < TURNS; turn++) {
                double watched = millisOfASecond(in, out);
                pages.forEach(Thread::interrupt);
                Thread.sleep(Duration.ofSeconds(SECONDS + 2)); // then nobody looks any more
                double alone = millisOfASecond(in, out);
                pages = open(monitor, pid);
                Thread.sleep(Duration.ofSeconds(4));
                print("the whole process: %.1f ms of a processor's second with the pages, %.1f ms without",
                        watched,
                        alone);
            }
        }
    }

    private static double millisOfASecond(BufferedReader in, PrintWriter out)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long[] before = ask(in, out);
        Thread.sleep(Duration.ofSeconds(SECONDS));
        long[] after = ask(in, out);
        return (double) (after[2] - before[2]) * 1_000 / (System.nanoTime() - begin);
    }

    static long[] ask(BufferedReader in, PrintWriter out) throws IOException {
        out.println("how much");
        return Arrays.stream(in.readLine().split(" ")).mapToLong(Long::parseLong).toArray();
    }

    private static void print(String format, Object... values) {
        IO.println(String.format(Locale.ROOT, format, values));
    }

    static List<Thread> open(Monitor monitor, long pid) {
        var pages = new ArrayList<Thread>();
        for (int i = 0; i < PAGES; i++) {
            pages.add(Thread.ofPlatform().daemon().start(() -> page(monitor, pid)));
        }
        return pages;
    }

    private static String key(Http http, long pid) {
        var loops = http.ask("/api/program", "pid", pid).get("loops");
        return !loops.isEmpty() && loops.get(0).has("alive") ? loops.get(0).get("key").asText() : "";
    }

    /** Asks as a page does that shows the tasks. */
    private static void page(Monitor monitor, long pid) {
        var http = Http.friend(monitor);
        while (true) {
            String key = key(http, pid);
            if (!key.isEmpty()) {
                http.ask("/api/loop", "pid", pid, "loop", key);
                http.ask("/api/tasks", "pid", pid, "loop", key, "sort", "name", "limit", 100);
            }
            try {
                Thread.sleep(1_000);
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
