package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopThread;
import io.asyncio4j.Task;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Locks and queues that meet two loops. */
class TwoLoopsTest {

    @Test
    void itemFromATaskOfAnotherLoop_isRefused_whileSomebodyWaitsForIt() throws Exception {
        var queue = new Queue<String>();
        var waits = new CountDownLatch(1);
        try (var other = LoopThread.start("other")) {
            CompletableFuture<String> got = Asyncio.runCoroutineThreadsafe(() -> {
                EventLoop.running().callSoon(waits::countDown);
                return queue.get();
            }, other.loop());
            waits.await();
            Loops.run(() -> assertThatThrownBy(() -> queue.putNowait("item"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(
                            "Non-thread-safe operation: cannot use <Queue maxsize=0 getters[1]>"));
            assertThat(queue.qsize()).isZero();
            other.loop().callSoonThreadsafe(() -> queue.putNowait("item"));
            assertThat(got.get(30, TimeUnit.SECONDS)).isEqualTo("item");
        }
    }

    @Test
    void itemThatComesWhileTheLoopStands_isThereWhenItGoesOn() {
        var queue = new Queue<String>();
        List<String> got = new ArrayList<>();
        try (var loop = Loops.virtual().build()) {
            Task<?> getter = loop.runUntilComplete(() -> {
                Task<?> task = createTask(() -> got.add(queue.get()));
                ticks(1);
                return task;
            });
            queue.putNowait("item"); // no thread runs it now, so any may
            loop.runUntilComplete(getter);
        }
        assertThat(got).containsExactly("item");
    }

    @Test
    void anOwnerOnALoopThatStands_isNotWatched_andCanOnlyBeWaitedForInVain() {
        Lock lock = Lock.owned();
        try (var first = Loops.virtual().build()) {
            Task<?> owner = first.runUntilComplete(() -> {
                Task<?> task = createTask(() -> {
                    try (var _ = lock.acquire()) {
                        sleep(ms(1));
                    }
                });
                ticks(1);
                return task;
            });
            Loops.run(() -> assertThatThrownBy(() -> timeout(ms(5), () -> lock.acquire()))
                    .isInstanceOf(TimeoutException.class));
            assertThat(lock.statistics().waiters()).isZero();
            first.runUntilComplete(owner);
            assertThat(lock.locked()).isFalse();
        }
    }

    @Test
    void whatIsHeld_saysWhetherItWasGivenBack() {
        Loops.run(() -> {
            var held = new Lock().acquire();
            assertThat(held).hasToString("<Held>");
            held.close();
            assertThat(held).hasToString("<Held, given back>");
            sleep(Duration.ZERO);
        });
    }
}
