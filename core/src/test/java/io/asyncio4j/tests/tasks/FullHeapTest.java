package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.tests.support.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A heap that is full for a while, as another thread has taken all there is, in a JVM of its own. Tasks may get an
 * OutOfMemoryError then, wherever they allocate. But nothing is lost: a task that fails has failed with it, what other
 * threads bring back arrives, all who wait are woken, and the loop goes on.
 *
 * <p>On carried threads, whichever this run is about: the portable ones, and then the loop itself, are at the mercy of the
 * JDK's scheduler, which cannot set them aside without memory, and may stand still (TSK-18 in docs/divergences.md).
 *
 * <p>It is a matter of chance which allocations fail, but not what holds afterwards. ScarceMemoryTest lets each of the
 * library's own fail in turn.
 */
@Tag("slow") // five seconds, on a busy machine some more
class FullHeapTest {

    private static final int ROUNDS = 5;

    /** Takes all memory, keeps it for a while, and lets go of it. */
    static final class Hog extends Thread {

        private static final long FULL_NANOS = Duration.ofMillis(300).toNanos();

        private volatile @Nullable Object[] taken;
        volatile boolean mayBegin; // once it has been started, for which there must be memory
        volatile boolean isFull;
        volatile boolean isOver;

        @Override
        public void run() {
            while (!mayBegin) {
                LockSupport.parkNanos(1_000_000);
            }
            try {
                fill(1 << 16);
                fill(1 << 10);
                long end = System.nanoTime() + FULL_NANOS;
                do {
                    fill(32); // what others have given back meanwhile, too
                    isFull = true;
                    LockSupport.parkNanos(10_000_000);
                } while (System.nanoTime() < end);
            } finally {
                taken = null;
                isFull = true;
                isOver = true;
            }
        }

        private void fill(int bytes) {
            try {
                while (true) {
                    taken = new Object[] {taken, new byte[bytes]};
                }
            } catch (OutOfMemoryError e) {
                // that is what it wants
            }
        }
    }

    interface Work {
        void run(int number) throws Exception;
    }

    /** Says what it has come to, in a last line. */
    static final class Program {

        private static final long PATIENCE_NANOS = Duration.ofMinutes(1).toNanos();

        private static volatile String doing = "beginning";
        private static volatile long since = System.nanoTime();
        private static volatile @Nullable EventLoop loop;
        private static int succeeded;
        private static int withoutMemory;

        private static final Queue<Integer> QUEUE = new Queue<>(2);
        private static final Semaphore SEMAPHORE = new Semaphore(3);
        private static final ConcurrentLinkedQueue<CompletableFuture<Integer>> STAGES =
                new ConcurrentLinkedQueue<>();

        private static final List<Work> WORKS = List.of(
                number -> sleep(Duration.ofMillis(1)),
                number -> expect(number, toThread(() -> number)),
                number -> expect(number, blocking(() -> number)),
                number -> expect(number, blocking(() -> {
                    Thread.sleep(2);
                    return number;
                })),
                number -> expect(number,
                        gather(() -> sleep(Duration.ofMillis(1), number), () -> "two").await().getFirst()),
                number -> expect(number,
                        shield(createTask(() -> sleep(Duration.ofMillis(1), number))).await()),
                number -> expect(1,
                        Asyncio.wait(List.of(createTask(() -> sleep(Duration.ofMillis(1))))).done().size()),
                number -> {
                    for (var next : asCompleted(List.of(createTask(() -> number)), Duration.ofHours(1))) {
                        expect(number, next.await());
                    }
                },
                number -> {
                    try {
                        timeout(Duration.ofMillis(1), () -> sleep(Duration.ofHours(1)));
                        throw new AssertionError("no timeout");
                    } catch (TimeoutException e) {
                        // as it should
                    }
                },
                number -> Asyncio.taskGroup(group -> {
                    group.createTask(() -> sleep(Duration.ofMillis(1)));
                }),
                number -> {
                    try (var _ = SEMAPHORE.acquire()) {
                        sleep(Duration.ofMillis(1));
                    }
                },
                number -> {
                    QUEUE.put(number);
                    while (!hasTakenOne()) {
                        Thread.onSpinWait();
                    }
                },
                number -> Thread.sleep(1), // with the loop
                number -> blocking(() -> {
                    var monitor = new Object();
                    long end = System.nanoTime() + 1_000_000;
                    synchronized (monitor) {
                        while (System.nanoTime() < end) {
                            monitor.wait(1);
                        }
                    }
                }),
                number -> {
                    var stage = new CompletableFuture<Integer>();
                    STAGES.add(stage);
                    expect(1, Asyncio.await(stage));
                });

        /** Another thread that completes stages, and needs no memory for that. */
        private static void complete() {
            while (true) {
                CompletableFuture<Integer> stage = STAGES.poll();
                if (stage == null) {
                    LockSupport.parkNanos(100_000);
                } else {
                    stage.complete(1);
                }
            }
        }

        /** Is told of everything. */
        private static final LoopObserver OBSERVER = new LoopObserver() {};

        private static boolean hasTakenOne() {
            try {
                QUEUE.get();
                return true;
            } catch (OutOfMemoryError e) {
                return false;
            }
        }

        private static void expect(Object expected, @Nullable Object got) {
            if (!expected.equals(got)) {
                throw new AssertionError(expected + " expected, and got " + got);
            }
        }

        public static void main(String[] arguments) {
            Thread.ofPlatform().daemon().start(Program::watch);
            Thread.ofPlatform().daemon().start(Program::complete);
            Asyncio.run(() -> {
                loop = EventLoop.running();
                round(null); // loads all classes
                for (int i = 0; i < ROUNDS; i++) {
                    doing = "round " + i;
                    since = System.nanoTime();
                    if (i == ROUNDS / 2) {
                        EventLoop.running().addObserver(OBSERVER);
                    }
                    round(new Hog());
                }
                sleep(Duration.ofMillis(20));
                if (SEMAPHORE.statistics().value() != 3 || SEMAPHORE.statistics().waiters() != 0) {
                    throw new AssertionError("a permit is lost: " + SEMAPHORE);
                }
            });
            System.out.println("rounds " + ROUNDS + ", " + succeeded + " works succeeded, " + withoutMemory
                    + " found no memory");
        }

        private static void watch() {
            while (System.nanoTime() - since < PATIENCE_NANOS) {
                LockSupport.parkNanos(100_000_000);
            }
            System.out.println("stuck in " + doing);
            Asyncio.allTasks(Objects.requireNonNull(loop)).forEach(System.out::println);
            System.out.flush();
            Runtime.getRuntime().halt(3);
        }

        private static void round(@Nullable Hog hog) {
            if (hog != null) {
                hog.start();
            }
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 2 * WORKS.size(); i++) {
                int number = i;
                Work work = WORKS.get(i >> 1);
                tasks.add(createTask(TaskOptions.named("work " + (i >> 1)), () -> {
                    do {
                        attempt(work, number);
                    } while (hog != null && !hog.isOver);
                }));
            }
            Task<?> failing = createTask(TaskOptions.named("failing"), () -> failOnceItIsFull(hog));
            if (hog != null) {
                hog.mayBegin = true;
            }
            for (int i = 0; i < tasks.size(); i++) { // which allocates nothing
                awaitEnd(tasks.get(i));
            }
            awaitEnd(failing);
            while (hog != null && !hog.isOver) {
                Thread.onSpinWait();
            }
            if (!(failing.exception() instanceof OutOfMemoryError)) {
                throw new AssertionError("it has failed otherwise", failing.exception());
            }
        }

        private static void attempt(Work work, int number) throws Exception {
            try {
                work.run(number);
                succeeded++;
            } catch (OutOfMemoryError e) {
                withoutMemory++;
            } catch (ExceptionGroup e) { // of a task group
                if (!(e.exceptions().getFirst() instanceof OutOfMemoryError)) {
                    throw e;
                }
                withoutMemory++;
            }
            try {
                sleep(Duration.ZERO); // let the others have their turn
            } catch (OutOfMemoryError e) {
                withoutMemory++;
            }
        }

        private static byte[] failOnceItIsFull(@Nullable Hog hog) {
            while (hog != null && !hog.isFull) {
                sleep(Duration.ofMillis(1));
            }
            if (hog == null) {
                throw new OutOfMemoryError("as it will be");
            }
            byte[] much = new byte[1 << 25];
            throw new AssertionError("there is memory for " + much.length);
        }

        private static void awaitEnd(Task<?> task) {
            while (!task.done()) { // whatever comes of an attempt
                try {
                    task.await();
                } catch (OutOfMemoryError e) {
                    // its own, or there was no memory to wait
                }
            }
            if (!(task.exception() instanceof OutOfMemoryError) && task.exception() != null) {
                throw new AssertionError(task + " has failed", task.exception());
            }
        }
    }

    // TSK-17, TSK-18
    @Test
    void fullHeap_losesNothing_andTheLoopGoesOn() {
        ChildJvm.Output output = ChildJvm.run(Program.class, Duration.ofMinutes(4), "-Xmx48m",
                "-XX:+UseSerialGC", ChildJvm.FLAG,
                "-Dasyncio4j.threads=carried");
        assertThat(output.lines()).noneMatch(line -> line.contains("NullPointerException"))
                .noneMatch(line -> line.startsWith("stuck"))
                .anyMatch(line -> line.startsWith("rounds " + ROUNDS + ", "));
        assertThat(output.exitCode()).isZero();
    }
}
