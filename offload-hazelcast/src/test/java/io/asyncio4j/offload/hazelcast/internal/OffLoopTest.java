package io.asyncio4j.offload.hazelcast.internal;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is made on another thread for a task that has stopped to wait for it. */
@Timeout(60)
class OffLoopTest {

    @Test
    void whatNobodyWaitsForAnyMore_isGivenUp_elsewhere() throws Exception {
        var go = new CountDownLatch(1);
        var unwanted = new LinkedBlockingQueue<String>();
        run(() -> {
            var waits = createTask(() -> OffLoop.call("test", () -> {
                go.await();
                return "made";
            }, made -> unwanted.add(made + " on " + Thread.currentThread().getName())));
            sleep(Duration.ZERO);
            waits.cancel();
            assertThatThrownBy(waits::await).isInstanceOf(CancelledError.class);
            go.countDown();
        });
        assertThat(unwanted.take()).isEqualTo("made on test");
    }

    @Test
    void whatSomebodyWaitsFor_isHis() {
        var unwanted = new LinkedBlockingQueue<String>();
        assertThat(OffLoop.call("test", () -> "made", unwanted::add)).isEqualTo("made");
        run(() -> {
            assertThat(OffLoop.call("test", () -> "made", unwanted::add)).isEqualTo("made");
            assertThatThrownBy(() -> OffLoop.call("test", () -> {
                throw new java.io.IOException("no");
            })).isInstanceOf(java.io.IOException.class);
        });
        assertThat(unwanted).isEmpty();
    }
}
