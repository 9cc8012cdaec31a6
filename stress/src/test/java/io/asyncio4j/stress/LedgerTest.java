package io.asyncio4j.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The instruments must find what they look for: each is shown a fault. */
class LedgerTest {

    private final Ledger ledger = new Ledger();

    @Test
    void aBodyThatNeverEnds_isFound() throws Exception {
        ledger.bodyBegins();
        ledger.bodyBegins();
        ledger.bodyEnds();
        ledger.awaitEnds(1);
        assertThat(ledger.faults()).containsExactly(
                "1 of 2 bodies that had begun never ended: their clean-up is lost");
    }

    @Test
    void stepsAtOnce_areFound() throws Exception {
        // two threads that each take all steps at once, as two tasks that overlap would
        var begin = new CountDownLatch(2);
        Runnable steps = () -> {
            begin.countDown();
            while (ledger.faults().isEmpty()) {
                ledger.step();
            }
        };
        var first = Thread.ofPlatform().start(steps);
        var second = Thread.ofPlatform().start(steps);
        first.join();
        second.join();
        assertThat(ledger.faults())
                .anyMatch(fault -> fault.startsWith("two tasks of one loop ran at once: "));
    }

    @Test
    void itemsThatAreLostOrComeTwice_areFound() throws Exception {
        Asyncio.run(() -> {
            var shared = new Shared(ledger, EventLoop.running(), true);
            shared.produce();
            shared.queue.getNowait();
            shared.balance();
        });
        assertThat(ledger.faults()).containsExactly("items were lost: 1 were put, 0 came out");
    }

    @Test
    void aLockThatIsNotGivenBack_isFound() throws Exception {
        Asyncio.run(() -> {
            var shared = new Shared(ledger, EventLoop.running(), true);
            shared.lock.acquire();
            shared.balance();
        });
        assertThat(ledger.faults()).containsExactly("a lock without holder is locked");
    }

    @Test
    void whatGrows_isFound() {
        var census = new Census();
        var kept = new java.util.ArrayList<byte[]>();
        for (int i = 0; i < 6; i++) {
            kept.add(new byte[40 << 20]);
            census.take();
        }
        assertThat(census.growth()).get().asString().startsWith("the heap grows: at most ");
        assertThat(kept).hasSize(6);
    }

    @Test
    void whatStays_isNoGrowth() {
        var census = new Census();
        for (int i = 0; i < 8; i++) {
            census.take();
        }
        assertThat(census.growth()).isEqualTo(Optional.empty());
    }
}
