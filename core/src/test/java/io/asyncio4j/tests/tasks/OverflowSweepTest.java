package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Operations that change state, called where the stack overflows within them: at each frame in turn. Either all of it has
 * happened then, or nothing, so that doing it once more, with stack enough, does what it should.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OverflowSweepTest {

    private static final int FRAMES_TRIED = 60;

    /** Calls {@code operation} in the deepest frame that there is, and in each of some above, until it returns. */
    private static final class Sweep {

        private final Runnable operation;
        private int overflows;
        private boolean done;

        Sweep(Runnable operation) {
            this.operation = operation;
        }

        void run() {
            try {
                descend();
            } catch (StackOverflowError e) {
                // from the deepest frame on, some have tried
            }
            if (!done) {
                operation.run();
            }
        }

        @SuppressWarnings("InfiniteRecursion") // that is its purpose
        private void descend() {
            try {
                descend();
            } catch (StackOverflowError e) {
                if (!done && overflows < FRAMES_TRIED) {
                    overflows++;
                    operation.run(); // overflows, too, or comes to its end
                    done = true;
                }
                throw e;
            }
        }
    }

    private static void sweep(Runnable operation) {
        new Sweep(operation).run();
    }

    private static List<Task<?>> waiters(int count, Promise<?> promise) {
        List<Task<?>> waiters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            waiters.add(createTask(() -> promise.await()));
        }
        ticks(1);
        return waiters;
    }

    private static void assertAllDone(List<Task<?>> tasks) {
        ticks(3);
        assertThat(tasks).allMatch(Task::done);
    }

    // TSK-18: one waiter, and several
    @Test
    void resultOfAPromise_wakesAllWhoWait() {
        Loops.run(() -> {
            for (int count : new int[] {1, 3, 100}) {
                Promise<Object> promise = EventLoop.running().createFuture();
                List<Task<?>> waiters = waiters(count, promise);
                sweep(() -> promise.setResult("value"));
                assertAllDone(waiters);
            }
        });
    }

    // TSK-18
    @Test
    void exceptionOfAPromise_wakesAllWhoWait() {
        Loops.run(() -> {
            Promise<Object> promise = EventLoop.running().createFuture();
            List<Task<?>> waiters = waiters(3, promise);
            sweep(() -> promise.setException(new IllegalStateException("failed")));
            assertAllDone(waiters);
            waiters.forEach(Task::exception);
        });
    }

    // TSK-18, CAN-03
    @Test
    void cancellation_reachesItsTask_andIsCountedOnce() {
        Loops.run(() -> {
            Promise<Object> promise = EventLoop.running().createFuture();
            List<Task<?>> waiters = waiters(1, promise);
            sweep(() -> waiters.getFirst().cancel());
            assertAllDone(waiters);
            assertThat(waiters.getFirst().cancelled()).isTrue();
            assertThat(waiters.getFirst().cancelling()).isEqualTo(1);
        });
    }

    // TSK-18, LCK-07
    @Test
    void releaseOfALock_handsItOn() {
        Loops.run(() -> {
            var lock = new Lock();
            lock.acquire();
            List<Task<?>> waiters = List.of(createTask(() -> lock.acquire()));
            ticks(1);
            sweep(() -> {
                if (lock.locked()) {
                    lock.release();
                }
            });
            assertAllDone(waiters);
        });
    }

    // TSK-18, SEM-03
    @Test
    void releaseOfASemaphore_wakesTheNext() {
        Loops.run(() -> {
            var semaphore = new Semaphore(0);
            List<Task<?>> waiters = List.of(createTask(() -> semaphore.acquire()));
            ticks(1);
            sweep(semaphore::release);
            assertAllDone(waiters);
        });
    }
}
