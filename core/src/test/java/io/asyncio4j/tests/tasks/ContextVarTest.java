package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Context;
import io.asyncio4j.ContextVar.Token;
import io.asyncio4j.ContextVar;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ContextVarTest {

    private static final ContextVar<String> VAR = ContextVar.of("ContextVarTest");

    // CTX-07
    @Test
    void neverSet_hasItsDefault_orNone() {
        Context.empty().run(() -> {
            ContextVar<String> withDefault = ContextVar.of("with default", "default");
            assertThat(withDefault.get()).isEqualTo("default");
            assertThat(withDefault.getOrDefault("argument")).isEqualTo("argument");
            assertThat(VAR.getOrDefault("argument")).isEqualTo("argument");
            assertThatThrownBy(VAR::get)
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessageContaining("ContextVarTest");
            VAR.set("value");
            assertThat(VAR.get()).isEqualTo("value");
            assertThat(VAR.getOrDefault("argument")).isEqualTo("value");
        });
    }

    // CTX-07
    @Test
    void hasANameAndAText() {
        assertThat(VAR.name()).isEqualTo("ContextVarTest");
        assertThat(VAR).hasToString("<ContextVar name='ContextVarTest'>");
        assertThat(ContextVar.of("v", 5)).hasToString("<ContextVar name='v' default=5>");
        assertThatThrownBy(() -> VAR.set(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> ContextVar.of("v", null)).isInstanceOf(NullPointerException.class);
    }

    // CTX-07
    @Test
    void twoOfOneName_areTwoVariables() {
        Context.empty().run(() -> {
            ContextVar<String> first = ContextVar.of("same");
            ContextVar<String> second = ContextVar.of("same");
            first.set("first");
            assertThat(second.getOrDefault("none")).isEqualTo("none");
        });
    }

    // CTX-07
    @Test
    void reset_putsBackWhatWasThere_orNothing() {
        var context = Context.empty();
        context.run(() -> {
            Token<String> first = VAR.set("one");
            Token<String> second = VAR.set("two");
            assertThat(first.variable()).isSameAs(VAR);
            assertThat(first.oldValue()).isNull();
            assertThat(second.oldValue()).isEqualTo("one");
            VAR.reset(second);
            assertThat(VAR.get()).isEqualTo("one");
            VAR.reset(first);
            assertThat(VAR.getOrDefault("none")).isEqualTo("none");
        });
        assertThat(context.size()).isZero();
    }

    // CTX-07
    @Test
    void reset_takesOutItsOwnVariable_whereverThatStands() {
        var context = Context.empty();
        context.run(() -> {
            ContextVar<String> second = ContextVar.of("second");
            ContextVar<String> third = ContextVar.of("third");
            Token<String> ofFirst = VAR.set("one");
            Token<String> ofSecond = second.set("two");
            third.set("three");
            VAR.reset(ofFirst);
            assertThat(VAR.getOrDefault("none")).isEqualTo("none");
            assertThat(second.get()).isEqualTo("two");
            assertThat(third.get()).isEqualTo("three");
            second.reset(ofSecond);
            assertThat(second.getOrDefault("none")).isEqualTo("none");
            assertThat(third.get()).isEqualTo("three");
        });
        assertThat(context.size()).isOne();
    }

    // CTX-07: out of order, each token still puts back what it has seen
    @Test
    void resetOutOfOrder_putsBackWhatTheTokenHasSeen() {
        Context.empty().run(() -> {
            Token<String> first = VAR.set("one");
            Token<String> second = VAR.set("two");
            VAR.reset(first);
            assertThat(VAR.getOrDefault("none")).isEqualTo("none");
            VAR.reset(second);
            assertThat(VAR.get()).isEqualTo("one");
        });
    }

    // CTX-07
    @Test
    void resetTwice_byAnotherVariable_orInAnotherContext_isRefused() {
        Context.empty().run(() -> {
            ContextVar<String> other = ContextVar.of("other");
            Token<String> used = VAR.set("one");
            VAR.reset(used);
            assertThatThrownBy(() -> VAR.reset(used))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has already been used once");
            // that it is used comes first, as in CPython
            assertThatThrownBy(() -> other.reset(used)).isInstanceOf(IllegalStateException.class);

            Token<String> fresh = VAR.set("two");
            assertThatThrownBy(() -> other.reset(fresh)).isInstanceOf(IllegalArgumentException.class);
            Context copy = Context.copyCurrent();
            assertThatThrownBy(() -> copy.run(() -> VAR.reset(fresh)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("different context");
            assertThat(VAR.get()).isEqualTo("two");
            VAR.reset(fresh); // the refusals have not used it up
            assertThat(VAR.getOrDefault("none")).isEqualTo("none");
        });
    }

    // CTX-07
    @Test
    void aTokenInATryBlock_undoesItsSettingAtTheEnd() {
        Context.empty().run(() -> {
            VAR.set("outside");
            try (Token<String> token = VAR.set("inside")) {
                assertThat(token.oldValue()).isEqualTo("outside");
                assertThat(VAR.get()).isEqualTo("inside");
            }
            assertThat(VAR.get()).isEqualTo("outside");
            Token<String> closedTwice = VAR.set("inside");
            closedTwice.close();
            VAR.set("later");
            closedTwice.close(); // nothing is left for it to undo
            assertThat(VAR.get()).isEqualTo("later");
            assertThatThrownBy(() -> {
                try (Token<String> token = VAR.set("inside")) {
                    VAR.reset(token);
                }
            }).isInstanceOf(IllegalStateException.class).hasMessageContaining("already been used");
        });
    }

    // CTX-01
    @Test
    void aTask_hasTheValuesOfItsCreationAndKeepsItsOwn() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            VAR.set("at creation");
            Task<Void> task = createTask(() -> {
                log.add("task: " + VAR.get());
                VAR.set("the task's");
                ticks(1);
                log.add("task: " + VAR.get());
            });
            VAR.set("after creation");
            ticks(1);
            log.add("creator: " + VAR.get());
            VAR.set("later still");
            task.await();
            log.add("creator: " + VAR.get());
            assertThat(log).containsExactly(
                    "task: at creation", "creator: after creation", "task: the task's",
                    "creator: later still");
        });
    }

    // CTX-01
    @Test
    void whatATaskSets_goesToTheTasksThatItCreates() {
        Loops.run(() -> {
            Coroutine<String> grandchild = () -> VAR.get() + " seen by the grandchild";
            Task<String> child = createTask(() -> {
                VAR.set("the child's");
                Task<String> task = createTask(grandchild);
                VAR.set("changed since");
                return task.await();
            });
            assertThat(child.await()).isEqualTo("the child's seen by the grandchild");
            assertThat(VAR.getOrDefault("none")).isEqualTo("none");
        });
    }

    // CTX-01, CTX-04: many tasks take turns, and each finds its own value after each of them
    @Test
    void tasksThatTakeTurns_doNotSeeEachOthersValues() {
        Loops.run(() -> {
            List<String> wrong = new ArrayList<>();
            List<Task<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String own = "value " + i;
                tasks.add(createTask(() -> {
                    for (int turn = 0; turn < 5; turn++) {
                        VAR.set(own + " turn " + turn);
                        ticks(1);
                        if (!VAR.get().equals(own + " turn " + turn)) {
                            wrong.add(own + " found " + VAR.get());
                        }
                    }
                }));
            }
            gather(tasks).await();
            assertThat(wrong).isEmpty();
        });
    }

    // CTX-01, EAG-01
    @Test
    void anEagerTask_runsInItsCopyEvenWithinCreateTask() {
        Loops.run(() -> {
            VAR.set("creator's");
            Task<String> task = createTask(TaskOptions.DEFAULT.eager(), () -> {
                String seen = VAR.get();
                VAR.set("eager task's");
                return seen;
            });
            assertThat(task.result()).isEqualTo("creator's");
            assertThat(VAR.get()).isEqualTo("creator's");
        });
    }

    // CTX-06
    @Test
    void coroutinesAwaitedDirectly_orWithATimeout_shareTheContext() {
        Loops.run(() -> {
            Coroutine<String> direct = () -> {
                VAR.set("direct");
                return "done";
            };
            direct.await();
            assertThat(VAR.get()).isEqualTo("direct");
            waitFor(() -> VAR.set("waitFor"), ms(100));
            assertThat(VAR.get()).isEqualTo("waitFor");
            gather(direct).await(); // a task of its own
            assertThat(VAR.get()).isEqualTo("waitFor");
        });
    }

    // CTX-07, THR-03
    @Test
    void toThread_seesTheValuesInACopy_runInExecutorDoesNot() {
        Loops.run(() -> {
            VAR.set("the task's");
            List<String> seen = toThread(() -> {
                String before = VAR.get();
                VAR.set("the thread's");
                return List.of(before, VAR.get());
            });
            assertThat(seen).containsExactly("the task's", "the thread's");
            assertThat(VAR.get()).isEqualTo("the task's");
            assertThat(EventLoop.running().runInExecutor(null, () -> VAR.getOrDefault("none")).await())
                    .isEqualTo("none");
        });
    }

    // CTX-07: the same code goes on elsewhere, so it keeps its very context
    @Test
    void blocking_keepsTheContextItself() {
        Loops.run(() -> {
            VAR.set("before");
            String seen = Asyncio.blocking(() -> {
                String before = VAR.get();
                VAR.set("set while off the loop");
                return before;
            });
            assertThat(seen).isEqualTo("before");
            assertThat(VAR.get()).isEqualTo("set while off the loop");
        });
    }

    // CTX-01, CTX-07
    @Test
    void run_startsFromTheContextOfTheCaller_whichItDoesNotChange() {
        Context.empty().run(() -> {
            VAR.set("the caller's");
            String seen = Loops.run(() -> {
                String before = VAR.get();
                VAR.set("main's");
                return before;
            });
            assertThat(seen).isEqualTo("the caller's");
            assertThat(VAR.get()).isEqualTo("the caller's");
        });
    }

    // CTX-07
    @Test
    void eachThreadOutsideOfLoops_hasAContextOfItsOwn() throws InterruptedException {
        var seen = new CompletableFuture<List<String>>();
        Context.empty().run(() -> VAR.set("this thread's"));
        Thread thread = Thread.ofVirtual().start(() -> {
            String before = VAR.getOrDefault("none");
            VAR.set("that thread's");
            String inRun = Loops.run(VAR::get); // on a thread of its own, if need be
            seen.complete(List.of(before, inRun, VAR.get()));
        });
        thread.join();
        assertThat(seen.getNow(null)).containsExactly("none", "that thread's", "that thread's");
        assertThat(VAR.getOrDefault("none")).isEqualTo("none");
    }
}
