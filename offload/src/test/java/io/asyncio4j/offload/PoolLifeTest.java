package io.asyncio4j.offload;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.offload.contract.Sign;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From the first child to the last: started when needed, gone when idle, and the ways in which a pool ends. */
@Timeout(60)
class PoolLifeTest {

    @TempDir Path dir;

    @Test
    void childrenAreStartedWhenThereIsMoreWorkThanChildren_andNotBefore() {
        run(() -> {
            try (var pool = Pools.of(3)) {
                assertThat(pool.statistics()).returns(0L, PoolStatistics::started);
                long pid = pool.call(() -> ProcessHandle.current().pid());
                assertThat(pool.call(() -> ProcessHandle.current().pid())).as("it is kept").isEqualTo(pid);
                assertThat(pool.statistics()).returns(1L, PoolStatistics::started).returns(1,
                        PoolStatistics::idle);
            }
        });
    }

    @Test
    void idleChildrenLeave_andComeBackWhenNeeded() {
        run(() -> {
            try (var pool = Pools.builder(1).keepAlive(Duration.ofMillis(1)).open()) {
                long pid = pool.call(() -> ProcessHandle.current().pid());
                toThread(() -> ProcessHandle.of(pid).map(handle -> handle.onExit().join()));
                assertThat(pool.call(() -> ProcessHandle.current().pid())).isNotEqualTo(pid);
                assertThat(pool.statistics()).returns(0L, PoolStatistics::died)
                        .returns(0L, PoolStatistics::killed)
                        .returns(2L, PoolStatistics::succeeded);
            }
        });
    }

    @Test
    void closing_waitsForWhatWasSubmitted_andRefusesMore() {
        run(() -> {
            Sign sign = new Sign(dir.resolve("go"));
            var pool = Pools.of(1);
            var first = pool.submit(sign::waitUntilShown);
            var second = pool.submit(() -> 2);
            var closing = createTask(pool::close);
            sleep(Duration.ZERO);
            assertThatThrownBy(() -> pool.submit(() -> 3)).isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("was shut down");
            assertThat(closing.done()).isFalse();
            sign.show();
            closing.await();
            assertThat(first.await()).isEmpty();
            assertThat(second.await()).isEqualTo(2);
            assertThat(pool.statistics()).returns(0, PoolStatistics::children);
            pool.close();
        });
    }

    @Test
    void closingThatIsCancelled_killsWhatRuns_andThrowsWhenItHasEnded() {
        run(() -> {
            Sign begun = new Sign(dir.resolve("begun"));
            var pool = Pools.of(1);
            var endless = pool.submit(() -> {
                begun.show(Long.toString(ProcessHandle.current().pid()));
                while (true) {
                    Thread.onSpinWait();
                }
            });
            long pid = Long.parseLong(begun.awaitShown());
            var closing = createTask(pool::close);
            sleep(Duration.ZERO);
            closing.cancel();
            assertThatThrownBy(closing::await).isInstanceOf(CancelledError.class);
            assertThat(ProcessHandle.of(pid)).isEmpty();
            assertThatThrownBy(endless::await).isInstanceOf(CancelledError.class);
        });
    }

    @Test
    void closedOnAPlainThread_thatIsInterrupted_itEndsAtOnce() throws Exception {
        Sign begun = new Sign(dir.resolve("begun"));
        var pool = Pools.of(1);
        var endless = pool.executor().submit(RemoteCallable.of(() -> {
            begun.show();
            Thread.sleep(600_000);
            return 1;
        }));
        begun.waitUntilShown();
        Thread.currentThread().interrupt();
        pool.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(endless.isCancelled()).isTrue();
        assertThat(pool.executor().awaitTermination(1, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aLoopThatEndsMeanwhile_cancelsItsCalls_andLeavesThePoolToTheOthers() {
        Sign begun = new Sign(dir.resolve("begun"));
        try (var pool = Pools.builder(1).grace(Duration.ofMinutes(1)).open()) {
            var call = run(() -> {
                var submitted = pool.submit(() -> {
                    begun.show();
                    Thread.sleep(600_000);
                });
                var waits = createTask(() -> submitted.await());
                begun.awaitShown();
                return submitted;
            });
            assertThat(call.future().cancelled()).isTrue();
            assertThat(run(() -> pool.call(() -> 5))).as("the child was interrupted, and is free")
                    .isEqualTo(5);
        }
    }

    @Test
    void aLoopThatIsClosedUnderACall_losesOnlyTheResult() throws Exception {
        Sign sign = new Sign(dir.resolve("go"));
        try (var pool = Pools.of(1)) {
            var loop = EventLoop.create();
            loop.callSoon(() -> pool.submit(sign::waitUntilShown));
            loop.callSoon(loop::stop);
            loop.runForever();
            loop.close();
            sign.show();
            assertThat(pool.executor().submit(RemoteCallable.of(() -> 6)).get()).isEqualTo(6);
            assertThat(pool.statistics()).returns(2L, PoolStatistics::succeeded);
        }
    }

    @Test
    void theLimitOfCalls_letsThemWaitInTurn_andAWaitThatIsCancelledLosesNoPlace() {
        run(() -> {
            Sign sign = new Sign(dir.resolve("go"));
            try (var pool = Pools.builder(1).pending(1).open()) {
                var first = pool.submit(sign::waitUntilShown);
                assertThatThrownBy(() -> pool.executor().submit(RemoteCallable.of(() -> 1)))
                        .isInstanceOf(RejectedExecutionException.class)
                        .hasMessageContaining("as many calls as it takes");
                var second = createTask(() -> pool.call(() -> 2));
                var third = createTask(() -> pool.call(() -> 3));
                sleep(Duration.ZERO);
                sleep(Duration.ZERO);
                assertThat(pool.statistics()).returns(1L, PoolStatistics::submitted);
                second.cancel();
                sleep(Duration.ZERO);
                sign.show();
                assertThat(third.await()).isEqualTo(3);
                assertThat(second.cancelled()).isTrue();
                first.await();
                assertThat(pool.call(() -> 4)).isEqualTo(4);
            }
        });
    }

    @Test
    void timesMayBeForEver() {
        Duration ever = ChronoUnit.FOREVER.getDuration();
        Sign begun = new Sign(dir.resolve("begun"));
        run(() -> {
            try (var pool = Pools.builder(1).keepAlive(ever).grace(ever).startLimit(ever).open()) {
                assertThat(pool.call(() -> 1)).isEqualTo(1);
                var call = pool.submit(() -> {
                    begun.show();
                    Thread.sleep(600_000);
                });
                begun.awaitShown();
                assertThat(call.cancel()).isTrue();
                assertThat(call.awaitStopped()).isEqualTo(CancelAnswer.CONFIRMED);
            }
        });
    }

    @Test
    void nothingIsLeftInTheFolderForTemporaryFiles() throws Exception {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        long before = folders(temporary);
        run(() -> {
            try (var pool = Pools.of(2)) {
                pool.call(() -> {});
            }
        });
        assertThat(folders(temporary)).isLessThanOrEqualTo(before);
    }

    private static long folders(Path temporary) throws Exception {
        try (var files = Files.newDirectoryStream(temporary, "asyncio4j-*")) {
            long count = 0;
            for (Path file : files) {
                count += Files.isDirectory(file) ? 1 : 0;
            }
            return count;
        }
    }
}
