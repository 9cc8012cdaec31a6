package io.asyncio4j.tests.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.spi.WaitedFor;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is made a million times a second makes nothing beside itself: not a text, not a wrapper. */
class TaskAllocationTest {

    private static final int TIMES = 2_000;

    /** {@return how many bytes one {@code operation} allocates, on a loop that does not run yet} */
    private static long bytesEach(Consumer<EventLoop> operation) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (var loop = EventLoop.create()) {
            for (int i = 0; i < 3; i++) { // until then classes are loaded, and tables grow to 8,192
                repeat(loop, operation);
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            repeat(loop, operation);
            long bytes = threads.getCurrentThreadAllocatedBytes() - before;
            loop.callSoon(loop::stop);
            loop.runForever(); // the tasks end
            return bytes / TIMES;
        }
    }

    private static void repeat(EventLoop loop, Consumer<EventLoop> operation) {
        for (int i = 0; i < TIMES; i++) {
            operation.accept(loop);
        }
    }

    @Test
    void aFuture_isOneObject() {
        WaitedFor waitedFor = WaitedFor.of("Lock", () -> "a lock");
        assertThat(bytesEach(loop -> loop.createFuture(waitedFor))).isPositive().isLessThanOrEqualTo(32);
    }

    // and a context, which those that are created by a task do without
    @Test
    void aTaskThatHasNotBegun_isOneObject() {
        Coroutine<Integer> body = () -> 1;
        assertThat(bytesEach(loop -> loop.createTask(body))).isPositive().isLessThanOrEqualTo(96);
    }

    @Test
    void aCallback_isAHandleAndItsContext() {
        Runnable callback = () -> {};
        assertThat(bytesEach(loop -> loop.callSoon(callback))).isPositive().isLessThanOrEqualTo(88);
    }
}
