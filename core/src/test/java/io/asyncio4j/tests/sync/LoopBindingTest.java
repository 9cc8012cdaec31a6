package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.sync.BoundedSemaphore;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** To which loop a primitive belongs: to the one in which a task first had to wait for it. */
class LoopBindingTest {

    private final List<Object> log = new ArrayList<>();

    /**
     * A primitive, how to wait for it where that is needed, and how to end the wait. The state between waits
     * is that the next one has to wait.
     */
    private record Primitive(Object itself, Runnable await, Runnable wake) {

        static List<Primitive> all() {
            var lock = new Lock();
            var event = new Event();
            var condition = new Condition();
            var semaphore = new Semaphore(0);
            var bounded = new BoundedSemaphore(1);
            lock.acquire();
            bounded.acquire();
            return List.of(
                    new Primitive(lock, lock::acquire, lock::release),
                    new Primitive(
                            event, () -> {
                                event.await();
                                event.clear();
                            }, event::set),
                    new Primitive(
                            condition, () -> {
                                try (var _ = condition.acquire()) {
                                    condition.await();
                                }
                            }, () -> {
                                condition.acquire();
                                condition.signal();
                                condition.release();
                            }),
                    new Primitive(semaphore, semaphore::acquire, semaphore::release),
                    new Primitive(bounded, bounded::acquire, bounded::release));
        }

        void waitOnce() {
            EventLoop.running().callLater(ms(10), wake);
            await.run();
        }
    }

    private static void inLoop(String name, Runnable body) {
        Asyncio.run(Loops.virtual().name(name), body::run);
    }

    // BND-03
    @Test
    void waitingInAnotherLoop_isRefused_alsoAfterTheFirstOneWasClosed() {
        for (Primitive primitive : Primitive.all()) {
            inLoop("first", primitive::waitOnce);
            inLoop("second", () -> assertThatIllegalStateException().isThrownBy(primitive.await::run)
                    .withMessageContaining(primitive.itself.getClass().getSimpleName())
                    .withMessageContaining("is bound to a different event loop")
                    .withMessageContaining("tasks have waited for it in <EventLoop first")
                    .withMessageContaining("this one runs in <EventLoop second")
                    .withMessageContaining("make one for each loop"));
        }
    }

    // BND-03
    @Test
    void refusal_changesNothing() {
        for (Primitive primitive : Primitive.all()) {
            EventLoop first = Loops.virtual().build();
            first.runUntilComplete(primitive::waitOnce);
            String before = primitive.itself.toString();
            inLoop("second", () -> assertThatIllegalStateException().isThrownBy(primitive.await::run));
            assertThat(primitive.itself).hasToString(before);
            first.runUntilComplete(primitive::waitOnce);
            first.close();
        }
    }

    // BND-02
    @Test
    void madeInOneLoop_itBelongsToTheOneInWhichATaskFirstWaits() {
        List<Primitive> made = new ArrayList<>();
        inLoop("maker", () -> made.addAll(Primitive.all()));
        inLoop("user", () -> made.forEach(Primitive::waitOnce));
        inLoop("third", () -> made.forEach(primitive -> assertThatIllegalStateException()
                .isThrownBy(primitive.await::run)
                .withMessageContaining("waited for it in <EventLoop user")));
    }

    // BND-02
    @Test
    void useWithoutWaiting_neverBinds() {
        var lock = new Lock();
        var owned = Lock.owned();
        var event = new Event();
        var condition = new Condition();
        var semaphore = new Semaphore();
        for (String name : List.of("first", "second", "third")) {
            inLoop(name, () -> {
                try (var _ = lock.acquire(); var _ = owned.acquire(); var _ = semaphore.acquire()) {
                    event.set();
                    event.await();
                    event.clear();
                }
                try (var _ = condition.acquire()) {
                    condition.waitFor(() -> true);
                    condition.signalAll();
                }
            });
        }
        inLoop("fourth", () -> {
            lock.acquire();
            EventLoop.running().callSoon(lock::release);
            lock.acquire();
            assertThat(lock.locked()).isTrue();
        });
    }

    // BND-02 BND-03
    @Test
    void boundPrimitive_canStillBeUsedElsewhereWithoutWaiting() {
        var lock = new Lock();
        lock.acquire();
        inLoop("first", () -> {
            EventLoop.running().callSoon(lock::release);
            lock.acquire();
            lock.release();
        });
        inLoop("second", () -> {
            lock.acquire();
            assertThatIllegalStateException().isThrownBy(lock::acquire)
                    .withMessageContaining("is bound to a different event loop");
            lock.release();
            assertThat(lock).hasToString("<Lock [unlocked]>");
        });
    }

    // BND-02
    @Test
    void severalRunsOfOneLoop_areOneLoop() {
        try (EventLoop loop = Loops.virtual().build()) {
            for (Primitive primitive : Primitive.all()) {
                loop.runUntilComplete(primitive::waitOnce);
                loop.runUntilComplete(primitive::waitOnce);
            }
        }
    }

    // BND-03 CND-09
    @Test
    void conditionOverALockOfAnotherLoop_isRefused_keepsTheLock_andIsNotBoundItself() {
        var lock = new Lock();
        var condition = new Condition(lock);
        EventLoop first = Loops.virtual().name("first").build();
        lock.acquire();
        first.runUntilComplete(() -> {
            EventLoop.running().callSoon(lock::release);
            lock.acquire();
        });
        inLoop("second", () -> assertThatIllegalStateException().isThrownBy(condition::await)
                .withMessageContaining("<Condition [locked]> is bound to a different event loop")
                .withMessageContaining("in <EventLoop first"));
        assertThat(lock.locked()).isTrue();
        first.runUntilComplete(() -> {
            EventLoop.running().callSoon(() -> {
                lock.acquire();
                condition.signal();
                lock.release();
            });
            condition.await();
            assertThat(lock.locked()).isTrue();
        });
        first.close();
    }

    // BND-02 CND-09
    @Test
    void waitingAtACondition_bindsItsLockToo_sinceTheTaskComesBackByThat() {
        var lock = new Lock();
        var condition = new Condition(lock);
        inLoop("first", () -> {
            Task<?> waits = createTask(() -> {
                try (var _ = lock.acquire()) {
                    condition.await();
                    log.add("woken");
                }
            });
            ticks(1);
            try (var _ = lock.acquire()) {
                condition.signal();
            }
            waits.await();
        });
        assertThat(log).containsExactly("woken");
        inLoop("second", () -> {
            lock.acquire();
            List<ThrowingCallable> waits = List.of(lock::acquire, condition::await, condition::acquire);
            for (ThrowingCallable wait : waits) {
                assertThatIllegalStateException().isThrownBy(wait)
                        .withMessageContaining("is bound to a different event loop");
            }
        });
    }
}
