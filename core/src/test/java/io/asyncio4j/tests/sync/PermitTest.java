package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A parking permit that a task's thread was given is not used up by an await. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PermitTest {

    private static final Duration FAR_TOO_LONG = Duration.ofSeconds(20);

    private static void assertKeepsPermit(VoidCoroutine awaiting) {
        Loops.run(() -> {
            createTask(() -> ticks(5)); // so that the awaits do give way
            LockSupport.unpark(Thread.currentThread());
            awaiting.run();
            long start = System.nanoTime();
            LockSupport.parkNanos(FAR_TOO_LONG.toNanos());
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(FAR_TOO_LONG.dividedBy(2));
        });
    }

    // JVA-04
    @Test
    void unparkBeforeASleep_isStillThereForAParkBehindIt() {
        assertKeepsPermit(() -> sleep(ms(5)));
    }

    // JVA-04
    @Test
    void unparkBeforeATick_isStillThereForAParkBehindIt() {
        assertKeepsPermit(() -> ticks(1));
    }

    // JVA-04
    @Test
    void unparkBeforeATaskIsAwaited_isStillThereForAParkBehindIt() {
        assertKeepsPermit(() -> createTask(() -> sleep(ms(5))).await());
    }

    // JVA-04
    @Test
    void unparkBeforeABlockingCall_isStillThereForAParkBehindIt() {
        assertKeepsPermit(() -> blocking(() -> {}));
    }
}
