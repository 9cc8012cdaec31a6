package io.asyncio4j.tests.run;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.Awaitable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Context;
import io.asyncio4j.ContextVar;
import io.asyncio4j.Coroutine;
import io.asyncio4j.CoroutineObject;
import io.asyncio4j.Runner;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunnerContextTest {

    private static final ContextVar<Integer> VARIABLE = ContextVar.of("variable", -1);

    private static Runner newRunner() {
        return new Runner(Loops.virtual());
    }

    /** {@return a main coroutine that sets the variable and gives its value of before} */
    private static Coroutine<Integer> swap(int value) {
        return () -> {
            int before = VARIABLE.get();
            sleep(ms(1));
            VARIABLE.set(value);
            return before;
        };
    }

    private static void inAContextOfItsOwn(Runnable story) {
        Context.empty().run(story);
    }

    // RUN-09
    @Test
    void eachRun_seesWhatTheOneBeforeHasSet() {
        inAContextOfItsOwn(() -> {
            try (var runner = newRunner()) {
                assertThat(runner.run(swap(1))).isEqualTo(-1);
                assertThat(runner.run(swap(2))).isEqualTo(1);
                Context context = runner.run(() -> Context.copyCurrent());
                assertThat(context.get(VARIABLE)).isEqualTo(2);
            }
        });
    }

    // RUN-09
    @Test
    void allRuns_areInTheVerySameContext() {
        inAContextOfItsOwn(() -> {
            try (var runner = newRunner()) {
                Context first = runner.run(() -> currentTask().getContext());
                Context second = runner.run(() -> currentTask().getContext());
                assertThat(second).isSameAs(first);
            }
        });
    }

    // RUN-09
    @Test
    void whatARunSets_doesNotReachTheCaller() {
        inAContextOfItsOwn(() -> {
            VARIABLE.set(7);
            try (var runner = newRunner()) {
                assertThat(runner.run(swap(1))).isEqualTo(7);
                assertThat(VARIABLE.get()).isEqualTo(7);
            }
            assertThat(VARIABLE.get()).isEqualTo(7);
        });
    }

    // RUN-09 RUN-08
    @Test
    void theContext_isACopyOfTheOneThatMadeTheLoop() {
        inAContextOfItsOwn(() -> {
            VARIABLE.set(1);
            try (var runner = newRunner()) {
                VARIABLE.set(2);
                runner.getLoop();
                VARIABLE.set(3);
                assertThat(runner.run(swap(4))).isEqualTo(2);
                assertThat(runner.run(swap(5))).isEqualTo(4);
            }
        });
    }

    // RUN-09
    @Test
    void contextOfOneRun_isForThatRunOnly() {
        inAContextOfItsOwn(() -> {
            var own = Context.empty();
            try (var runner = newRunner()) {
                assertThat(runner.run(swap(1))).isEqualTo(-1);
                assertThat(runner.run(own, swap(5))).isEqualTo(-1);
                assertThat(own.get(VARIABLE)).isEqualTo(5);
                assertThat(runner.run(null, swap(2))).as("null for the shared one").isEqualTo(1);
                runner.run(own, () -> {
                    assertThat(VARIABLE.get()).isEqualTo(5);
                    assertThat(currentTask().getContext()).isSameAs(own);
                });
            }
        });
    }

    // RUN-09
    @Test
    void tasksOfARun_haveCopies_whichTheNextRunDoesNotSee() {
        inAContextOfItsOwn(() -> {
            try (var runner = newRunner()) {
                runner.run(() -> {
                    VARIABLE.set(1);
                    createTask(() -> VARIABLE.set(2)).await();
                    assertThat(VARIABLE.get()).isEqualTo(1);
                });
                assertThat(runner.run(swap(3))).isEqualTo(1);
            }
        });
    }

    // RUN-09
    @Test
    void awaitableThatIsNoCoroutine_runsInTheSharedContextToo() {
        inAContextOfItsOwn(() -> {
            try (var runner = newRunner()) {
                runner.run(swap(1));
                Awaitable<Integer> awaitable = () -> VARIABLE.get();
                assertThat(runner.run(awaitable)).isEqualTo(1);
            }
        });
    }

    // RUN-09
    @Test
    void anotherThread_goesOnInTheSharedContext() {
        inAContextOfItsOwn(() -> {
            try (var runner = newRunner()) {
                runner.run(swap(1));
                assertThat(Loops.<Integer>run(() -> toThread(() -> {
                    VARIABLE.set(100);
                    return runner.run(swap(2));
                }))).isEqualTo(1);
                assertThat(runner.run(swap(3))).isEqualTo(2);
            }
        });
    }

    // RUN-09
    @Test
    void runThatFailsOrIsRefused_keepsTheContextAsItIs() {
        inAContextOfItsOwn(() -> {
            try (var runner = newRunner()) {
                assertThatIllegalStateException().isThrownBy(() -> runner.run(() -> {
                    VARIABLE.set(1);
                    throw new IllegalStateException("main fails");
                })).withMessage("main fails");
                CoroutineObject<Integer> refused = Coroutine.of("refused", swap(9));
                runner.run(() -> assertThatIllegalStateException().isThrownBy(() -> runner.run(refused)));
                assertThat(runner.run(swap(2))).isEqualTo(1);
            }
        });
    }

    // RUN-09 RUN-06
    @Test
    void cleanUpAtTheEnd_runsInTheTasksOwnContext() {
        inAContextOfItsOwn(() -> {
            List<Integer> seen = new ArrayList<>();
            try (var runner = newRunner()) {
                runner.run(() -> {
                    VARIABLE.set(1);
                    createTask(() -> {
                        try {
                            sleep(ms(1000));
                        } catch (CancelledError e) {
                            seen.add(VARIABLE.get());
                            throw e;
                        }
                    });
                    sleep(ms(1));
                    VARIABLE.set(2);
                });
            }
            assertThat(seen).containsExactly(1);
        });
    }
}
