package io.asyncio4j.tests.loop;

import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Handle;
import io.asyncio4j.Promise;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The handles of callSoonThreadsafe, which other threads may use. */
class ThreadsafeHandleTest {

    private final List<String> log = new CopyOnWriteArrayList<>();

    // LOO-13
    @Test
    void fromAnotherThread_wakesALoopThatWaitsForNothing() throws InterruptedException {
        var waiting = new CountDownLatch(1);
        EventLoop loop = Loops.virtual().build();
        try (loop) {
            Promise<String> promise = loop.createFuture();
            Thread thread = Thread.ofPlatform().start(() -> {
                awaitLatch(waiting);
                loop.callSoonThreadsafe(() -> promise.setResult("woken"));
            });
            loop.callSoon(waiting::countDown);
            assertThat(loop.runUntilComplete(promise)).isEqualTo("woken");
            thread.join();
        }
    }

    // LOO-13: on the loop's side there is one line for both
    @Test
    void fromTheLoop_keepsTheOrderWithCallSoon() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            loop.callSoon(() -> {
                loop.callSoonThreadsafe(() -> log.add("2a"));
                loop.callSoon(() -> log.add("2b"));
                loop.callSoonThreadsafe(() -> log.add("2c"));
            });
            loop.callSoonThreadsafe(() -> log.add("1a"));
            loop.callSoon(() -> log.add("1b"));
            loop.callSoonThreadsafe(() -> log.add("1c"));
            ticks(1);
            assertThat(log).containsExactly("1a", "1b", "1c");
            ticks(1);
            assertThat(log).containsExactly("1a", "1b", "1c", "2a", "2b", "2c");
        });
    }

    // LOO-13: there is one line for all threads, so what came first runs first
    @Test
    void fromAnotherThreadBeforeCallSoon_runsBeforeIt() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Promise<String> promise = loop.createFuture();
            promise.addDoneCallback(future -> log.add("done callback"));
            loop.callSoon(() -> log.add("queued before"));
            Thread thread = Thread.ofPlatform().start(() -> {
                loop.callSoonThreadsafe(() -> log.add("outside 1"));
                loop.callSoonThreadsafe(() -> log.add("outside 2"));
            });
            thread.join(); // the loop is held meanwhile
            promise.setResult("value");
            loop.callSoon(() -> log.add("inside"));
            ticks(1);
            assertThat(log).containsExactly("queued before", "outside 1", "outside 2", "done callback",
                    "inside");
        });
    }

    // LOO-13
    @Test
    void fromManyThreads_eachRunsOnce_inTheOrderOfItsThread() throws InterruptedException {
        int threads = 4;
        int calls = 500;
        List<List<Integer>> seen = new ArrayList<>();
        List<Thread> started = new ArrayList<>();
        EventLoop loop = Loops.virtual().build();
        try (loop) {
            var left = new int[] {threads * calls};
            for (int i = 0; i < threads; i++) {
                List<Integer> mine = new ArrayList<>();
                seen.add(mine);
                started.add(Thread.ofPlatform().start(() -> {
                    for (int call = 0; call < calls; call++) {
                        int number = call;
                        loop.callSoonThreadsafe(() -> {
                            mine.add(number);
                            if (--left[0] == 0) {
                                loop.stop();
                            }
                        });
                    }
                }));
            }
            loop.runForever();
        }
        for (Thread thread : started) {
            thread.join();
        }
        assertThat(seen).allSatisfy(
                numbers -> assertThat(numbers).hasSize(calls).isSorted().doesNotHaveDuplicates());
    }

    // LOO-14
    @Test
    void cancelledByAnotherThreadBeforeItRuns_neverRuns() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            boolean cancelled = toThread(() -> {
                // the loop cannot run it meanwhile: it is held by the callback below
                var holds = new CountDownLatch(1);
                var release = new CountDownLatch(1);
                loop.callSoonThreadsafe(() -> {
                    holds.countDown();
                    awaitLatch(release);
                });
                awaitLatch(holds);
                Handle handle = loop.callSoonThreadsafe(() -> log.add("never"));
                handle.cancel();
                handle.cancel();
                release.countDown();
                return handle.cancelled();
            });
            assertThat(cancelled).isTrue();
            ticks(2);
            assertThat(log).isEmpty();
        });
    }

    // LOO-14
    @Test
    void cancelledByAnotherThreadWhileItRuns_waitsForItsEnd() {
        Loops.run(() -> {
            Handle handle = runWithVisitor(it -> {
                it.cancel();
                log.add("cancel returns");
            });
            assertThat(log).containsExactly("callback begins", "callback ends", "cancel returns");
            assertThat(handle.cancelled()).isTrue();
        });
    }

    // LOO-14
    @Test
    void askedByAnotherThreadWhileItRuns_answersAfterItsEnd() {
        Loops.run(() -> {
            Handle handle = runWithVisitor(it -> log.add("cancelled: " + it.cancelled()));
            assertThat(log).containsExactly("callback begins", "callback ends", "cancelled: false");
            assertThat(handle.cancelled()).isFalse();
        });
    }

    /** Runs a callback during which another thread visits its handle, and is seen to be kept waiting. */
    private Handle runWithVisitor(Consumer<Handle> visit) throws Exception {
        var known = new CompletableFuture<Handle>();
        Thread visitor = Thread.ofPlatform().unstarted(() -> visit.accept(known.join()));
        Handle handle = EventLoop.running().callSoonThreadsafe(() -> {
            log.add("callback begins");
            visitor.start();
            awaitBlocked(visitor);
            log.add("callback ends");
        });
        known.complete(handle);
        ticks(1);
        assertThat(visitor.join(Duration.ofSeconds(30))).isTrue();
        return handle;
    }

    // LOO-14
    @Test
    void cancelledByItself_runsOnToItsEnd() {
        Loops.run(() -> {
            List<Handle> handles = new ArrayList<>();
            handles.add(EventLoop.running().callSoonThreadsafe(() -> {
                Handle handle = handles.getFirst();
                log.add("before: " + handle.cancelled());
                handle.cancel();
                log.add("after: " + handle.cancelled());
            }));
            ticks(1);
            assertThat(log).containsExactly("before: false", "after: true");
        });
    }

    // LOO-14
    @Test
    void cancelledByItself_whileOthersWait_allOfThemHearIt() {
        Loops.run(() -> {
            var known = new CompletableFuture<Handle>();
            Runnable asks = () -> log.add("cancelled: " + known.join().cancelled());
            Thread first = Thread.ofPlatform().unstarted(asks);
            Thread second = Thread.ofPlatform().unstarted(asks);
            known.complete(EventLoop.running().callSoonThreadsafe(() -> {
                first.start();
                awaitBlocked(first);
                second.start();
                awaitBlocked(second);
                known.join().cancel();
                log.add("itself: " + known.join().cancelled());
            }));
            ticks(1);
            assertThat(first.join(Duration.ofSeconds(30))).isTrue();
            assertThat(second.join(Duration.ofSeconds(30))).isTrue();
            assertThat(log).containsExactly("itself: true", "cancelled: true", "cancelled: true");
        });
    }

    // LOO-14
    @Test
    void whoWaitsForItsEnd_waitsOnWhenInterrupted_andIsInterruptedAfterwards() {
        Loops.run(() -> {
            var known = new CompletableFuture<Handle>();
            Thread visitor = Thread.ofPlatform().unstarted(() -> {
                known.join().cancel();
                log.add("cancel returns, interrupted: " + Thread.currentThread().isInterrupted());
            });
            known.complete(EventLoop.running().callSoonThreadsafe(() -> {
                visitor.start();
                awaitBlocked(visitor);
                visitor.interrupt();
                while (visitor.isInterrupted()) { // until it has noticed
                    Thread.onSpinWait();
                }
                awaitBlocked(visitor);
                log.add("callback ends");
            }));
            ticks(1);
            assertThat(visitor.join(Duration.ofSeconds(30))).isTrue();
            assertThat(log).containsExactly("callback ends", "cancel returns, interrupted: true");
        });
    }

    // LOO-14: a callback that throws must not keep the visitors waiting
    @Test
    void aCallbackThatThrows_letsGoOfItsHandle() {
        Loops.run(() -> {
            var reports = Loops.collectReports();
            Handle handle = EventLoop.running().callSoonThreadsafe(() -> {
                throw new IllegalArgumentException("broken");
            });
            ticks(1);
            assertThat(reports).hasSize(1);
            assertThat(reports.getFirst()).containsEntry("handle", handle);
            boolean cancelled = toThread(() -> {
                handle.cancel();
                return handle.cancelled();
            });
            assertThat(cancelled).isTrue();
        });
    }

    // LOO-14, LOO-09
    @Test
    void cancelledOnTheLoop_isSkipped() {
        Loops.run(() -> {
            Handle handle = EventLoop.running().callSoonThreadsafe(() -> log.add("never"));
            handle.cancel();
            ticks(1);
            assertThat(handle.cancelled()).isTrue();
            assertThat(log).isEmpty();
        });
    }

    // LOO-14
    @Test
    void cancelledByAnotherThreadAtAnyMoment_itHasRun_orNeverDoes() {
        int handles = 10_000;
        int batch = 100;
        var runs = new AtomicIntegerArray(handles); // 0, 1 while it runs, 2 when it has run
        var wrong = new CopyOnWriteArrayList<String>();
        var atCancel = new int[handles];
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            toThread(() -> {
                List<Handle> all = new ArrayList<>();
                for (int first = 0; first < handles; first += batch) {
                    for (int i = first; i < first + batch; i++) {
                        int number = i;
                        all.add(loop.callSoonThreadsafe(() -> {
                            runs.set(number, 1);
                            long end = System.nanoTime() + 20_000;
                            while (System.nanoTime() < end) {
                                Thread.onSpinWait();
                            }
                            runs.set(number, 2);
                        }));
                    }
                    while (runs.get(first) == 0) {
                        Thread.onSpinWait();
                    }
                    for (int i = first; i < first + batch; i++) { // it overtakes the loop, which runs them
                        Handle handle = all.get(i - first);
                        handle.cancel();
                        atCancel[i] = runs.get(i);
                        if (atCancel[i] == 1 || !handle.cancelled()) {
                            wrong.add("handle " + i + " runs on after its cancel");
                        }
                    }
                    all.clear();
                }
            });
        });
        for (int i = 0; i < handles; i++) {
            if (runs.get(i) != atCancel[i]) {
                wrong.add("handle " + i + " has run after its cancel");
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void awaitBlocked(Thread thread) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            assertThat(thread.getState()).isNotEqualTo(Thread.State.TERMINATED);
            Thread.onSpinWait();
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
