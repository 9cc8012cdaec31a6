package io.asyncio4j.offload;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.offload.contract.Sign;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cancelling calls that wait, run, listen to interrupts, and do not. */
@Timeout(60)
class CancelTest {

    @TempDir Path dir;

    @Test
    void aCallThatWaits_isNeverMade() {
        String sign = dir.resolve("made").toString();
        run(() -> {
            try (var pool = Pools.of(1)) {
                Sign first = new Sign(dir.resolve("first"));
                var running = pool.submit(first::waitUntilShown);
                var waiting = pool.submit(() -> new Sign(Path.of(sign)).show());
                assertThat(waiting.cancel()).isTrue();
                assertThatThrownBy(waiting::await).isInstanceOf(CancelledError.class);
                assertThat(waiting.awaitStopped()).isEqualTo(CancelAnswer.CONFIRMED);
                first.show();
                running.await();
                assertThat(pool.call(() -> new Sign(Path.of(sign)).isShown())).isFalse();
                assertThat(pool.statistics()).returns(1L, PoolStatistics::cancelled).returns(0L,
                        PoolStatistics::killed);
            }
        });
    }

    @Test
    void aCallThatListens_isInterrupted_andItsChildStays() {
        String begun = dir.resolve("begun").toString();
        String ended = dir.resolve("ended").toString();
        run(() -> {
            try (var pool = Pools.builder(1).grace(Duration.ofMinutes(1)).open()) {
                long pid = pool.call(() -> ProcessHandle.current().pid());
                var call = pool.submit(() -> {
                    new Sign(Path.of(begun)).show();
                    try {
                        Thread.sleep(60_000);
                    } finally {
                        new Sign(Path.of(ended)).show();
                    }
                });
                new Sign(Path.of(begun)).awaitShown();
                var waiter = createTask(() -> call.await());
                sleep(Duration.ZERO);
                waiter.cancel();
                assertThatThrownBy(waiter::await).isInstanceOf(CancelledError.class);
                assertThat(call.cancelAnswer()).as("the await has not waited for it").isIn(CancelAnswer.ASKED,
                        CancelAnswer.CONFIRMED);
                assertThat(call.awaitStopped()).isEqualTo(CancelAnswer.CONFIRMED);
                assertThat(new Sign(Path.of(ended)).isShown()).isTrue();
                assertThat(pool.call(() -> Thread.interrupted())).as("left over").isFalse();
                assertThat(pool.call(() -> ProcessHandle.current().pid())).isEqualTo(pid);
            }
        });
    }

    @Test
    void aCallThatDoesNotListen_hasItsChildKilled_andAnotherIsStarted() {
        String begun = dir.resolve("begun").toString();
        run(() -> {
            try (var pool = Pools.builder(1).grace(Duration.ofMillis(50)).open()) {
                long pid = pool.call(() -> ProcessHandle.current().pid());
                var call = pool.submit(() -> {
                    new Sign(Path.of(begun)).show();
                    while (true) {
                        Thread.onSpinWait();
                    }
                });
                new Sign(Path.of(begun)).awaitShown();
                call.cancel();
                assertThat(call.awaitStopped()).isEqualTo(CancelAnswer.CONFIRMED);
                assertThat(ProcessHandle.of(pid)).isEmpty();
                assertThat(pool.statistics()).returns(1L, PoolStatistics::killed)
                        .returns(0L, PoolStatistics::died)
                        .returns(1, PoolStatistics::children);
                assertThat(pool.call(() -> ProcessHandle.current().pid())).isNotEqualTo(pid);
                assertThat(pool.statistics()).returns(2L, PoolStatistics::started);
            }
        });
    }

    @Test
    void aTimeLimit_cancels_andTheAwaitIsNotHeldUpByACallThatDoesNotListen() {
        String begun = dir.resolve("begun").toString();
        run(() -> {
            try (var pool = Pools.builder(1).grace(Duration.ofMinutes(10)).open()) {
                var call = pool.submit(() -> {
                    new Sign(Path.of(begun)).show();
                    while (true) {
                        Thread.onSpinWait();
                    }
                });
                new Sign(Path.of(begun)).awaitShown();
                assertThatThrownBy(() -> waitFor(call, Duration.ofMillis(1)))
                        .isInstanceOf(TimeoutException.class);
                assertThat(call.cancelAnswer()).isEqualTo(CancelAnswer.ASKED);
                pool.shutdownNow();
                assertThat(call.awaitStopped()).isEqualTo(CancelAnswer.CONFIRMED);
            }
        });
    }

    @Test
    void cancellingAfterTheEnd_changesNothing() {
        run(() -> {
            try (var pool = Pools.of(1)) {
                var call = pool.submit(() -> "done");
                assertThat(call.await()).isEqualTo("done");
                assertThat(call.cancel()).isFalse();
                assertThat(call.cancelAnswer()).isNull();
                assertThat(call.await()).isEqualTo("done");
            }
        });
    }

    @Test
    void cancellingAfterTheEnd_ofACallOfTheExecutor_changesNothing() throws Exception {
        try (var pool = Pools.of(1)) {
            var call = pool.executor().submit(RemoteCallable.of(() -> "done"));
            assertThat(call.get()).isEqualTo("done");
            assertThat(call.cancel(true)).isFalse();
            assertThat(call.isCancelled()).isFalse();
            assertThat(call.get()).isEqualTo("done");
            assertThat(pool.statistics()).returns(1L, PoolStatistics::succeeded)
                    .returns(0L, PoolStatistics::cancelled);
        }
    }

    @Test
    void cancelledRightAfterItWasMade_itIsNotMadeOrInterrupted_andNeverKilled() {
        run(() -> {
            try (var pool = Pools.builder(1).grace(Duration.ofMinutes(1)).open()) {
                pool.call(() -> {});
                for (int i = 0; i < 200; i++) {
                    var call = pool.submit(() -> Thread.sleep(60_000));
                    if (i % 2 == 0) {
                        sleep(Duration.ZERO);
                    }
                    call.cancel();
                    assertThat(call.awaitStopped()).isEqualTo(CancelAnswer.CONFIRMED);
                }
                assertThat(pool.statistics()).returns(200L, PoolStatistics::cancelled)
                        .returns(0L, PoolStatistics::killed)
                        .returns(1L, PoolStatistics::started);
            }
        });
    }

    @Test
    void whatAKilledChildHasStarted_isKilledWithIt() {
        String begun = dir.resolve("begun").toString();
        run(() -> {
            try (var pool = Pools.builder(1).grace(Duration.ZERO).open()) {
                var call = pool.submit(() -> {
                    var grandchild = new ProcessBuilder("sleep", "600").start();
                    new Sign(Path.of(begun)).show(Long.toString(grandchild.pid()));
                    while (true) {
                        Thread.onSpinWait();
                    }
                });
                long pid = Long.parseLong(new Sign(Path.of(begun)).awaitShown());
                call.cancel();
                call.awaitStopped();
                ProcessHandle.of(pid).ifPresent(handle -> handle.onExit().join());
                assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
            }
        });
    }
}
