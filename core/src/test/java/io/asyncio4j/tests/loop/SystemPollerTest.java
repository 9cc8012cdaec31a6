package io.asyncio4j.tests.loop;

import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.spi.SystemPoller;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Waiting in real time (LOO-03, LOO-08, LOO-13): no wake-up is ever lost, and none is kept for too long. */
class SystemPollerTest {

    private final SystemPoller poller = new SystemPoller();

    private long nanosOf(Runnable wait) {
        long start = poller.nanoTime();
        wait.run();
        return poller.nanoTime() - start;
    }

    // LOO-08
    @Test
    void timeStartsNearZero_andNeverGoesBack() {
        long earlier = poller.nanoTime();
        assertThat(earlier).isNotNegative();
        assertThat(poller.nanoTime()).isGreaterThanOrEqualTo(earlier);
        assertThat(poller.mustLook()).isFalse();
    }

    // LOO-03
    @Test
    void itWaitsAsLongAsItIsTold() {
        long waited = nanosOf(() -> poller.poll(ms(5).toNanos(), false));
        assertThat(waited).isGreaterThanOrEqualTo(ms(5).toNanos());
        poller.poll(0, false);
        poller.poll(-1, false);
    }

    // LOO-13
    @Test
    void aWakeupBeforeTheWait_makesItReturnAtOnce() {
        poller.wakeup();
        poller.poll(Long.MAX_VALUE, false);
        poller.wakeup();
        poller.wakeup();
        poller.poll(ms(60_000).toNanos(), false);
    }

    // LOO-13
    @Test
    void aWakeup_isTakenByOneWait() {
        poller.wakeup();
        poller.wakeup();
        poller.poll(0, false);
        long waited = nanosOf(() -> poller.poll(ms(5).toNanos(), false));
        assertThat(waited).isGreaterThanOrEqualTo(ms(5).toNanos());
    }

    // LOO-13
    @Test
    void aWakeupDuringTheWait_endsIt() throws Exception {
        Thread sleeper = Thread.ofPlatform().start(() -> poller.poll(Long.MAX_VALUE, false));
        poller.wakeup();
        sleeper.join();
    }

    // LOO-13
    @Test
    void pingPong_losesNoWakeup() throws Exception {
        pingPong(false, 20_000);
    }

    // LOO-13
    @Test
    void pingPong_losesNoWakeup_whileTheWaiterMayLookBeforeItSleeps() throws Exception {
        pingPong(true, 100_000);
    }

    // LOO-13
    @Test
    void pingPong_losesNoWakeup_withASelector() throws Exception {
        Pipe pipe = Pipe.open();
        try (var source = pipe.source(); var _ = pipe.sink()) {
            source.configureBlocking(false);
            poller.register(source, operations -> {}).watchFor(SelectionKey.OP_READ);
            pingPong(false, 5_000);
            pingPong(true, 20_000);
        } finally {
            poller.close();
        }
    }

    private void pingPong(boolean workElsewhere, int rounds) throws InterruptedException {
        var seen = new Semaphore(0);
        Thread sleeper = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < rounds; i++) {
                poller.poll(Long.MAX_VALUE, workElsewhere);
                seen.release();
            }
        });
        for (int i = 0; i < rounds; i++) {
            poller.wakeup();
            seen.acquire();
        }
        sleeper.join();
    }

    // LOO-03
    @Test
    void aChannelThatIsReady_endsAWaitForWorkElsewhere() throws Exception {
        Pipe pipe = Pipe.open();
        try (var source = pipe.source(); var sink = pipe.sink()) {
            source.configureBlocking(false);
            var told = new AtomicInteger();
            poller.register(source, operations -> told.incrementAndGet()).watchFor(SelectionKey.OP_READ);
            sink.write(ByteBuffer.wrap(new byte[1]));
            for (int i = 1; i <= 50; i++) {
                poller.poll(Long.MAX_VALUE, true);
                assertThat(told).hasValue(i);
            }
        } finally {
            poller.close();
        }
    }

    // LOO-03
    @Test
    void itWaitsAsLongAsItIsTold_alsoForWorkElsewhere() {
        for (long nanos : new long[] {1_000, 20_000, 70_000, 2_000_000}) {
            for (int i = 0; i < 10; i++) {
                long waited = nanosOf(() -> poller.poll(nanos, true));
                assertThat(waited).isGreaterThanOrEqualTo(nanos);
            }
        }
    }

    // LOO-13
    @Test
    void anInterrupt_endsNoWait_andIsKept() {
        Thread.currentThread().interrupt();
        long waited = nanosOf(() -> poller.poll(ms(5).toNanos(), false));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(waited).isGreaterThanOrEqualTo(ms(5).toNanos());
    }

    // LOO-03 LOO-06
    @Test
    void aLoopInRealTime_firesTimersInOrder_notBeforeTheirTime() {
        try (EventLoop loop = EventLoop.create()) {
            var early = new AtomicInteger();
            var order = new StringBuilder();
            var start = loop.time();
            for (int millis : new int[] {6, 2, 4}) {
                var due = start.plus(ms(millis));
                loop.callAt(due, () -> {
                    order.append(millis).append(' ');
                    if (loop.time().compareTo(due) < 0) {
                        early.incrementAndGet();
                    }
                });
            }
            loop.callLater(ms(8), loop::stop);
            loop.runForever();
            assertThat(order).hasToString("2 4 6 ");
            assertThat(early).hasValue(0);
        }
    }
}
