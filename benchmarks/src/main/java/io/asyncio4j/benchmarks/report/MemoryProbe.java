package io.asyncio4j.benchmarks.report;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.benchmarks.kotlin.Sleepers;
import io.asyncio4j.spi.VirtualClock;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * The program that a fresh JVM runs to measure what sleeping tasks take: {@code MemoryProbe WHAT SIDE TASKS}. It
 * prints one number.
 *
 * <p>Bytes per task are what is alive on the heap after a collection, when all tasks are asleep in
 * {@code sleep(1 h)}, less what was alive after a collection before the first of them, divided by their number. So
 * it counts the task, its thread or coroutine with the suspended stack, its timer, and its share of the tables that
 * hold them; not what was garbage, and not what the JVM takes outside of the heap, which tasks hardly add to. The
 * stacks are as short as they can be: a body that sleeps at once. And they are those of compiled code, for every side
 * is warmed up with sleepers before: a stack that is suspended while its code is still interpreted takes about twice
 * as much.
 */
final class MemoryProbe {

    /** What is asked for. */
    enum What {
        /** The heap of a sleeping task. */
        BYTES_PER_TASK,
        /**
         * The time in which all tasks are made, fall asleep for an hour, wake up and end. On a virtual clock, so that
         * it is the time of the work and no waiting; all of them are asleep at once, as they are on a real one.
         */
        NANOS_FOR_ALL
    }

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final int WARM_UP = 10_000;
    private static final int WARM_UPS = 20;

    private MemoryProbe() {}

    /** Measures, prints and ends the JVM. */
    public static void main(String[] args) throws InterruptedException {
        Side side = Side.valueOf(args[1]);
        int tasks = Integer.parseInt(args[2]);
        switch (What.valueOf(args[0])) {
            case BYTES_PER_TASK -> {
                switch (side) {
                    case CARRIED, PORTABLE -> ofTasks(threads(side), tasks);
                    case KOTLIN -> ofCoroutines(tasks);
                    case VIRTUAL_THREADS -> ofVirtualThreads(tasks);
                    default -> throw new IllegalArgumentException("not a side of the JVM: " + side);
                }
            }
            case NANOS_FOR_ALL -> nanosForAll(threads(side), tasks);
        }
    }

    // the tasks would sleep on for an hour
    private static void printAndEnd(double number) {
        System.out.println(number);
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static Threads threads(Side side) {
        return side == Side.PORTABLE ? Threads.PORTABLE : Threads.CARRIED;
    }

    private static void ofTasks(Threads threads, int tasks) {
        run(EventLoop.builder().threads(threads), () -> {
            warmUpTasks();
            long before = alive();
            startSleepers(tasks, HOUR);
            sleep(Duration.ZERO); // all are asleep now
            printAndEnd((alive() - before) / (double) tasks);
        });
    }

    private static void warmUpTasks() {
        for (int time = 0; time < WARM_UPS; time++) {
            startSleepers(WARM_UP, SHORT);
            sleep(SHORT.multipliedBy(2));
        }
    }

    private static void startSleepers(int tasks, Duration delay) {
        for (int i = 0; i < tasks; i++) {
            createTask(() -> sleep(delay));
        }
    }

    private static void ofCoroutines(int tasks) {
        for (int time = 0; time < WARM_UPS; time++) {
            Sleepers.sleepers(WARM_UP, SHORT.toMillis(), () -> {});
        }
        long before = alive();
        Sleepers.sleepers(tasks, HOUR.toMillis(), () -> printAndEnd((alive() - before) / (double) tasks));
        throw new IllegalStateException("the coroutines have ended, and nobody was told that they sleep");
    }

    private static void ofVirtualThreads(int tasks) throws InterruptedException {
        var threads = new Thread[tasks];
        for (int time = 0; time < WARM_UPS; time++) {
            for (int i = 0; i < WARM_UP; i++) {
                threads[i] = Thread.startVirtualThread(() -> sleepAsThread(SHORT));
            }
            for (int i = 0; i < WARM_UP; i++) {
                threads[i].join();
            }
        }
        long before = alive();
        for (int i = 0; i < tasks; i++) {
            threads[i] = Thread.startVirtualThread(() -> sleepAsThread(HOUR));
        }
        for (Thread thread : threads) {
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.sleep(1);
            }
        }
        printAndEnd((alive() - before) / (double) tasks);
    }

    private static void sleepAsThread(Duration delay) {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts it", e);
        }
    }

    private static void nanosForAll(Threads threads, int tasks) {
        run(EventLoop.builder().threads(threads), MemoryProbe::warmUpTasks);
        int[] woken = new int[1];
        long start = System.nanoTime();
        run(EventLoop.builder().threads(threads).poller(new VirtualClock()), () -> {
            for (int i = 0; i < tasks; i++) {
                createTask(() -> {
                    sleep(HOUR);
                    woken[0]++;
                });
            }
            sleep(Duration.ZERO); // all are asleep now
            if (woken[0] != 0) {
                throw new IllegalStateException(woken[0] + " tasks woke before all were asleep");
            }
            sleep(HOUR.plusSeconds(1));
        });
        if (woken[0] != tasks) {
            throw new IllegalStateException("only " + woken[0] + " of " + tasks + " tasks woke up");
        }
        printAndEnd((double) (System.nanoTime() - start));
    }

    /** {@return the bytes on the heap that are in use after collections have found no more to free} */
    private static long alive() {
        var heap = ManagementFactory.getMemoryMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, heap.getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
