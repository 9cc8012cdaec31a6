package io.asyncio4j.internal.thread;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes out of the host is a defect, and must not pass for a body that has ended. */
@Timeout(30)
class FailedHostTest {

    private final Error defect = new AssertionError("a defect");

    private final class Failing implements TaskThread.Host {

        @Override
        public void run(Object body) {
            throw defect;
        }

        @Override
        public @Nullable Object next(TaskThread thread) {
            return null;
        }
    }

    @Test
    void whoResumesTheThread_isTold() {
        TaskThreads threads = TaskThreads.of(Backend.fromProperty(), new Failing());
        threads.runLoop("failing", () -> {
            TaskThread thread = threads.take("body");
            assertThatThrownBy(thread::resume).isInstanceOf(IllegalStateException.class)
                    .hasMessage("a task thread has failed: " + thread.thread()).hasCause(defect);
            threads.endIdle();
        });
    }
}
