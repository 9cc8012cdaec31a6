package io.asyncio4j.tests.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.tests.support.OwnLibrary;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Operations of which one allocation fails, each in turn, on whatever thread it is. Who calls one may get an
 * OutOfMemoryError; then nothing is lost or left half-way, so that doing it once more does what it should, and the loop goes
 * on.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScarceMemoryTest {

    private static void tell(Class<?> stories) throws Exception {
        try (var library = new OwnLibrary().withScarceMemory()) {
            library.run(stories);
            Object failures =
                    library.loadClass(ScarceStories.class.getName()).getMethod("failures").invoke(null);
            assertThat((Integer) failures).as("allocations that have failed").isGreaterThan(100);
        }
    }

    // TSK-17, TSK-18
    @Test
    void tasksAndOtherThreads_loseNothing() throws Exception {
        tell(ScarceTasks.class);
    }

    // TSK-17, TSK-18
    @Test
    void locksAndQueues_loseNothing() throws Exception {
        tell(ScarceLocks.class);
    }
}
