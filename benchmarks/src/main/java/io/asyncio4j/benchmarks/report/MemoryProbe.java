package io.asyncio4j.benchmarks.report;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.benchmarks.kotlin.Timing;
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
 * stacks are as short as they can be: a body that sleeps at once.
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
    private static final int WARM_UP = 1_000;

    private MemoryProbe() {}

    /** Measures, prints and ends the JVM, whose tasks would sleep on for an hour. */
    public static void main(String[] args) throws InterruptedException {
        Side side = Side.valueOf(args[1]);
        int tasks = Integer.parseInt(args[2]);
        System.out.println(switch (What.valueOf(args[0])) {
            case BYTES_PER_TASK -> bytesPerTask(side, tasks);
            case NANOS_FOR_ALL -> nanosForAll(threads(side), tasks);
        });
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static double bytesPerTask(Side side, int tasks) throws InterruptedException {
        return switch (side) {
            case CARRIED, PORTABLE -> ofTasks(threads(side), tasks);
            case KOTLIN -> ofCoroutines(tasks);
            case VIRTUAL_THREADS -> ofVirtualThreads(tasks);
            default -> throw new IllegalArgumentException("not a side of the JVM: " + side);
        };
    }

    private static Threads threads(Side side) {
        return side == Side.PORTABLE ? Threads.PORTABLE : Threads.CARRIED;
    }

    private static double ofTasks(Threads threads, int tasks) {
        return run(EventLoop.builder().threads(threads), () -> {
            startSleepers(WARM_UP, Duration.ZERO);
            sleep(Duration.ofMillis(10));
            long before = alive();
            startSleepers(tasks, HOUR);
            sleep(Duration.ZERO); // all are asleep now
            double bytes = (alive() - before) / (double) tasks;
            // the run would wait for its tasks; this JVM has nothing left to do
            System.out.println(bytes);
            System.out.flush();
            Runtime.getRuntime().halt(0);
            return bytes;
        });
    }

    private static void startSleepers(int tasks, Duration delay) {
        for (int i = 0; i < tasks; i++) {
            createTask(() -> sleep(delay));
        }
    }

    private static double ofCoroutines(int tasks) throws InterruptedException {
        Timing.sleepers(WARM_UP, 0);
        long before = alive();
        Thread loop = Thread.ofPlatform().daemon().start(() -> Timing.sleepers(tasks, HOUR.toSeconds()));
        waitUntilIdle(loop);
        return (alive() - before) / (double) tasks;
    }

    private static double ofVirtualThreads(int tasks) throws InterruptedException {
        for (int i = 0; i < WARM_UP; i++) {
            Thread.ofVirtual().start(() -> sleepAsThread(Duration.ofMillis(1))).join();
        }
        var threads = new Thread[tasks];
        long before = alive();
        for (int i = 0; i < tasks; i++) {
            threads[i] = Thread.startVirtualThread(() -> sleepAsThread(HOUR));
        }
        for (Thread thread : threads) {
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.sleep(1);
            }
        }
        return (alive() - before) / (double) tasks;
    }

    private static void sleepAsThread(Duration delay) {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts it", e);
        }
    }

    private static double nanosForAll(Threads threads, int tasks) {
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
        return System.nanoTime() - start;
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

    /** Waits until the thread has used no processor time for a while: all its coroutines are asleep. */
    private static void waitUntilIdle(Thread thread) throws InterruptedException {
        var threads = ManagementFactory.getThreadMXBean();
        long used = -1;
        int idle = 0;
        while (idle < 6) {
            Thread.sleep(50);
            long now = threads.getThreadCpuTime(thread.threadId());
            idle = now == used && thread.getState() == Thread.State.TIMED_WAITING ? idle + 1 : 0;
            used = now;
        }
    }
}
