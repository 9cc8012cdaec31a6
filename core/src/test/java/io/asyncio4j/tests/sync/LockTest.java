package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.sync.Held;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.Ticks;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LockTest {

    private final List<Object> log = new ArrayList<>();
    private final Lock lock = new Lock();

    /** A task that acquires the lock, says so, and keeps it. */
    private Task<?> taker(Object name) {
        return createTask(() -> {
            lock.acquire();
            log.add(name);
        });
    }

    // LCK-01 BND-02
    @Test
    void freeLock_isTakenAndReleased_withoutALoop() {
        assertThat(lock.locked()).isFalse();
        lock.acquire();
        assertThat(lock.locked()).isTrue();
        lock.release();
        assertThat(lock.locked()).isFalse();
    }

    // LCK-01
    @Test
    void acquireOfAFreeLock_doesNotLetOthersRun() {
        Loops.run(() -> {
            EventLoop.running().callSoon(() -> log.add("another"));
            Held held = lock.acquire();
            log.add("taken");
            held.close();
            ticks(1);
            assertThat(log).containsExactly("taken", "another");
        });
    }

    // CAN-11 LCK-01
    @Test
    void acquireOfAFreeLock_isNoCancellationPoint() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> {
                currentTask().cancel();
                try (var _ = lock.acquire()) {
                    log.add("taken in spite of the request");
                    sleep(ms(1));
                    log.add("not reached");
                }
            });
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("taken in spite of the request");
            assertThat(lock.locked()).isFalse();
        });
    }

    // LCK-03
    @Test
    void release_wakesTheFirstWaiterOnly() {
        Loops.run(() -> {
            lock.acquire();
            taker(1);
            taker(2);
            ticks(1);
            assertThat(log).isEmpty();
            lock.release();
            ticks(1);
            assertThat(log).containsExactly(1);
            ticks(3);
            assertThat(log).containsExactly(1);
            assertThat(lock.locked()).isTrue();
            lock.release();
            ticks(1);
            assertThat(log).containsExactly(1, 2);
        });
    }

    // LCK-03, and lock.release() of the tick table
    @Test
    void release_makesTheFirstWaiterTheOwnerATickLater_andTheLockLooksFreeMeanwhile() {
        List<String> marks = new ArrayList<>();
        Loops.run(() -> {
            var t = new Ticks();
            lock.acquire();
            for (String name : List.of("first", "second")) {
                createTask(() -> {
                    lock.acquire();
                    t.mark(name + ", locked " + lock.locked());
                    lock.release();
                });
            }
            ticks(1);
            t.begin();
            t.loop.callSoon(() -> t.mark("queued before, locked " + lock.locked()));
            lock.release();
            t.loop.callSoon(() -> t.mark("queued after, locked " + lock.locked()));
            t.mark("released, locked " + lock.locked());
            ticks(3);
            marks.addAll(t.end());
        });
        assertThat(marks).containsExactly(
                "released, locked false@0",
                "queued before, locked false@1",
                "first, locked true@1",
                "queued after, locked false@1",
                "second, locked true@2");
    }

    // LCK-04
    @Test
    void newcomerBetweenReleaseAndResumption_queuesBehindTheChosenOne() {
        Loops.run(() -> {
            lock.acquire();
            taker("waited");
            ticks(1);
            Task<?> newcomer = taker("newcomer"); // its step is queued in front of the wake-up
            lock.release();
            ticks(1);
            assertThat(log).containsExactly("waited");
            lock.release();
            newcomer.await();
            assertThat(log).containsExactly("waited", "newcomer");
        });
    }

    // LCK-04
    @Test
    void theOneThatReleases_cannotBargeIn() {
        Loops.run(() -> {
            lock.acquire();
            Task<?> waits = createTask(() -> {
                lock.acquire();
                log.add("waited");
                sleep(ms(5));
                lock.release();
            });
            ticks(1);
            lock.release();
            lock.acquire();
            log.add("main again");
            assertThat(waits.done()).isTrue();
            assertThat(log).containsExactly("waited", "main again");
        });
    }

    // LCK-03 LCK-04
    @Test
    void manyTasks_getItInTheOrderInWhichTheyAsked_oneAtATime() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<Task<?>> tasks = new ArrayList<>();
            int[] inside = {0};
            for (int i = 0; i < 100; i++) {
                int number = i;
                tasks.add(createTask(() -> {
                    try (var _ = lock.acquire()) {
                        inside[0]++;
                        sleep(ms(1));
                        log.add(number);
                        assertThat(inside[0]).isEqualTo(1);
                        inside[0]--;
                    }
                }));
            }
            gather(tasks).await();
            assertThat(log).isEqualTo(IntStream.range(0, 100).boxed().toList());
            assertThat(millisSince(start)).isEqualTo(100);
            assertThat(lock.locked()).isFalse();
        });
    }

    // LCK-02
    @Test
    void anyTaskOrCallback_mayReleaseIt() {
        Loops.run(() -> {
            createTask(() -> lock.acquire()).await();
            assertThat(lock.locked()).isTrue();
            lock.release();
            assertThat(lock.locked()).isFalse();

            lock.acquire();
            EventLoop.running().callSoon(lock::release);
            lock.acquire();
            assertThat(lock.locked()).isTrue();
        });
    }

    // BND-04
    @Test
    void block_releasesAtItsEnd_alsoWhenItFails() {
        Loops.run(() -> {
            try (var _ = lock.acquire()) {
                assertThat(lock.locked()).isTrue();
            }
            assertThat(lock.locked()).isFalse();
            var failure = new IOException("inside");
            assertThat(catchThrowable(() -> {
                try (var _ = lock.acquire()) {
                    sleep(ms(1));
                    throw failure;
                }
            })).isSameAs(failure).hasNoSuppressedExceptions();
            assertThat(lock.locked()).isFalse();
        });
    }

    // BND-04
    @Test
    void closingWhatAcquireGave_isRelease_noMatterWhoseItWas() {
        Loops.run(() -> {
            Held first = lock.acquire();
            lock.release();
            createTask(() -> lock.acquire()).await();
            first.close();
            assertThat(lock.locked()).isFalse();
        });
    }
}
