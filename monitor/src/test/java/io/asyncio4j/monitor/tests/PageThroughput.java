package io.asyncio4j.monitor.tests;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.EventLoop;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.inspect.LoopStatistics;
import io.asyncio4j.monitor.Monitor;
import io.asyncio4j.monitor.support.AttachedTarget;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Not a test: measures how much less a busy program does while five pages of it are open, in turns with nobody looking. It
 * has 10,000 tasks (or as many as are named); a tenth of them gives way again and again, so that the loop is never idle.
 * What counts is how many steps it makes in a second of its thread's processor time; how many in a second by the clock, too,
 * on a machine that has nothing else to do.
 */
final class PageThroughput {

    private static final int TURNS = 6;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration UNTIL_PAGES_SHOW = Duration.ofSeconds(5);
    private static final Duration UNTIL_NOBODY_LOOKS = Duration.ofSeconds(12);
    private static final Duration MEASURED = Duration.ofSeconds(8);

    private PageThroughput() {}

    public static void main(String[] args) throws Exception {
        if (args.length == 2) {
            program(Integer.parseInt(args[1]));
            return;
        }
        int tasks = args.length == 0 ? 10_000 : Integer.parseInt(args[0]);
        Process target = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                PageThroughput.class.getName(), "program", Integer.toString(tasks))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            measure(tasks, target);
        } finally {
            target.destroyForcibly();
        }
    }

    private static void program(int tasks) {
        long thread = Thread.currentThread().threadId();
        run(() -> {
            for (int i = 0; i < tasks; i++) {
                Duration pause = i % 10 == 0 ? Duration.ZERO : Duration.ofHours(1);
                createTask(TaskOptions.named("worker-" + i), () -> {
                    while (true) {
                        sleep(pause);
                    }
                });
            }
            EventLoop loop = EventLoop.running();
            Thread.ofPlatform().daemon().start(() -> obey(loop, thread));
            IO.println("ready");
            sleep(Duration.ofHours(1));
        });
    }

    /** Answers each line with: steps, nanoseconds of the loop's thread, nanoseconds by the clock. */
    private static void obey(EventLoop loop, long thread) {
        var threads = ManagementFactory.getThreadMXBean();
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).lines()
                .forEach(_ -> IO
                        .println(LoopStatistics.of(loop).steps() + " " + threads.getThreadCpuTime(thread)
                                + " " + System.nanoTime()));
        System.exit(1);
    }

    private static void measure(int tasks, Process target) throws Exception {
        BufferedReader in = target.inputReader();
        var out = new PrintWriter(target.getOutputStream(), true, StandardCharsets.UTF_8);
        if (!"ready".equals(in.readLine())) {
            throw new IllegalStateException("the program has not started");
        }
        Thread.sleep(WARM_UP);
        var byThread = new double[TURNS];
        var byClock = new double[TURNS];
        try (var monitor = Monitor.builder().programs(new AttachedTarget(target)).start()) {
            for (int turn = 0; turn < TURNS; turn++) {
                List<Thread> pages = PageCost.open(monitor, target.pid());
                Thread.sleep(UNTIL_PAGES_SHOW);
                double[] watched = rates(in, out);
                pages.forEach(Thread::interrupt);
                Thread.sleep(UNTIL_NOBODY_LOOKS);
                double[] alone = rates(in, out);
                byThread[turn] = 100 * (1 - watched[0] / alone[0]);
                byClock[turn] = 100 * (1 - watched[1] / alone[1]);
                print("steps in a second of the loop's thread: %,.0f with the pages, %,.0f without; by the clock: %,.0f,"
                        + " %,.0f", watched[0], alone[0], watched[1], alone[1]);
            }
        }
        Arrays.sort(byThread);
        Arrays.sort(byClock);
        print("%,d tasks: with the pages %.2f %% fewer steps (median; from %.2f to %.2f), by the clock %.2f %% (from %.2f to"
                + " %.2f)", tasks, byThread[TURNS / 2], byThread[0], byThread[TURNS - 1], byClock[TURNS / 2],
                byClock[0], byClock[TURNS - 1]);
    }

    /** {@return how many steps there are in a second of the loop's thread, and of the clock} */
    private static double[] rates(BufferedReader in, PrintWriter out) throws Exception {
        long[] before = PageCost.ask(in, out);
        Thread.sleep(MEASURED);
        long[] after = PageCost.ask(in, out);
        double steps = after[0] - before[0];
        return new double[] {steps * 1e9 / (after[1] - before[1]), steps * 1e9 / (after[2] - before[2])};
    }

    private static void print(String format, Object... values) {
        IO.println(String.format(Locale.ROOT, format, values));
    }
}
