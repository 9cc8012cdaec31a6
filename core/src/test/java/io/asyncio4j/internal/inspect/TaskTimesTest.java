package io.asyncio4j.internal.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.internal.kernel.LoopCore;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** Times of tasks are measured, or they are not. */
class TaskTimesTest {

    private static final int ROUNDS = 2_000;

    @Test
    void switchedOnAndOffByTwoAtATime_theLoopIsObservedIfItIsOn() throws Exception {
        try (var loop = EventLoop.builder().build()) {
            LoopCore core = LoopCore.of(loop);
            for (int i = 0; i < ROUNDS; i++) {
                var start = new CyclicBarrier(2);
                Thread other = Thread.ofPlatform().start(() -> switchTo(true, core, start));
                switchTo(false, core, start);
                other.join();
                assertThat(core.turns.observation != null).as("observed in round %s", i)
                        .isEqualTo(EndedTasks.isMeasured(core));
            }
        }
    }

    private static void switchTo(boolean on, LoopCore loop, CyclicBarrier start) {
        try {
            start.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new AssertionError(e);
        }
        EndedTasks.measure(loop, on);
    }
}
