package io.asyncio4j.monitor.tests;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.EventLoop;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.monitor.Monitor;
import io.asyncio4j.monitor.support.Http;
import io.asyncio4j.spi.LoopObserver;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/**
 * Not a test: measures which part of a loop's time five open pages take at 10,000 tasks, a tenth of which wakes up each
 * second. Prints the share of the time that the loop spends on answers, and how long one holds it at most.
 */
final class PageCost {

    private static final int TASKS = 10_000;
    private static final int PAGES = 5;
    private static final int WARM_UP_SECONDS = 15;
    private static final int SECONDS = 20;

    // what else the machine does shall not count
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private PageCost() {}

    /** Adds up what the loop does for those who look. */
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

    public static void main(String[] args) throws Exception {
        try (var monitor = Monitor.start(0)) {
            run(() -> {
                for (int i = 0; i < TASKS; i++) {
                    int number = i;
                    createTask(TaskOptions.named("worker-" + i), () -> {
                        while (true) {
                            sleep(number % 10 == 0 ? Duration.ofSeconds(1) : Duration.ofHours(1));
                        }
                    });
                }
                var answers = new Answers();
                EventLoop.running().addObserver(answers);
                for (int i = 0; i < PAGES; i++) {
                    Thread.ofPlatform().daemon().start(() -> page(monitor));
                }
                sleep(Duration.ofSeconds(WARM_UP_SECONDS));
                answers.nanos = 0;
                answers.longest = 0;
                long begin = System.nanoTime();
                sleep(Duration.ofSeconds(SECONDS));
                IO.println(String.format("%.2f %% of the loop's time, %.1f ms at most in one go",
                        100.0 * answers.nanos / (System.nanoTime() - begin), answers.longest / 1e6));
                System.exit(0);
            });
        }
    }

    /** Asks as a page does that shows the tasks. */
    private static void page(Monitor monitor) {
        var http = Http.friend(monitor);
        long pid = ProcessHandle.current().pid();
        while (true) {
            var loops = http.ask("/api/program", "pid", pid).get("loops");
            if (!loops.isEmpty() && loops.get(0).has("alive")) {
                String key = loops.get(0).get("key").asText();
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
