package io.asyncio4j.tests.cancel;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.OnVirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What a cancellation releases beyond the task itself: timers, threads, reports, leftovers of a stop. */
class TaskCancelReleaseTest {

    // CAN-21
    @Test
    void cancelOfAFailedTask_answersFalse_andStopsTheReportOfItsFailure() {
        EventLoop loop = Loops.virtual().build();
        var reports = Loops.collectReports(loop);
        loop.runUntilComplete(() -> {
            Task<?> task = createTask(() -> {
                throw new IllegalStateException("nobody looks");
            });
            ticks(1);
            return task.cancel();
        });
        loop.close();
        assertThat(reports).isEmpty();
    }

    /** Virtual time that notes for how long the loop wanted to wait. */
    private static final class Waits extends OnVirtualTime {

        final List<Long> millis = new ArrayList<>();

        @Override
        public void poll(long timeoutNanos, boolean workElsewhere) {
            if (timeoutNanos > 0) {
                millis.add(timeoutNanos / 1_000_000);
            }
            super.poll(timeoutNanos, workElsewhere);
        }
    }

    // CAN-22
    @Test
    void cancelOfASleepingTask_takesTheTimerBack() {
        var waits = new Waits();
        Asyncio.run(EventLoop.builder().poller(waits), () -> {
            Task<?> sleeper = createTask(() -> sleep(ms(1_000)));
            ticks(1);
            sleeper.cancel();
            sleep(ms(5_000));
            assertThat(sleeper.cancelled()).isTrue();
        });
        assertThat(waits.millis).containsExactly(5_000L);
    }

    // CAN-23
    @Test
    void taskLeftPendingByAStop_canBeCancelledAndFinishedByALaterRun() {
        try (EventLoop loop = Loops.virtual().build()) {
            Task<?> task = loop.createTask(() -> {
                EventLoop.running().stop();
                return EventLoop.running().createFuture().await();
            });
            assertThatThrownBy(() -> loop.runUntilComplete(task)).isInstanceOf(IllegalStateException.class);
            assertThat(task.done()).isFalse();
            assertThat(task.cancel()).isTrue();
            assertThatThrownBy(() -> loop.runUntilComplete(task)).isInstanceOf(CancelledError.class);
            assertThat(task.cancelled()).isTrue();
        }
    }

    // CAN-24
    @Test
    void cancelOfATaskThatWaitsForAThread_doesNotWaitForTheThread() {
        var release = new CountDownLatch(1);
        try (var executor = Executors.newSingleThreadExecutor()) {
            Loops.run(() -> {
                Task<?> task = createTask(() -> EventLoop.running().runInExecutor(executor, () -> {
                    awaitUninterruptibly(release);
                    return 1;
                }).await());
                ticks(1);
                task.cancel();
                ticks(1);
                assertThat(task.cancelled()).isTrue();
                release.countDown();
            });
        } finally {
            release.countDown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // the call that refuses to be interrupted
            }
        }
    }
}
