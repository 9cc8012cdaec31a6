package io.asyncio4j.tests.threads;

import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.TellingPoller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cancellation of a blocking call that is taken back again: what becomes of its interrupt. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BlockingInterruptTest {

    private final List<String> log = new ArrayList<>();

    // UNC-03, JVA-03
    @Test
    void cancelledAndUncancelledWhileTheReturnIsQueued_returnsWithoutAnInterruptLeft() {
        var poller = new TellingPoller();
        Asyncio.run(EventLoop.builder().poller(poller), () -> {
            Task<?> task = createTask(() -> {
                log.add(blocking(() -> "value"));
                log.add("flag " + Thread.currentThread().isInterrupted());
                Thread.sleep(0); // would throw
                blocking(() -> log.add("flag in the next call " + Thread.currentThread().isInterrupted()));
            });
            ticks(1);
            poller.awaitEntry(); // holds the loop, so the return stays queued
            task.cancel();
            task.uncancel();
            task.await();
        });
        assertThat(log).containsExactly("value", "flag false", "flag in the next call false");
    }

    // UNC-03, JVA-03
    @Test
    void cancelledAndUncancelledDuringTheCall_whichIgnoresIt_returnsWithoutAnInterruptLeft() {
        Loops.run(() -> {
            var inCall = new CountDownLatch(1);
            var release = new CountDownLatch(1);
            Task<?> task = createTask(() -> {
                log.add(blocking(() -> {
                    inCall.countDown();
                    while (release.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    return "interrupted " + Thread.currentThread().isInterrupted();
                }));
                log.add("flag " + Thread.currentThread().isInterrupted());
            });
            ticks(1);
            inCall.await();
            task.cancel();
            task.uncancel();
            release.countDown();
            task.await();
        });
        assertThat(log).containsExactly("interrupted true", "flag false");
    }
}
