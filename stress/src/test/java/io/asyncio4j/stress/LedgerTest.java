package io.asyncio4j.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.internal.thread.Backend;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
    void anItemThatComesTwice_orWasNeverMade_isFound() throws Exception {
        Asyncio.run(() -> {
            var shared = new Shared(ledger, EventLoop.running(), true);
            shared.produce();
            shared.consume();
            shared.took(1);
            shared.took(2);
        });
        assertThat(ledger.faults()).containsExactly("item 1 was taken twice", "item 2 was never made");
    }

    @Test
    void aLostPermit_isFound() throws Exception {
        Asyncio.run(() -> {
            var shared = new Shared(ledger, EventLoop.running(), true);
            shared.semaphore.acquire();
            shared.balance();
        });
        assertThat(ledger.faults()).containsExactly("2 permits are left of 3");
    }

    @Test
    void aPermitTooMany_isFound() throws Exception {
        Asyncio.run(() -> {
            var shared = new Shared(ledger, EventLoop.running(), true);
            shared.semaphore.release();
            shared.usePermit(
                    () -> shared.usePermit(() -> shared.usePermit(() -> shared.usePermit(() -> {}))));
            shared.balance();
        });
        assertThat(ledger.faults()).containsExactly("4 tasks have one of 3 permits",
                "4 permits are left of 3");
    }

    @Test
    void aConditionThatIsNotGivenBack_isFound() throws Exception {
        Asyncio.run(() -> {
            var shared = new Shared(ledger, EventLoop.running(), true);
            shared.condition.acquire();
            shared.balance();
        });
        assertThat(ledger.faults()).containsExactly("the lock of a condition is locked without holder");
    }

    @Test
    void aTimerThatGoesOffTwice_isFound() throws Exception {
        Asyncio.run(() -> {
            var shared = new Shared(ledger, EventLoop.running(), true);
            shared.timerSet();
            shared.timerOver();
            shared.timerOver();
            shared.balance();
        });
        assertThat(ledger.faults()).containsExactly("1 timers were set, 2 went off");
    }

    @Test
    void callsFromOutsideThatAreOutOfOrder_areFound() throws Exception {
        Asyncio.run(() -> {
            var outsiders = new Outsiders(ledger, EventLoop.running());
            outsiders.came(1, 1); // before the loop has taken any
            Asyncio.toThread(outsiders::leave);
        });
        assertThat(ledger.faults()).contains("call 1 of a thread came when 0 was due");
    }

    @Test
    void callsFromOutsideThatAreLost_areFound() throws Exception {
        Asyncio.run(() -> {
            var outsiders = new Outsiders(ledger, EventLoop.running());
            outsiders.balance(); // before the loop has taken any
            Asyncio.toThread(outsiders::leave);
        });
        assertThat(ledger.faults()).containsExactly("0 of a thread's 200 calls came",
                "0 of a thread's 200 calls came");
    }

    @Test
    void aVirtualThreadThatIsLeft_isFound_andWhereItStands() throws Exception {
        Thread before = Thread.ofVirtual().name("before").start(LockSupport::park);
        var threads = new VirtualThreads();
        var begun = new CountDownLatch(1);
        Thread kept = Thread.ofVirtual().name("kept").start(() -> stayHere(begun));
        begun.await();
        threads.awaitEnds(0, ledger);
        assertThat(ledger.faults()).singleElement().asString()
                .startsWith("1 virtual threads are left when all loops have ended:\n#")
                .contains(" \"kept\" virtual ", "LedgerTest.stayHere").doesNotContain("before");
        kept.interrupt();
        threads.awaitEnds(20_000, ledger);
        assertThat(ledger.faults()).hasSize(1);
        before.interrupt();
    }

    private static void stayHere(CountDownLatch begun) {
        begun.countDown();
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.park();
        }
    }

    // what a loop that forgets a task leaves behind
    @ParameterizedTest
    @EnumSource
    void aTaskThatIsLeft_isFound(Backend kind) throws Exception {
        var threads = new VirtualThreads();
        try (EventLoop loop = loopOn(kind)) {
            loop.setExceptionHandler((where, report) -> { /* it is thrown away, rightly */ });
            loop.createTask(TaskOptions.named("forgotten"), () -> Asyncio.sleep(Duration.ofHours(1)));
            loop.callSoon(() -> loop.callSoon(loop::stop));
            loop.runForever();
            threads.awaitEnds(0, ledger);
        }
        assertThat(ledger.faults()).singleElement().asString()
                .contains(" virtual threads are left when all loops have ended:", "\"forgotten\" virtual ");
    }

    private static EventLoop loopOn(Backend kind) {
        String before = System.getProperty(Backend.PROPERTY);
        System.setProperty(Backend.PROPERTY, kind.name());
        try {
            return EventLoop.create();
        } finally {
            if (before == null) {
                System.clearProperty(Backend.PROPERTY);
            } else {
                System.setProperty(Backend.PROPERTY, before);
            }
        }
    }

    @Test
    void aClassLoaderThatIsKept_isFound() throws Exception {
        try (var kept = new URLClassLoader(new URL[0])) {
            LoaderRound.expectGone(() -> kept, 2, ledger);
        }
        assertThat(ledger.faults()).containsExactly("a class loader is kept after its loops have ended");
    }

    @Test
    void aClassLoaderThatIsNotKept_isNoFault() throws Exception {
        LoaderRound.expectGone(() -> new URLClassLoader(new URL[0]), 1_000, ledger);
        assertThat(ledger.faults()).isEmpty();
    }

    @Test
    void threadsThatBecomeMore_areFound() {
        var census = new Census();
        var end = new CountDownLatch(1);
        try {
            for (int i = 0; i < 6; i++) {
                for (int j = 0; j < 40; j++) {
                    Thread.ofPlatform().daemon().start(() -> {
                        try {
                            end.await();
                        } catch (InterruptedException e) {
                            // it ends then, too
                        }
                    });
                }
                census.take();
            }
        } finally {
            end.countDown();
        }
        assertThat(census.growth()).get().asString().startsWith("threads are left: at most ");
    }

    @Test
    void descriptorsThatBecomeMore_areFound(@TempDir Path folder) throws IOException {
        var census = new Census();
        var open = new ArrayList<OutputStream>();
        try {
            for (int i = 0; i < 6; i++) {
                for (int j = 0; j < 20; j++) {
                    open.add(Files.newOutputStream(folder.resolve(i + "-" + j)));
                }
                census.take();
            }
        } finally {
            for (OutputStream file : open) {
                file.close();
            }
        }
        assertThat(census.growth()).get().asString().startsWith("descriptors are left: at most ");
    }

    @Test
    void whatGrows_isFound() {
        var census = new Census();
        var kept = new ArrayList<byte[]>();
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
