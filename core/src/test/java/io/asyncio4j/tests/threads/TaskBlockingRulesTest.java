package io.asyncio4j.tests.threads;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** A task that blocks otherwise than by an await keeps the loop; what it started elsewhere does not wait. */
class TaskBlockingRulesTest {

    private interface Block {
        void run() throws Exception;
    }

    /** Runs {@code block} in a task while others are ready, and says what ran in which order. */
    private static List<String> orderAround(Block block) {
        List<String> log = new ArrayList<>();
        Loops.run(() -> {
            Task<?> blocking = createTask(() -> {
                EventLoop.running().callSoon(() -> log.add("callback"));
                EventLoop.running().callLater(Duration.ZERO, () -> log.add("timer"));
                log.add("before");
                block.run();
                log.add("after");
            });
            Task<?> other = createTask(() -> log.add("other task"));
            blocking.await();
            other.await();
            ticks(2);
        });
        return log;
    }

    private static void assertHeld(List<String> log) {
        assertThat(log).containsExactly("before", "after", "other task", "callback", "timer");
    }

    private static void waitUntil(Thread thread, Thread.State... states) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!List.of(states).contains(thread.getState())) {
            assertThat(System.nanoTime()).as(thread + " in " + thread.getState()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    // JVA-04
    @Test
    void threadSleep_holdsTheLoop() {
        assertHeld(orderAround(() -> Thread.sleep(2)));
    }

    // JVA-04
    @Test
    void threadYield_holdsTheLoop() {
        assertHeld(orderAround(() -> {
            for (int i = 0; i < 20; i++) {
                Thread.yield();
            }
        }));
    }

    // JVA-04
    @Test
    void parkUnparkAndTimedParks_holdTheLoop() {
        assertHeld(orderAround(() -> {
            LockSupport.parkNanos(1_000_000);
            LockSupport.unpark(Thread.currentThread());
            LockSupport.park();
        }));
    }

    // JVA-04
    @Test
    void contendedMonitor_holdsTheLoop() throws Exception {
        Object monitor = new Object();
        var entered = new CountDownLatch(1);
        var task = new AtomicReference<Thread>();
        Thread owner = Thread.ofPlatform().start(() -> {
            synchronized (monitor) {
                entered.countDown();
                while (task.get() == null) {
                    Thread.onSpinWait();
                }
                waitUntil(task.get(), Thread.State.BLOCKED);
            }
        });
        assertHeld(orderAround(() -> {
            entered.await();
            task.set(Thread.currentThread());
            synchronized (monitor) {
                assertThat(Thread.holdsLock(monitor)).isTrue();
            }
        }));
        owner.join();
    }

    // JVA-04
    @Test
    void contendedReentrantLock_holdsTheLoop() throws Exception {
        var lock = new ReentrantLock();
        var locked = new CountDownLatch(1);
        var task = new AtomicReference<Thread>();
        Thread owner = Thread.ofPlatform().start(() -> {
            lock.lock();
            try {
                locked.countDown();
                while (task.get() == null) {
                    Thread.onSpinWait();
                }
                waitUntil(task.get(), Thread.State.WAITING);
            } finally {
                lock.unlock();
            }
        });
        assertHeld(orderAround(() -> {
            locked.await();
            task.set(Thread.currentThread());
            lock.lock();
            try {
                assertThat(lock.isHeldByCurrentThread()).isTrue();
            } finally {
                lock.unlock();
            }
        }));
        owner.join();
    }

    // JVA-04
    @Test
    void objectWait_holdsTheLoop() {
        Object monitor = new Object();
        boolean[] notified = new boolean[1];
        assertHeld(orderAround(() -> {
            synchronized (monitor) {
                Thread waker = Thread.ofPlatform().start(() -> {
                    synchronized (monitor) {
                        notified[0] = true;
                        monitor.notifyAll();
                    }
                });
                while (!notified[0]) {
                    monitor.wait();
                }
                waker.join();
            }
        }));
    }

    // JVA-05
    @Test
    void monitorAndLock_mayBeHeldAcrossAnAwait_andStayWithTheTask() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Object monitor = new Object();
            var lock = new ReentrantLock();
            Promise<Integer> gate = EventLoop.running().createFuture();
            Task<?> holder = createTask(() -> {
                synchronized (monitor) {
                    lock.lock();
                    try {
                        gate.await();
                        log.add("still mine: " + Thread.holdsLock(monitor) + lock.isHeldByCurrentThread());
                    } finally {
                        lock.unlock();
                    }
                }
            });
            Task<?> other = createTask(
                    () -> log.add("other: " + Thread.holdsLock(monitor) + lock.isHeldByCurrentThread()
                            + lock.tryLock()));
            other.await();
            gate.setResult(1);
            holder.await();
            assertThat(lock.tryLock()).isTrue();
            lock.unlock();
            assertThat(log).containsExactly("other: falsefalsefalse", "still mine: truetrue");
        });
    }

    // JVA-01
    @Test
    void virtualThreadStartedInATask_runsInParallel() {
        Loops.run(() -> {
            var ran = new CountDownLatch(2);
            Thread one = Thread.startVirtualThread(ran::countDown);
            Thread two = Thread.ofVirtual().start(() -> {
                LockSupport.parkNanos(1_000_000);
                ran.countDown();
            });
            // the task holds the loop all the while
            assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
            one.join();
            two.join();
        });
    }

    // JVA-01
    @Test
    void virtualThreadStartedInATask_outlivesTheTaskAndItsLoop() throws Exception {
        var goOn = new CountDownLatch(1);
        var log = new AtomicReference<>("");
        Thread started = Loops.run(() -> createTask(() -> Thread.startVirtualThread(() -> {
            try {
                goOn.await();
                Thread.sleep(1);
                Thread.yield();
                log.set("ran to its end");
            } catch (InterruptedException e) {
                log.set("interrupted");
            }
        })).await());
        assertThat(started.isAlive()).isTrue();
        goOn.countDown();
        assertThat(started.join(Duration.ofSeconds(30))).isTrue();
        assertThat(log.get()).isEqualTo("ran to its end");
    }
}
