package io.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A slot stands for one task at a time. */
class TaskRegistryTest {

    @Test
    void aTaskThatIsRemovedTwice_leavesItsSlotToOneTaskOnly() {
        Asyncio.run(() -> {
            Task<?> ended = Asyncio.createTask(() -> {});
            ended.await();
            EventLoop.running().remove(ended);
            Task<?> first = Asyncio.createTask(() -> {});
            Task<?> second = Asyncio.createTask(() -> {});
            assertThat(second.slot).isNotEqualTo(first.slot);
            first.await();
            second.await();
        });
    }
}
