package io.asyncio4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.LoopExit;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import org.junit.jupiter.api.Test;

/**
 * A callback that starts a task eagerly waits for its first step. As long as one does, no task goes on without the loop's
 * thread; afterwards they do again, else each of their steps would take two switches.
 */
class NestedStepsTest {

    @Test
    void afterAnEagerStartInACallback_nobodyWaitsForAStep() {
        Loops.run(() -> {
            LoopCore loop = LoopCore.running();
            int[] within = new int[1];
            loop.face().callSoon(() -> Asyncio.createTask(TaskOptions.DEFAULT.eager(),
                    () -> within[0] = loop.turns.nestedSteps));
            Loops.ticks(2);
            assertThat(within[0]).isOne();
            assertThat(loop.turns.nestedSteps).isZero();
        });
    }

    @Test
    void afterOneThatEndsTheLoop_nobodyDoes() {
        try (var loop = Loops.virtual().build()) {
            loop.callSoon(() -> loop.createTask(TaskOptions.DEFAULT.eager(), () -> {
                throw new LoopExit("enough");
            }));
            assertThatThrownBy(loop::runForever).isInstanceOf(LoopExit.class);
            assertThat(LoopCore.of(loop).turns.nestedSteps).isZero();
        }
    }
}
