package io.asyncio4j.offload;

import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.EventLoop;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Calls in child JVMs: values, exceptions as themselves, and the same as an executor. */
class ProcessPoolTest {

    /** An exception of the program's own. */
    static final class OwnException extends Exception {
        final int code;

        OwnException(String message, int code) {
            super(message);
            this.code = code;
        }
    }

    @Test
    void callsRunInOtherProcesses_andAreAwaited() {
        run(() -> {
            try (var pool = Pools.of(2)) {
                String text = "captured";
                long pid = pool.call(() -> ProcessHandle.current().pid());
                assertThat(pid).isNotEqualTo(ProcessHandle.current().pid());
                assertThat(pool.call(() -> Map.of(text, List.of(1, 2))))
                        .isEqualTo(Map.of("captured", List.of(1, 2)));
                assertThat(pool.<Object>call(() -> null)).isNull();
                pool.call(() -> System.setProperty("seen", "yes"));
                var two = gather(pool.submit(() -> 1), pool.submit(() -> 2)).await();
                assertThat(two).containsExactly(1, 2);
            }
        });
    }

    @Test
    void exceptionsComeBackAsThemselves_withTheStackOfTheOtherSideBesideOurs() {
        run(() -> {
            try (var pool = Pools.of(1)) {
                assertThatThrownBy(() -> pool.call(() -> failDeepInside(7)))
                        .isInstanceOfSatisfying(OwnException.class, e -> {
                            assertThat(e).hasMessage("no luck");
                            assertThat(e.code).isEqualTo(7);
                            assertThat(e.getStackTrace()[0].getClassName())
                                    .startsWith(ProcessPoolTest.class.getName());
                            assertThat(e.getSuppressed()).hasSize(1);
                            var remote = (RemoteStack) e.getSuppressed()[0];
                            assertThat(remote).hasMessageMatching(
                                    "the stack of the call, in " + pool.name() + "/1 \\(process \\d+\\)");
                            assertThat(remote.getStackTrace()[0].getMethodName()).isEqualTo("failDeepInside");
                            assertThat(remote.getStackTrace()).noneMatch(
                                    frame -> frame.getClassName().startsWith("io.asyncio4j.offload.spi"));
                        });
                assertThatThrownBy(() -> pool.call(() -> {
                    throw new IOException("checked");
                })).isExactlyInstanceOf(IOException.class);
                assertThatThrownBy(() -> pool.call(() -> {
                    throw new ExecutionException("its own", new IOException("inside"));
                })).isExactlyInstanceOf(ExecutionException.class);
            }
        });
    }

    static int failDeepInside(int code) throws OwnException {
        throw new OwnException("no luck", code);
    }

    @Test
    void anExceptionThatCannotBeSent_comesAsItsText() {
        run(() -> {
            try (var pool = Pools.of(1)) {
                assertThatThrownBy(() -> pool.call(() -> {
                    throw new HoldsAThread();
                })).isInstanceOfSatisfying(RemoteException.class, e -> {
                    assertThat(e.getMessage()).contains("I hold a thread", "only the text",
                            "java.lang.Thread");
                    assertThat(e.className()).isEqualTo(HoldsAThread.class.getName());
                    assertThat(e.remoteText()).contains("at " + ProcessPoolTest.class.getName());
                });
            }
        });
    }

    static final class HoldsAThread extends RuntimeException {
        final Thread thread = Thread.currentThread();

        HoldsAThread() {
            super("I hold a thread");
        }
    }

    @Test
    void asAnExecutor_itServesLoopsAndPlainThreads() throws Exception {
        try (var pool = Pools.of(1)) {
            var executor = pool.executor();
            assertThat(executor.submit(RemoteCallable.of(() -> 3)).get()).isEqualTo(3);
            assertThatThrownBy(() -> executor.submit(() -> 3).get()).isInstanceOf(NotSendableException.class)
                    .hasMessageContaining("RemoteCallable.of(() -> ...)");
            assertThatThrownBy(() -> executor.submit(() -> {})).isInstanceOf(NotSendableException.class)
                    .hasMessageContaining("RemoteCallable.of(() -> ...)");
            assertThatThrownBy(() -> executor.submit(RemoteCallable.of(() -> failDeepInside(1))).get())
                    .isInstanceOf(ExecutionException.class).cause().isInstanceOf(OwnException.class);
            var cancelledThere = executor.submit(RemoteCallable.of(() -> {
                throw new CancellationException("its own");
            }));
            assertThatThrownBy(cancelledThere::get).isInstanceOf(ExecutionException.class).cause()
                    .isExactlyInstanceOf(CancellationException.class).hasMessage("its own");
            assertThat(cancelledThere.isCancelled()).isFalse();
            run(() -> {
                assertThat(EventLoop.running().runInExecutor(executor, RemoteCallable.of(() -> 4)).await())
                        .isEqualTo(4);
            });
            executor.shutdown();
            assertThatThrownBy(() -> executor.submit(RemoteCallable.of(() -> 3)))
                    .isInstanceOf(RejectedExecutionException.class).hasMessageContaining("shut down");
        }
    }

    @Test
    void asAnExecutor_itMakesManyCallsAtOnce() throws Exception {
        try (var pool = Pools.of(2)) {
            var executor = pool.executor();
            List<RemoteCallable<Integer>> calls = List.of(() -> 1, () -> failDeepInside(2), () -> 3);
            var futures = executor.invokeAll(calls);
            assertThat(futures).hasSize(3).allMatch(Future::isDone);
            assertThat(futures.get(0).get()).isEqualTo(1);
            assertThatThrownBy(futures.get(1)::get).cause().isInstanceOf(OwnException.class);
            assertThat(futures.get(2).get()).isEqualTo(3);

            assertThat(executor.invokeAny(calls.reversed())).isIn(1, 3);
            assertThatThrownBy(() -> executor.invokeAny(calls.subList(1, 2)))
                    .isInstanceOf(ExecutionException.class).cause().isInstanceOf(OwnException.class);
            assertThatThrownBy(() -> executor.invokeAny(List.of()))
                    .isInstanceOf(IllegalArgumentException.class);

            List<RemoteCallable<Integer>> endless = List.of(() -> {
                Thread.sleep(600_000);
                return 1;
            });
            assertThat(executor.invokeAll(endless, 20, TimeUnit.MILLISECONDS)).allMatch(Future::isCancelled);
            assertThatThrownBy(() -> executor.invokeAny(endless, 20, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void tenMegabytesGoThereAndBack() {
        run(() -> {
            try (var pool = Pools.of(1)) {
                byte[] large = new byte[10 << 20];
                large[large.length - 1] = 42;
                byte[] back = pool.call(() -> large);
                assertThat(back).isEqualTo(large);
            }
        });
    }

    @Test
    void thousandsOfCalls_areAllAnswered_andCounted() {
        run(() -> {
            try (var pool = Pools.of(2)) {
                var calls = IntStream.range(0, 10_000).mapToObj(i -> pool.submit(() -> i)).toList();
                for (int i = 0; i < calls.size(); i++) {
                    assertThat(calls.get(i).await()).isEqualTo(i);
                }
                assertThat(pool.statistics()).returns(10_000L, PoolStatistics::submitted)
                        .returns(10_000L, PoolStatistics::succeeded).returns(2L, PoolStatistics::started);
            }
        });
    }
}
