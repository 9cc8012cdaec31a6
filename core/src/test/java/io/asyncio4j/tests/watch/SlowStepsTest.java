package io.asyncio4j.tests.watch;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.LogCapture;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Debug mode names what has held the loop for too long, with the exact time. */
class SlowStepsTest {

    private static void hold(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test // DBG-04
    void slowTaskAndSlowCallbackAreLoggedWithTheirTimeAfterwards() {
        try (var log = LogCapture.withSlowSteps()) {
            Asyncio.run(EventLoop.builder().debug(true), () -> {
                var loop = EventLoop.running();
                loop.setSlowCallbackDuration(ms(10));
                createTask(TaskOptions.named("slow one"), () -> {
                    hold(12);
                    sleep(Duration.ZERO);
                }).await();
                loop.callSoon(() -> hold(13));
                sleep(Duration.ZERO);
                sleep(Duration.ZERO);
            });
            assertThat(log.lines()).filteredOn(line -> line.contains("Executing"))
                    .hasSizeGreaterThanOrEqualTo(2)
                    .anySatisfy(line -> assertThat(line).matches(
                            "WARNING Executing <Task pending name='slow one' coro=<SlowStepsTest.+> took \\d+\\.\\d{3} seconds"))
                    .anySatisfy(line -> assertThat(line).matches(
                            "WARNING Executing <Handle SlowStepsTest.+> took \\d+\\.\\d{3} seconds"));
        }
    }

    @Test
    void nothingIsLoggedOfQuickStepsNorWithoutDebugModeNorOnceItIsSwitchedOff() {
        try (var log = LogCapture.withSlowSteps()) {
            Asyncio.run(EventLoop.builder().debug(true), () -> {
                EventLoop.running().setSlowCallbackDuration(null);
                sleep(Duration.ZERO);
                hold(5);
                sleep(Duration.ZERO);
                EventLoop.running().setDebug(false);
                EventLoop.running().setSlowCallbackDuration(Duration.ofDays(1));
                hold(5);
                sleep(Duration.ZERO);
            });
            assertThat(log.lines()).noneMatch(line -> line.contains("Executing"));
        }
    }

    @Test
    void theStepThatStartsAnotherOneEagerlyIsTheOneToBlame() {
        try (var log = LogCapture.withSlowSteps()) {
            Asyncio.run(EventLoop.builder().debug(true), () -> {
                EventLoop.running().setSlowCallbackDuration(ms(10));
                createTask(TaskOptions.named("creator"), () -> {
                    createTask(TaskOptions.named("eager").eager(), () -> hold(12));
                }).await();
            });
            assertThat(log.lines()).filteredOn(line -> line.contains("name='creator'")).isNotEmpty();
            assertThat(log.lines()).noneMatch(line -> line.contains("Executing <Task finished name='eager'"));
        }
    }

    @Test
    void lengthIsHundredMillisecondsUnlessSaidOtherwise() {
        try (var loop = EventLoop.create()) {
            assertThat(loop.getSlowCallbackDuration()).isEqualTo(ms(100));
            loop.setSlowCallbackDuration(null);
            assertThat(loop.getSlowCallbackDuration()).isNull();
            assertThatThrownBy(() -> loop.setSlowCallbackDuration(Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("slowCallbackDuration must be more than zero, or null for never: PT0S");
        }
    }
}
