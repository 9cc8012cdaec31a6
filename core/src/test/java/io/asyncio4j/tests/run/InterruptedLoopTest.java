package io.asyncio4j.tests.run;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.spi.SystemPoller;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An interrupt from before a run, or one that is not wanted: the loop goes on, and the thread has its flag afterwards. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptedLoopTest {

    @AfterEach
    void clearTheFlag() {
        Thread.interrupted();
    }

    // JVA-03
    @Test
    void pendingBeforeTheRun_isKeptOverTheStepsOfTasks_whichDoNotSeeIt() {
        List<Boolean> seen = new ArrayList<>();
        Thread.currentThread().interrupt();
        Loops.run(() -> {
            createTask(() -> seen.add(Thread.currentThread().isInterrupted()));
            ticks(3);
            seen.add(Thread.currentThread().isInterrupted());
        });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(seen).containsExactly(false, false);
    }

    // JVA-03
    @Test
    void pendingBeforeTheRun_isKeptOverWaitsOnTheSystemsClock() {
        Thread.currentThread().interrupt();
        Asyncio.run(EventLoop.builder().poller(new SystemPoller()), () -> {
            sleep(ms(2));
            ticks(2);
            sleep(ms(2));
        });
        assertThat(Thread.interrupted()).isTrue();
    }

    // JVA-03
    @Test
    void whileTheLoopIsIdle_wakesNobody_andIsKeptForAfterTheRun() throws InterruptedException {
        Thread runner = Thread.currentThread();
        var poller = new SystemPoller();
        List<Thread> helpers = new ArrayList<>();
        Asyncio.run(EventLoop.builder().poller(poller).cancelOnInterrupt(false), () -> {
            EventLoop loop = EventLoop.running();
            Promise<String> promise = loop.createFuture();
            helpers.add(Thread.ofPlatform().start(() -> {
                while (runner.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
                runner.interrupt();
                loop.callSoonThreadsafe(() -> promise.setResult("woken"));
            }));
            assertThat(promise.await()).isEqualTo("woken");
            ticks(3);
        });
        assertThat(Thread.interrupted()).isTrue();
        for (Thread helper : helpers) {
            helper.join();
        }
    }

    // JVA-03
    @Test
    void withoutAnInterrupt_noFlagIsLeft() {
        Loops.run(() -> ticks(3));
        assertThat(Thread.interrupted()).isFalse();
    }
}
