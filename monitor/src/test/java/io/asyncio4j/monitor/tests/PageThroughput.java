package io.asyncio4j.monitor.tests;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.monitor.tests.MeasuredProgram.print;

import io.asyncio4j.EventLoop;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.inspect.LoopStatistics;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Not a test: measures how much less a busy program does while five pages of it are open, in turns with nobody looking. It
 * has 10,000 tasks (or as many as are named); a tenth of them gives way again and again, so that the loop is never idle.
 * What counts is how many steps it makes in a second of its thread's processor time; how many in a second by the clock, too,
 * on a machine that has nothing else to do. On portable threads the loop has a virtual thread, whose processor time nobody
 * counts, so that only the clock is left, which differs from turn to turn by more than the pages cost.
 */
final class PageThroughput {

    private static final int TURNS = 6;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration UNTIL_PAGES_SHOW = Duration.ofSeconds(5);
    private static final Duration UNTIL_NOBODY_LOOKS = Duration.ofSeconds(12);
    private static final Duration MEASURED = Duration.ofSeconds(8);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private PageThroughput() {}

    public static void main(String[] args) throws Exception {
        MeasuredProgram.main(PageThroughput.class, args, PageThroughput::program, PageThroughput::measure);
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
            MeasuredProgram.obey(() -> answer(loop, thread));
            sleep(Duration.ofHours(1));
        });
    }

    /** Prints: steps, nanoseconds of the loop's thread, nanoseconds by the clock. */
    private static void answer(EventLoop loop, long thread) {
        IO.println(LoopStatistics.of(loop).steps() + " " + THREADS.getThreadCpuTime(thread) + " "
                + System.nanoTime());
    }

    private static void measure(int tasks, MeasuredProgram program) throws Exception {
        Thread.sleep(WARM_UP);
        var byThread = new double[TURNS];
        var byClock = new double[TURNS];
        try (var monitor = program.monitor()) {
            for (int turn = 0; turn < TURNS; turn++) {
                List<Thread> pages = program.open(monitor);
                Thread.sleep(UNTIL_PAGES_SHOW);
                double[] watched = rates(program);
                pages.forEach(Thread::interrupt);
                Thread.sleep(UNTIL_NOBODY_LOOKS);
                double[] alone = rates(program);
                byThread[turn] = 100 * (1 - watched[0] / alone[0]);
                byClock[turn] = 100 * (1 - watched[1] / alone[1]);
                print("steps in a second of the loop's thread: %,.0f with the pages, %,.0f without; by the clock: %,.0f,"
                        + " %,.0f", watched[0], alone[0], watched[1], alone[1]);
            }
        }
        if (!Double.isNaN(byThread[0])) {
            say(tasks, "of the loop's thread", byThread);
        }
        say(tasks, "by the clock", byClock);
    }

    private static void say(int tasks, String what, double[] fewer) {
        Arrays.sort(fewer);
        print("%,d tasks, seconds %s: with the pages %.2f %% fewer steps (median; from %.2f to %.2f)", tasks,
                what,
                fewer[TURNS / 2], fewer[0], fewer[TURNS - 1]);
    }

    /** {@return how many steps there are in a second of the loop's thread, and of the clock} */
    private static double[] rates(MeasuredProgram program) throws Exception {
        long[] before = program.ask();
        Thread.sleep(MEASURED);
        long[] after = program.ask();
        double steps = after[0] - before[0];
        long ofThread = after[1] - before[1]; // 0 if the thread only waits for a virtual one
        return new double[] {ofThread == 0 ? Double.NaN : steps * 1e9 / ofThread,
            steps * 1e9 / (after[2] - before[2])};
    }
}
