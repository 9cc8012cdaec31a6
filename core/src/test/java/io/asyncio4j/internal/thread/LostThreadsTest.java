package io.asyncio4j.internal.thread;

import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.tests.support.Loops;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A thread waits for a time, and the JDK cannot make the timer that is to wake it: carried threads go on all the same. (Of
 * portable ones the JDK is the carrier, so there is nothing to be seen.)
 */
@Timeout(30)
class LostThreadsTest {

    private final AtomicInteger failuresLeft = new AtomicInteger();
    private Supplier<Error> failure = () -> new OutOfMemoryError("for a timer");

    // the JDK's own timers for virtual threads with a scheduler that is not its own
    private ScheduledExecutorService @Nullable [] timers;
    private ScheduledExecutorService @Nullable [] before;

    @BeforeEach
    void letTimersFail() throws ReflectiveOperationException {
        if (!Loops.isCarried()) {
            return;
        }
        Field field =
                Class.forName("java.lang.VirtualThread$DelayedTaskSchedulers").getDeclaredField("INSTANCE");
        field.setAccessible(true);
        timers = (ScheduledExecutorService[]) field.get(null);
        before = timers.clone();
        for (int i = 0; i < timers.length; i++) {
            ScheduledExecutorService very = timers[i];
            timers[i] = (ScheduledExecutorService) Proxy.newProxyInstance(getClass().getClassLoader(),
                    new Class<?>[] {ScheduledExecutorService.class}, (_, method, arguments) -> {
                        if (failuresLeft.get() > 0 && failuresLeft.getAndDecrement() > 0) {
                            throw failure.get();
                        }
                        return method.invoke(very, arguments);
                    });
        }
    }

    @AfterEach
    void repairTimers() {
        if (timers != null && before != null) {
            System.arraycopy(before, 0, timers, 0, timers.length);
        }
    }

    private void assertThatTheTimerHasFailed() {
        if (Loops.isCarried()) {
            assertThat(failuresLeft.get()).as("timers that were to fail").isNotPositive();
        }
    }

    @Test
    void aTaskThatSleepsWithTheLoop_goesOn() {
        Asyncio.run(() -> {
            failuresLeft.set(1);
            long begin = System.nanoTime();
            Thread.sleep(20);
            assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(20_000_000);
            assertThatTheTimerHasFailed();
            assertThat(createTask(() -> "next").await()).isEqualTo("next");
        });
    }

    @Test
    void aTaskThatSleepsOffTheLoop_comesBack() {
        Asyncio.run(() -> {
            failuresLeft.set(2);
            assertThat(blocking(() -> {
                Thread.sleep(20);
                Thread.sleep(20);
                return "back";
            })).isEqualTo("back");
            assertThatTheTimerHasFailed();
        });
    }

    @Test
    void aTaskThatWaitsForAMonitorWithALimit_comesBackWithTheMonitor() {
        Asyncio.run(() -> {
            failuresLeft.set(1);
            var monitor = new Object();
            blocking(() -> {
                long end = System.nanoTime() + 20_000_000;
                synchronized (monitor) {
                    while (System.nanoTime() < end) {
                        monitor.wait(20);
                    }
                    assertThat(Thread.holdsLock(monitor)).isTrue();
                }
            });
            assertThatTheTimerHasFailed();
        });
    }

    @Test
    void itNeedNotBeTheMemory() {
        failure = () -> new NoClassDefFoundError("java/lang/VirtualThread$DelayedTaskSchedulers");
        Asyncio.run(() -> {
            failuresLeft.set(3);
            Thread.sleep(1);
            blocking(() -> Thread.sleep(1));
            Thread.sleep(1);
            assertThatTheTimerHasFailed();
        });
    }
}
