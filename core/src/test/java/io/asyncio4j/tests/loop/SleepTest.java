package io.asyncio4j.tests.loop;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SleepTest {

    // SLP-01
    @Test
    void returnsItsResult_afterTheDelay() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            assertThat(sleep(ms(1500), "yeah")).isEqualTo("yeah");
            assertThat(millisSince(start)).isEqualTo(1500);
        });
    }

    // SLP-02
    @Test
    void zero_letsRunWhatWasQueuedBefore_andNothingElse() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            EventLoop loop = EventLoop.running();
            loop.callSoon(() -> {
                log.add("queued before");
                loop.callSoon(() -> log.add("queued by that"));
            });
            createTask(() -> log.add("task created before"));
            assertThat(sleep(Duration.ZERO, 7)).isEqualTo(7);
            log.add("after sleep(0)");
            sleep(Duration.ZERO);
            assertThat(log)
                    .containsExactly(
                            "queued before", "task created before", "after sleep(0)", "queued by that");
        });
    }
}
