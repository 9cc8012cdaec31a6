package io.asyncio4j.tests.threads;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.ContextVar;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ToThreadTest {

    private static final ContextVar<String> VARIABLE = ContextVar.of("variable", "unset");

    // THR-01
    @Test
    void runsTheCallOnce_onAnotherThread_andBringsTheResult() {
        Loops.run(() -> {
            var calls = new AtomicInteger();
            Thread here = Thread.currentThread();
            Thread there = toThread(() -> {
                calls.incrementAndGet();
                return Thread.currentThread();
            });
            assertThat(calls).hasValue(1);
            assertThat(there).isNotSameAs(here);
            assertThat(there.isVirtual()).isTrue();
            assertThat(there.getName()).startsWith("asyncio");
        });
    }

    // THR-01
    @Test
    void bringsTheVeryException() {
        var failure = new IOException("broken");
        Loops.run(() -> {
            assertThatThrownBy(() -> toThread(() -> {
                throwIt(failure);
                return "never";
            })).isSameAs(failure);
            assertThatThrownBy(() -> toThread(() -> {
                throwIt(failure);
            })).isSameAs(failure);
        });
    }

    // THR-01
    @Test
    void bringsNull() {
        Loops.run(() -> {
            assertThat(ToThreadTest.<Object>call(() -> null)).isNull();
        });
    }

    private static <T> T call(Callable<T> callable) {
        return toThread(callable);
    }

    // THR-02
    @Test
    void asACoroutine_itSubmitsNothingBeforeItIsAwaited() {
        Loops.run(() -> {
            List<String> log = Collections.synchronizedList(new ArrayList<>());
            Coroutine<String> coroutine = () -> toThread(() -> {
                log.add("called");
                return "result";
            });
            sleep(ms(10));
            assertThat(log).isEmpty();
            assertThat(coroutine.await()).isEqualTo("result");
            assertThat(log).containsExactly("called");
        });
    }

    // THR-02
    @Test
    void severalCalls_runAtTheSameTime() {
        Loops.run(() -> {
            int calls = 10;
            var allHere = new CyclicBarrier(calls);
            List<Coroutine<Integer>> coroutines = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                int number = i;
                coroutines.add(() -> toThread(() -> {
                    allHere.await(30, TimeUnit.SECONDS);
                    return number;
                }));
            }
            assertThat(gather(coroutines).await()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        });
    }

    // THR-02 THR-11
    @Test
    void theLoopGoesOn_whileTheCallBlocks() {
        Loops.run(() -> {
            var release = new CountDownLatch(1);
            List<String> log = new ArrayList<>();
            createTask(() -> {
                log.add("another task runs");
                sleep(ms(1));
                release.countDown();
            });
            String result = toThread(() -> release.await(30, TimeUnit.SECONDS) ? "released" : "stuck");
            assertThat(result).isEqualTo("released");
            assertThat(log).containsExactly("another task runs");
        });
    }

    // THR-03
    @Test
    void theCallSeesTheContextOfTheCaller_inACopy() {
        Loops.run(() -> {
            VARIABLE.set("caller's");
            String seen = toThread(() -> {
                String before = VARIABLE.get();
                VARIABLE.set("thread's");
                return before + ", then " + VARIABLE.get();
            });
            assertThat(seen).isEqualTo("caller's, then thread's");
            assertThat(VARIABLE.get()).isEqualTo("caller's");
            assertThat(toThread(VARIABLE::get)).isEqualTo("caller's");
        });
    }

    // THR-03
    @Test
    void theContextIsCopied_whenTheCallIsAwaited() {
        Loops.run(() -> {
            Coroutine<String> coroutine = () -> toThread(VARIABLE::get);
            VARIABLE.set("set before the await");
            assertThat(coroutine.await()).isEqualTo("set before the await");
        });
    }

    // THR-01
    @Test
    void usesTheDefaultExecutorOfTheLoop() {
        try (ExecutorService executor = Executors.newSingleThreadExecutor(
                runnable -> Thread.ofPlatform().name("the only one").unstarted(runnable))) {
            Loops.run(() -> {
                EventLoop.running().setDefaultExecutor(executor);
                assertThat(toThread(() -> Thread.currentThread().getName())).isEqualTo("the only one");
            });
            assertThat(executor.isShutdown()).isTrue();
        }
    }

    // THR-05
    @Test
    void cancelled_itEndsAtOnce_andTheThreadIsInterrupted() {
        var interrupted = new CompletableFuture<String>();
        Loops.run(() -> {
            Promise<String> started = EventLoop.running().createFuture();
            EventLoop loop = EventLoop.running();
            var never = new CountDownLatch(1);
            Task<Boolean> task = createTask(() -> toThread(() -> {
                loop.callSoonThreadsafe(() -> started.setResult("started"));
                try {
                    return never.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    interrupted.complete("interrupted");
                    throw e;
                }
            }));
            assertThat(started.await()).isEqualTo("started");
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(interrupted.get(30, TimeUnit.SECONDS)).isEqualTo("interrupted");
        });
    }

    // THR-11
    @Test
    void outsideOfATask_itIsRefused() {
        assertThatThrownBy(() -> toThread(() -> "never"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
    }

    // THR-11
    @Test
    void awaitingWithinTheCall_isRefused_andTheRemedyNamed() {
        Loops.run(() -> {
            Promise<String> future = EventLoop.running().createFuture();
            assertThatThrownBy(() -> toThread(() -> future.await()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no event loop is running in this thread")
                    .hasMessageContaining("toCompletableFuture");
            assertThatThrownBy(() -> toThread(() -> sleep(ms(1), "never")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no running event loop");
        });
    }

    @SuppressWarnings("unchecked") // the type argument is only there to throw without declaring
    private static <X extends Throwable> void throwIt(Throwable failure) throws X {
        throw (X) failure;
    }
}
