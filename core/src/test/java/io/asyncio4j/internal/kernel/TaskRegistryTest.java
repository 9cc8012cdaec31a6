package io.asyncio4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;

/** A slot stands for one task at a time. */
class TaskRegistryTest {

    @Test
    void aTaskThatIsRemovedTwice_leavesItsSlotToOneTaskOnly() {
        Asyncio.run(() -> {
            TaskImpl<?> ended = TaskImpl.of(Asyncio.createTask(() -> {}));
            ended.await();
            LoopCore.running().remove(ended);
            TaskImpl<?> first = TaskImpl.of(Asyncio.createTask(() -> {}));
            TaskImpl<?> second = TaskImpl.of(Asyncio.createTask(() -> {}));
            assertThat(second.slot).isNotEqualTo(first.slot);
            first.await();
            second.await();
        });
    }
}
