package io.asyncio4j.net.tests.streams;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Net.memoryPair;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.net.MemoryPair;
import io.asyncio4j.net.spi.Network;
import java.lang.ref.WeakReference;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A loop that was closed is not held by what its streams have shared. */
@Timeout(60)
class ClosedLoopsTest {

    @Test
    void whatWasNotFlushed_doesNotHoldTheLoop() throws Exception {
        awaitGone(closedWithUnsentBytes());
    }

    private static WeakReference<EventLoop> closedWithUnsentBytes() {
        EventLoop loop = EventLoop.create();
        loop.callSoon(() -> {
            MemoryPair pair = memoryPair();
            pair.left().writer().write("x");
            loop.stop(); // the turn in which it would go out does not come
        });
        loop.runForever();
        loop.close();
        return new WeakReference<>(loop);
    }

    @Test
    void lookupsThatHadToWait_doNotHoldTheLoop() throws Exception {
        awaitGone(closedAfterManyLookups());
    }

    private static WeakReference<EventLoop> closedAfterManyLookups() {
        EventLoop loop = EventLoop.create();
        loop.runUntilComplete(() -> {
            for (int i = 0; i < 100; i++) {
                createTask(() -> Network.real().resolve("localhost"));
            }
            ticks(3);
        });
        loop.runUntilComplete(() -> {
            while (allTasks().size() > 1) {
                sleep(ms(1));
            }
        });
        loop.close();
        return new WeakReference<>(loop);
    }

    private static void awaitGone(WeakReference<?> gone) throws InterruptedException {
        var never = new CountDownLatch(1);
        for (int i = 0; i < 500 && gone.get() != null; i++) {
            System.gc();
            never.await(10, TimeUnit.MILLISECONDS);
        }
        assertThat(gone.get()).isNull();
    }
}
