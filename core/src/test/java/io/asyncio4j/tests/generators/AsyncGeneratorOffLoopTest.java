package io.asyncio4j.tests.generators;

import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code blocking} and {@code toThread} in a generator's code. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AsyncGeneratorOffLoopTest {

    private final List<Object> log = new ArrayList<>();

    // AGN-01
    @Test
    void yieldInBlocking_isRefused_sinceTheTaskIsOffTheLoop() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                log.add(catchThrowable(() -> blocking(() -> out.yield(99))));
                out.yield(1);
            });
            assertThat(numbers).containsExactly(1);
            assertThat(log).singleElement().isInstanceOf(IllegalStateException.class);
        });
    }

    // AGN-01 THR-01
    @Test
    void toThreadInTheCode_letsTheLoopRun() {
        Loops.run(() -> {
            var goOn = new CountDownLatch(1);
            AsyncGenerator<String> names = AsyncGenerator.of(out -> {
                out.yield(toThread(() -> {
                    goOn.await();
                    return "from another thread";
                }));
                log.add("task " + currentTask().getName());
            });
            Task<?> task = createTask(TaskOptions.named("reader"), () -> names.forEach(log::add));
            ticks(2);
            log.add("loop runs");
            goOn.countDown();
            task.await();
            assertThat(log).containsExactly("loop runs", "from another thread", "task reader");
        });
    }

    // AGN-01
    @Test
    void blockingInTheCode_isOnTheCodesThread_offTheLoop() {
        Loops.run(() -> {
            var goOn = new CountDownLatch(1);
            AsyncGenerator<Boolean> results = AsyncGenerator.of(out -> {
                Thread own = Thread.currentThread();
                out.yield(blocking(() -> {
                    goOn.await();
                    return Thread.currentThread() == own;
                }));
                sleep(ms(1));
                out.yield(Thread.currentThread() == own);
            });
            Task<?> task = createTask(() -> results.forEach(log::add));
            ticks(2);
            log.add("loop runs");
            goOn.countDown();
            task.await();
            assertThat(log).containsExactly("loop runs", true, true);
        });
    }

    // AGN-01 CAN-01
    @Test
    void cancelledInBlockingInTheCode_interruptsThatCall_andTheCodeMayGoOn() {
        Loops.run(() -> {
            var inCall = new CountDownLatch(1);
            AsyncGenerator<String> results = AsyncGenerator.of(out -> {
                try {
                    blocking(() -> {
                        inCall.countDown();
                        new CountDownLatch(1).await();
                    });
                } catch (CancelledError e) {
                    out.yield("cancelled: " + e.getMessage());
                }
                out.yield("interrupted: " + Thread.currentThread().isInterrupted());
            });
            Task<?> task = createTask(() -> results.forEach(log::add));
            ticks(1);
            inCall.await();
            task.cancel("enough");
            task.await();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThat(log).containsExactly("cancelled: enough", "interrupted: false");
        });
    }

    // AGN-01
    @Test
    void exceptionOfBlockingInTheCode_leavesHasNext() {
        Loops.run(() -> {
            var failure = new IllegalArgumentException("in the call");
            AsyncGenerator<String> results = AsyncGenerator.of(out -> blocking(() -> {
                throw failure;
            }));
            assertThatThrownBy(results.iterator()::hasNext).isSameAs(failure);
        });
    }

    // AGN-01
    @Test
    void closedWhileATaskIsInBlockingInTheCode_theCodeEndsWhenItComesBack_andNothingElseIsReported()
            throws InterruptedException {
        EventLoop loop = Loops.virtual().build();
        var reports = Loops.collectReports(loop);
        var inCall = new CountDownLatch(1);
        var ended = new CountDownLatch(2);
        List<Thread> threads = new ArrayList<>();
        Task<?> task = loop.createTask(() -> {
            threads.add(Thread.currentThread());
            try (AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                threads.add(Thread.currentThread());
                try {
                    blocking(() -> {
                        inCall.countDown();
                        new CountDownLatch(1).await();
                    });
                } finally {
                    ended.countDown();
                }
            })) {
                numbers.forEach(log::add);
            } finally {
                ended.countDown();
            }
        });
        loop.stop();
        loop.runForever();
        inCall.await();
        loop.close();
        ended.await();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(threads).hasSize(2);
        assertThat(reports).singleElement().satisfies(report -> assertThat(report)
                .containsEntry("message", "Task was destroyed but it is pending!")
                .containsEntry("task", task));
    }

    // AGN-01
    @Test
    void closedWhileATaskIsInBlockingInTheCode_whichThenYields_noThreadIsLeft() throws InterruptedException {
        EventLoop loop = Loops.virtual().build();
        Loops.collectReports(loop);
        var inCall = new CountDownLatch(1);
        var ended = new CountDownLatch(2);
        List<Thread> threads = new ArrayList<>();
        AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
            threads.add(Thread.currentThread());
            try {
                try {
                    blocking(() -> {
                        inCall.countDown();
                        new CountDownLatch(1).await();
                    });
                } catch (CancelledError e) {
                    log.add("refused");
                }
                out.yield(1);
            } finally {
                ended.countDown();
            }
        });
        loop.createTask(() -> {
            threads.add(Thread.currentThread());
            try {
                for (int number : numbers) {
                    log.add(number);
                    sleep(ms(1));
                }
            } finally {
                ended.countDown();
            }
        });
        loop.stop();
        loop.runForever();
        inCall.await();
        loop.close();
        assertThat(ended.await(10, TimeUnit.SECONDS)).as("code and consumer have ended").isTrue();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(log).containsExactly("refused", 1);
    }
}
