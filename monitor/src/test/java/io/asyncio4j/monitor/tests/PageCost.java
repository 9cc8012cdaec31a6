package io.asyncio4j.monitor.tests;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.monitor.tests.MeasuredProgram.print;

import com.sun.management.OperatingSystemMXBean;
import io.asyncio4j.EventLoop;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.monitor.support.Http;
import io.asyncio4j.spi.LoopObserver;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;

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

    private static final int WARM_UP_SECONDS = 15;
    private static final int SECONDS = 10;
    private static final int TURNS = 2;

    // what else the machine does shall not count
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private PageCost() {}

    public static void main(String[] args) throws Exception {
        MeasuredProgram.main(PageCost.class, args, PageCost::program, PageCost::measure);
    }

    // The program.

    /** Adds up what the loop does, and what of that for those who look. */
    private static final class Answers implements LoopObserver {
        private long start;
        private long nanos;
        private long longest;

        // A virtual thread, which a loop on portable threads has, has no clock of its own.
        private static long now() {
            return Thread.currentThread().isVirtual() ? System.nanoTime() : THREADS.getCurrentThreadCpuTime();
        }

        @Override
        public void stepBegins(Step step) {
            if (step instanceof Housekeeping) {
                start = now();
            }
        }

        @Override
        public void stepEnds(Step step) {
            if (step instanceof Housekeeping) {
                long took = now() - start;
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
            MeasuredProgram.obey(() -> answer(loop, answers));
            sleep(Duration.ofHours(1));
        });
    }

    /** Prints: answers' nanoseconds, the longest, processor time of the process. */
    private static void answer(EventLoop loop, Answers answers) {
        loop.callSoonThreadsafe(() -> {
            IO.println(answers.nanos + " " + answers.longest + " " + PROCESS.getProcessCpuTime());
            answers.longest = 0;
        });
    }

    // Whoever looks.

    private static void measure(int tasks, MeasuredProgram program) throws Exception {
        try (var monitor = program.monitor()) {
            var pages = program.open(monitor);
            Thread.sleep(Duration.ofSeconds(WARM_UP_SECONDS));
            long[] before = program.ask();
            long begin = System.nanoTime();
            Thread.sleep(Duration.ofSeconds(2 * SECONDS));
            long[] after = program.ask();
            print("%,d tasks, %d pages: answers take %.2f %% of the loop's time, %.1f ms at most in one go",
                    tasks, MeasuredProgram.PAGES,
                    100.0 * (after[0] - before[0]) / (System.nanoTime() - begin), after[1] / 1e6);
            var http = Http.friend(monitor);
            for (String sort : List.of("name", "place", "name")) {
                long from = System.nanoTime();
                http.ask("/api/tasks", "pid", program.pid(), "loop", program.key(http), "sort", sort, "limit",
                        100);
                print("100 rows of the table by %s: %.0f ms", sort, (System.nanoTime() - from) / 1e6);
            }
            for (int turn = 0; turn < TURNS; turn++) {
                double watched = millisOfASecond(program);
                pages.forEach(Thread::interrupt);
                Thread.sleep(Duration.ofSeconds(SECONDS + 2)); // then nobody looks any more
                double alone = millisOfASecond(program);
                pages = program.open(monitor);
                Thread.sleep(Duration.ofSeconds(4));
                print("the whole process: %.1f ms of a processor's second with the pages, %.1f ms without",
                        watched,
                        alone);
            }
        }
    }

    private static double millisOfASecond(MeasuredProgram program) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long[] before = program.ask();
        Thread.sleep(Duration.ofSeconds(SECONDS));
        long[] after = program.ask();
        return (double) (after[2] - before[2]) * 1_000 / (System.nanoTime() - begin);
    }
}
