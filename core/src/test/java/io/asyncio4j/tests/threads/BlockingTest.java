package io.asyncio4j.tests.threads;

import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.ContextVar;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** {@code blocking} has no counterpart in CPython: it is to_thread (THR-01..11) without the second thread. */
class BlockingTest {

    private static final ContextVar<String> VARIABLE = ContextVar.of("variable", "unset");

    private final List<Object> log = new ArrayList<>();

    // THR-01
    @Test
    void theCall_runsOnTheThreadOfTheTask() {
        Loops.run(() -> {
            Thread mine = Thread.currentThread();
            assertThat(blocking(Thread::currentThread)).isSameAs(mine);
            assertThat(Thread.currentThread()).isSameAs(mine);
        });
    }

    // THR-01
    @Test
    void threadLocalsAndLocks_stayWithTheTask() {
        var local = new ThreadLocal<String>();
        var lock = new ReentrantLock();
        Loops.run(() -> {
            local.set("mine");
            lock.lock();
            try {
                String seen = blocking(() -> {
                    String before = local.get();
                    local.set("changed");
                    return before + " " + lock.isHeldByCurrentThread();
                });
                assertThat(seen).isEqualTo("mine true");
                assertThat(local.get()).isEqualTo("changed");
                assertThat(lock.isHeldByCurrentThread()).isTrue();
            } finally {
                lock.unlock();
            }
        });
    }

    // THR-01
    @Test
    void theVeryException_travels() {
        var failure = new IOException("broken");
        Loops.run(() -> {
            assertThatThrownBy(() -> blocking(() -> {
                throwIt(failure);
                return "never";
            })).isSameAs(failure);
            assertThatThrownBy(() -> blocking(() -> {
                throwIt(new AssertionError("error"));
            })).isInstanceOf(AssertionError.class);
            assertThat(sleep(ms(1), "and on")).isEqualTo("and on");
        });
    }

    // THR-11
    @Test
    void theLoopGoesOn_whileTheCallBlocks() {
        Loops.run(() -> {
            var release = new CountDownLatch(1);
            createTask(() -> {
                log.add("another task");
                sleep(Duration.ZERO);
                log.add("goes on");
                release.countDown();
            });
            assertThat(blocking(() -> release.await(30, TimeUnit.SECONDS))).isTrue();
            log.add("back");
        });
        assertThat(log).containsExactly("another task", "goes on", "back");
    }

    // THR-02
    @Test
    void manyTasks_blockAtTheSameTime() {
        Loops.run(() -> {
            int tasks = 10;
            var allHere = new CyclicBarrier(tasks);
            List<Task<Integer>> all = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                int number = i;
                all.add(createTask(() -> {
                    blocking(() -> allHere.await(30, TimeUnit.SECONDS));
                    return number;
                }));
            }
            for (int i = 0; i < tasks; i++) {
                assertThat(all.get(i).await()).isEqualTo(i);
            }
        });
    }

    // THR-02
    @Test
    void theCall_canBlockInAnyWay() {
        Loops.run(() -> {
            Object monitor = new Object();
            var lock = new ReentrantLock();
            blocking(() -> {
                Thread.sleep(1);
                Thread.yield();
                Thread helper = Thread.startVirtualThread(() -> {
                    synchronized (monitor) {
                        log.add("helper");
                        monitor.notifyAll();
                    }
                });
                synchronized (monitor) {
                    while (log.isEmpty()) {
                        monitor.wait();
                    }
                }
                helper.join();
                lock.lockInterruptibly();
                lock.unlock();
            });
            log.add("back");
            sleep(Duration.ZERO);
            log.add("and on");
        });
        assertThat(log).containsExactly("helper", "back", "and on");
    }

    // THR-11
    @Test
    void oneAfterTheOther_andAwaitsBetween() {
        Loops.run(() -> {
            for (int i = 0; i < 200; i++) {
                int number = i;
                assertThat(blocking(() -> number)).isEqualTo(i);
                sleep(Duration.ZERO);
            }
        });
    }

    // THR-03
    @Test
    void contextVariables_areTheTasksOwn_alsoWhatTheCallSets() {
        Loops.run(() -> {
            VARIABLE.set("task's");
            String seen = blocking(() -> {
                String before = VARIABLE.get();
                VARIABLE.set("set in the call");
                return before;
            });
            assertThat(seen).isEqualTo("task's");
            assertThat(VARIABLE.get()).isEqualTo("set in the call");
        });
        assertThat(VARIABLE.get()).isEqualTo("unset");
    }

    // THR-05
    @Test
    void cancelled_theThreadIsInterrupted_andTheErrorComesWhenTheCallReturns() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Promise<String> started = loop.createFuture();
            var never = new CountDownLatch(1);
            Task<String> task = createTask(() -> {
                try {
                    blocking(() -> {
                        loop.callSoonThreadsafe(() -> started.setResult("started"));
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            log.add("interrupted");
                        }
                        return "dropped";
                    });
                    log.add("not reached");
                } catch (CancelledError e) {
                    log.add("cancelled: " + e.getMessage());
                    log.add("interrupt flag: " + Thread.currentThread().isInterrupted());
                    throw e;
                }
                return "not reached";
            });
            started.await();
            assertThat(task.cancel("stop it")).isTrue();
            assertThat(task.done()).isFalse();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(task.cancelled()).isTrue();
        });
        assertThat(log).containsExactly("interrupted", "cancelled: stop it", "interrupt flag: false");
    }

    // THR-05
    @Test
    void cancelledWhileTheCallTakesNoNotice_theFlagDoesNotStay() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Promise<String> started = loop.createFuture();
            var release = new CountDownLatch(1);
            Task<String> task = createTask(() -> {
                try {
                    return blocking(() -> {
                        loop.callSoonThreadsafe(() -> started.setResult("started"));
                        while (release.getCount() > 0) {
                            Thread.onSpinWait();
                        }
                        return "dropped";
                    });
                } catch (CancelledError e) {
                    log.add("interrupt flag: " + Thread.currentThread().isInterrupted());
                    return "refused";
                }
            });
            started.await();
            task.cancel();
            release.countDown();
            assertThat(task.await()).isEqualTo("refused");
            assertThat(task.cancelling()).isEqualTo(1);
        });
        assertThat(log).containsExactly("interrupt flag: false");
    }

    // THR-05
    @Test
    void cancelledBefore_theCallIsNotMade() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> {
                currentTask().cancel("by itself");
                blocking(() -> log.add("never"));
            });
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("by itself");
        });
        assertThat(log).isEmpty();
    }

    // THR-11
    @Test
    void awaitingWithinTheCall_isRefused() {
        Loops.run(() -> {
            Promise<String> future = EventLoop.running().createFuture();
            assertThatThrownBy(() -> blocking(() -> future.await()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no event loop is running in this thread");
            assertThatThrownBy(() -> blocking(() -> sleep(ms(1), "never")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no running event loop");
            assertThatThrownBy(() -> blocking(() -> createTask(() -> "never")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no running event loop");
            assertThatThrownBy(() -> blocking(() -> blocking(() -> "never")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no running event loop");
            assertThat(sleep(ms(1), "and on")).isEqualTo("and on");
        });
    }

    // THR-11
    @Test
    void outsideOfATask_itIsRefused() {
        assertThatThrownBy(() -> blocking(() -> "never")).isInstanceOf(IllegalStateException.class);
        Loops.run(() -> {
            EventLoop.running().callSoon(() -> {
                try {
                    blocking(() -> log.add("never"));
                } catch (IllegalStateException e) {
                    log.add("refused");
                }
            });
            Loops.ticks(1);
        });
        assertThat(log).containsExactly("refused");
    }

    // THR-11
    @Test
    void inAnEagerTask_theCreatorGoesOnMeanwhile() {
        Loops.run(() -> {
            var release = new CountDownLatch(1);
            Task<String> task = createTask(TaskOptions.DEFAULT.eager(), () -> {
                log.add("eager");
                blocking(() -> release.await(30, TimeUnit.SECONDS));
                log.add("back");
                return "done";
            });
            log.add("creator");
            release.countDown();
            assertThat(task.await()).isEqualTo("done");
        });
        assertThat(log).containsExactly("eager", "creator", "back");
    }

    @SuppressWarnings("unchecked") // the type argument is only there to throw without declaring
    private static <X extends Throwable> void throwIt(Throwable failure) throws X {
        throw (X) failure;
    }
}
