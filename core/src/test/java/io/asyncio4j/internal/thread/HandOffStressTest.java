package io.asyncio4j.internal.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The hand-over between a loop's side and a task thread, with other threads that wake the task at every
 * moment: neither side may run while the other does, and no wake-up may be lost.
 */
@Tag("slow")
class HandOffStressTest {

    private static final int ROUNDS = 20_000;
    private static final int STRAY_ROUNDS = 1_000;

    private final AtomicInteger inside = new AtomicInteger();
    private TaskThreads threads;
    // plain on purpose: only the hand-over orders the accesses
    private int counter;
    private volatile boolean stopStepping;

    @BeforeEach
    void makeThreads() {
        threads = TaskThreads.of(Backend.fromProperty(), new Bodies());
    }

    private static final class Bodies implements TaskThread.Host {
        @Override
        public void run(Object body) {
            ((Runnable) body).run();
        }

        @Override
        public @Nullable Object next(TaskThread thread) {
            return null;
        }
    }

    private void enter() {
        assertThat(inside.getAndIncrement()).as("somebody else has the loop").isZero();
        counter++;
    }

    private void exit() {
        inside.decrementAndGet();
    }

    /** Runs {@code loop} on a thread that fits the backend, and fails if it does not end. */
    private void onLoopThread(Runnable loop) throws InterruptedException {
        var failure = new Throwable[1];
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                threads.runLoop("stress", loop);
            } catch (Throwable e) {
                failure[0] = e;
            }
        });
        assertThat(thread.join(Duration.ofSeconds(60))).as("the hand-over hangs").isTrue();
        assertThat(failure[0]).isNull();
    }

    @Test
    void suspendAndResume_takeTurns() throws InterruptedException {
        TaskThread[] self = new TaskThread[1];
        self[0] = threads.take((Runnable) () -> {
            for (int i = 0; i < ROUNDS; i++) {
                enter();
                exit();
                self[0].suspend();
            }
        });
        onLoopThread(() -> {
            for (int i = 0; i < ROUNDS + 1; i++) {
                enter();
                exit();
                self[0].resume();
            }
            threads.endIdle();
        });
        assertThat(counter).isEqualTo(2 * ROUNDS + 1);
    }

    @Test
    void foreignBlocks_keepTheLoop_whoeverEndsThem() throws InterruptedException {
        var parked = new LinkedBlockingQueue<Thread>();
        var over = new CountDownLatch(1);
        var woken = new AtomicBoolean();
        Thread waker = Thread.ofPlatform().daemon().start(() -> wakeAll(parked, woken, over));
        TaskThread[] self = new TaskThread[1];
        self[0] = threads.take((Runnable) () -> {
            for (int i = 0; i < ROUNDS / 4; i++) {
                enter();
                parked.add(Thread.currentThread());
                while (!woken.getAndSet(false)) {
                    LockSupport.park(); // the waker may come before, during or after
                }
                Thread.yield();
                exit();
                self[0].suspend();
            }
        });
        onLoopThread(() -> {
            for (int i = 0; i < ROUNDS / 4 + 1; i++) {
                enter();
                exit();
                self[0].resume();
            }
            threads.endIdle();
        });
        over.countDown();
        waker.interrupt();
        assertThat(counter).isEqualTo(2 * (ROUNDS / 4) + 1);
    }

    private static void wakeAll(BlockingQueue<Thread> parked, AtomicBoolean woken, CountDownLatch over) {
        while (over.getCount() > 0) {
            try {
                Thread sleeper = parked.take();
                woken.set(true);
                LockSupport.unpark(sleeper);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Test
    void looksAtTheStack_neverMakeATaskRunTwice() throws InterruptedException {
        var back = new LinkedBlockingQueue<TaskThread>();
        TaskThread[] self = new TaskThread[1];
        int rounds = ROUNDS / 20;
        self[0] = threads.take((Runnable) () -> {
            for (int i = 0; i < rounds; i++) {
                enter();
                exit();
                self[0].leave();
                Thread.yield();
                self[0].rejoin(() -> back.add(self[0]));
                enter();
                exit();
                self[0].suspend();
            }
        });
        var over = new CountDownLatch(1);
        Thread looker = Thread.ofPlatform().daemon().start(() -> {
            while (over.getCount() > 0) {
                self[0].thread().getStackTrace(); // each look hands the continuation over once more
            }
        });
        onLoopThread(() -> {
            resume(self[0]);
            for (int i = 0; i < rounds; i++) {
                resume(takeIn(back));
                resume(self[0]);
            }
            threads.endIdle();
        });
        over.countDown();
        assertThat(looker.join(Duration.ofSeconds(60))).isTrue();
        assertThat(back).isEmpty();
        assertThat(counter).isEqualTo(4 * rounds + 1);
    }

    @Test
    void strayUnparks_doNotHandOver() throws InterruptedException {
        TaskThread[] self = new TaskThread[1];
        self[0] = threads.take((Runnable) () -> stepWith(self[0]::suspend));
        onLoopThread(() -> {
            self[0].resume();
            for (int i = 1; i < STRAY_ROUNDS; i++) {
                LockSupport.unpark(self[0].thread());
                Thread.onSpinWait();
                assertThat(counter).as("steps after %d resumes", i).isEqualTo(i);
                self[0].resume();
            }
            stopStepping = true;
            self[0].resume();
            threads.endIdle();
        });
    }

    /** The same against a baton that parks without looking whether it really got the turn. */
    @Test
    void strayUnparks_handOver_inTheNaiveTwin() throws InterruptedException {
        var steps = new AtomicInteger();
        Thread twin = Thread.ofVirtual().start(() -> {
            while (!stopStepping) {
                steps.incrementAndGet();
                LockSupport.park();
            }
        });
        while (steps.get() < STRAY_ROUNDS) { // nobody ever says resume, and still it takes its steps
            LockSupport.unpark(twin);
        }
        stopStepping = true;
        LockSupport.unpark(twin);
        assertThat(twin.join(Duration.ofSeconds(60))).isTrue();
    }

    private void stepWith(Runnable suspend) {
        while (!stopStepping) {
            counter++;
            suspend.run();
        }
    }

    @Test
    void leaveAndRejoin_bringEachTaskBackOnce() throws InterruptedException {
        int tasks = 4;
        int rounds = ROUNDS / 20;
        var back = new LinkedBlockingQueue<TaskThread>();
        var ping = new SynchronousQueue<Integer>();
        var all = new TaskThread[tasks];
        var ended = new AtomicInteger();
        for (int t = 0; t < tasks; t++) {
            int id = t;
            all[t] = threads.take((Runnable) () -> {
                for (int i = 0; i < rounds; i++) {
                    enter();
                    exit();
                    all[id].leave();
                    meet(ping, id);
                    all[id].rejoin(() -> back.add(all[id]));
                }
                ended.incrementAndGet();
            });
        }
        onLoopThread(() -> {
            for (TaskThread task : all) {
                resume(task);
            }
            while (ended.get() < tasks) {
                resume(takeIn(back));
            }
            threads.endIdle();
        });
        assertThat(counter).isEqualTo(2 * tasks * rounds + tasks);
    }

    private void resume(TaskThread task) {
        enter();
        exit();
        task.resume();
    }

    // off the loop, tasks block on each other: one in two gives, the other takes
    private static void meet(SynchronousQueue<Integer> ping, int id) {
        try {
            if (id % 2 == 0) {
                ping.put(id);
            } else {
                ping.take();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TaskThread takeIn(BlockingQueue<TaskThread> back) {
        try {
            TaskThread task = back.poll(30, TimeUnit.SECONDS);
            assertThat(task).as("a task that left never came back").isNotNull();
            return task;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
