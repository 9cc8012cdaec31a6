package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Task;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.Ticks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionTest {

    private final List<Object> log = new ArrayList<>();
    private final Condition condition = new Condition();

    /** A task that waits in a block of the condition. */
    private Task<?> waiter(Object name) {
        return createTask(() -> {
            try (var _ = condition.acquire()) {
                condition.await();
                log.add(name);
            }
        });
    }

    /** The ticks in which tasks a, b and c come back, and in which main does what {@code main} does. */
    private List<String> story(Body main) {
        List<String> marks = new ArrayList<>();
        Loops.run(() -> {
            var t = new Ticks();
            for (String name : List.of("a", "b", "c")) {
                createTask(() -> {
                    try (var _ = condition.acquire()) {
                        condition.await();
                        t.mark(name);
                    }
                });
            }
            ticks(1);
            t.begin();
            main.run(t);
            ticks(5);
            marks.addAll(t.end());
        });
        return marks;
    }

    private interface Body {
        void run(Ticks t);
    }

    // CND-02
    @Test
    void await_givesTheLockUp_andHasItWhenItReturns() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> {
                condition.acquire();
                condition.await();
                log.add("woken, locked " + condition.locked());
            });
            ticks(1);
            assertThat(condition.locked()).isFalse();
            condition.acquire();
            condition.signal();
            ticks(2);
            assertThat(log).as("the signal does not release the lock").isEmpty();
            condition.release();
            assertThat(condition.locked()).isFalse();
            task.await();
            assertThat(log).containsExactly("woken, locked true");
            assertThat(condition.locked()).isTrue();
        });
    }

    // CND-03
    @Test
    void signal_wakesTheFirst_andTheyComeBackOneByOneAsTheLockIsFree() {
        Loops.run(() -> {
            for (int i = 1; i <= 3; i++) {
                int number = i;
                createTask(() -> {
                    condition.acquire();
                    condition.await();
                    log.add(number); // and keeps the lock
                });
            }
            ticks(1);
            condition.acquire();
            condition.signal();
            ticks(1);
            assertThat(log).isEmpty();
            condition.release();
            ticks(1);
            assertThat(log).containsExactly(1);
            condition.signal(2);
            ticks(1);
            assertThat(log).containsExactly(1);
            condition.release();
            ticks(3);
            assertThat(log).containsExactly(1, 2);
            condition.release();
            ticks(1);
            assertThat(log).containsExactly(1, 2, 3);
            assertThat(condition.locked()).isTrue();
        });
    }

    // CND-03
    @Test
    void thoseThatWereSignalledWhileTheLockWasHeld_returnOnePerTick() {
        assertThat(story(t -> {
            condition.acquire();
            t.mark("main has it");
            condition.signal(2);
            ticks(2);
            t.mark("releases");
            condition.release();
        })).containsExactly("main has it@0", "releases@2", "a@3", "b@4");
    }

    // CND-03
    @Test
    void signalAllWhileTheLockIsHeld_wakesAll_onePerTick() {
        assertThat(story(t -> {
            condition.acquire();
            condition.signalAll();
            ticks(2);
            t.mark("releases");
            condition.release();
        })).containsExactly("releases@2", "a@3", "b@4", "c@5");
    }

    // CND-03
    @Test
    void thoseThatFindTheLockFree_returnInTheSameTick_andANewcomerComesAfterThem() {
        assertThat(story(t -> {
            try (var _ = condition.acquire()) {
                condition.signalAll();
            }
            createTask(() -> {
                try (var _ = condition.acquire()) {
                    t.mark("newcomer");
                }
            });
        })).containsExactly("a@1", "b@1", "c@1", "newcomer@1");
    }

    // CND-03
    @Test
    void signalN_wakesNAtMost_andSignalsAddUp() {
        Loops.run(() -> {
            for (int i = 1; i <= 5; i++) {
                waiter(i);
            }
            ticks(1);
            try (var _ = condition.acquire()) {
                condition.signal(0);
                condition.signal(-1);
            }
            ticks(2);
            assertThat(log).isEmpty();
            try (var _ = condition.acquire()) {
                condition.signal();
                condition.signal(2);
            }
            ticks(2);
            assertThat(log).containsExactly(1, 2, 3);
            try (var _ = condition.acquire()) {
                condition.signal(2048);
            }
            ticks(2);
            assertThat(log).containsExactly(1, 2, 3, 4, 5);
            assertThat(condition.statistics().waiters()).isZero();
        });
    }

    // CND-03
    @Test
    void signalWithNobodyThere_isNotKept() {
        Loops.run(() -> {
            try (var _ = condition.acquire()) {
                condition.signal();
                condition.signalAll();
            }
            Task<?> task = waiter("woken");
            ticks(3);
            assertThat(task.done()).isFalse();
            try (var _ = condition.acquire()) {
                condition.signal();
            }
            task.await();
        });
    }

    // CND-09
    @Test
    void lockOfTheUsers_isTheConditionsLock() {
        var lock = new Lock();
        var shared = new Condition(lock);
        try (var _ = shared.acquire()) {
            assertThat(lock.locked()).isTrue();
            assertThat(shared.locked()).isTrue();
        }
        assertThat(lock.locked()).isFalse();
        try (var _ = lock.acquire()) {
            assertThat(shared.locked()).isTrue();
            shared.signal();
        }
        lock.acquire();
        shared.release();
        assertThat(lock.locked()).isFalse();
    }

    // CND-09
    @Test
    void twoConditionsOfOneLock_haveALineEach() {
        Loops.run(() -> {
            var lock = new Lock();
            var full = new Condition(lock);
            var empty = new Condition(lock);
            Task<?> atFull = createTask(() -> {
                try (var _ = lock.acquire()) {
                    full.await();
                    log.add("full");
                }
            });
            Task<?> atEmpty = createTask(() -> {
                try (var _ = lock.acquire()) {
                    empty.await();
                    log.add("empty");
                }
            });
            ticks(1);
            try (var _ = lock.acquire()) {
                empty.signalAll();
            }
            atEmpty.await();
            ticks(2);
            assertThat(atFull.done()).isFalse();
            try (var _ = lock.acquire()) {
                full.signalAll();
            }
            atFull.await();
            assertThat(log).containsExactly("empty", "full");
        });
    }

    // CND-10 BND-04
    @Test
    void block_acquiresAndReleases() {
        assertThat(condition.locked()).isFalse();
        try (var _ = condition.acquire()) {
            assertThat(condition.locked()).isTrue();
        }
        assertThat(condition.locked()).isFalse();
    }
}
