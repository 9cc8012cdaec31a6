package io.asyncio4j.tests.generators;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Context;
import io.asyncio4j.ContextVar;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A generator's code is part of the task that iterates: its context variables, its name, its stack. */
class AsyncGeneratorContextTest {

    private static final ContextVar<String> VARIABLE = ContextVar.of("variable", "none");

    private final List<Object> log = new ArrayList<>();

    private static List<String> methods(List<StackTraceElement> frames) {
        return frames.stream()
                .map(StackTraceElement::getMethodName)
                .filter(name -> !name.startsWith("lambda$"))
                .toList();
    }

    // AGN-01 INT-01
    @Test
    void currentTask_isTheOneThatAsks() {
        Loops.run(() -> {
            AsyncGenerator<Task<?>> tasks = AsyncGenerator.of(out -> {
                while (true) {
                    out.yield(currentTask());
                }
            });
            Iterator<Task<?>> iterator = tasks.iterator();
            assertThat(iterator.next()).isSameAs(currentTask());
            Task<Boolean> other = createTask(() -> iterator.next() == currentTask());
            assertThat(other.await()).isTrue();
            assertThat(iterator.next()).isSameAs(currentTask());
            tasks.close();
        });
    }

    // AGN-01 CTX-01
    @Test
    void contextVariables_areTheTasks_forTheCodeToSeeAndToSet() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                log.add("code sees " + VARIABLE.get());
                VARIABLE.set("by code");
                out.yield(1);
                log.add("code sees " + VARIABLE.get());
                out.yield(2);
            });
            VARIABLE.set("by consumer");
            for (int number : numbers) {
                log.add("consumer sees " + VARIABLE.get());
                VARIABLE.set("by consumer " + number);
            }
            assertThat(log).containsExactly("code sees by consumer", "consumer sees by code",
                    "code sees by consumer 1", "consumer sees by consumer 1");
        });
    }

    // AGN-01 CTX-01
    @Test
    void contextVariables_ofAnotherTaskThatGoesOn_areThatTasks() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                log.add("code sees " + VARIABLE.get());
                VARIABLE.set("by code");
                out.yield(1);
                log.add("code sees " + VARIABLE.get());
                out.yield(2);
            });
            VARIABLE.set("main");
            for (String name : List.of("t1", "t2")) {
                createTask(() -> {
                    VARIABLE.set("by " + name);
                    numbers.iterator().next();
                    log.add(name + " sees " + VARIABLE.get());
                }).await();
            }
            log.add("main sees " + VARIABLE.get());
            assertThat(log).containsExactly("code sees by t1", "t1 sees by code", "code sees by t2",
                    "t2 sees by t2", "main sees main");
        });
    }

    // AGN-01 CTX-01
    @Test
    void contextThatTheConsumerRunsIn_isTheCodes_forThatElement() {
        Loops.run(() -> {
            Iterator<String> seen = AsyncGenerator.<String>of(out -> {
                for (int i = 0; i < 3; i++) {
                    sleep(ms(1));
                    out.yield(VARIABLE.get());
                }
            }).iterator();
            VARIABLE.set("own");
            Context other = Context.copyCurrent();
            other.run(() -> VARIABLE.set("other"));
            assertThat(seen.next()).isEqualTo("own");
            assertThat(other.run(() -> seen.next())).isEqualTo("other");
            assertThat(VARIABLE.get()).isEqualTo("own");
            assertThat(seen.next()).isEqualTo("own");
            assertThat(seen.hasNext()).isFalse();
        });
    }

    // AGN-01
    @Test
    void threadOfTheCode_hasTheNameOfTheTask() {
        Loops.run(() -> {
            currentTask().setName("reader");
            AsyncGenerator<String> names = AsyncGenerator.of(out -> {
                while (true) {
                    out.yield(Thread.currentThread().getName());
                }
            });
            assertThat(names.iterator().next()).isEqualTo("reader");
            assertThat(Thread.currentThread().getName()).isEqualTo("reader");
            names.close();
        });
    }

    // AGN-01
    @Test
    void threadOfTheCode_hasTheNameOfTheTaskThatGoesOn() {
        Loops.run(() -> {
            AsyncGenerator<String> names = AsyncGenerator.of(out -> {
                while (true) {
                    out.yield(Thread.currentThread().getName());
                }
            });
            for (String name : List.of("first", "second")) {
                createTask(TaskOptions.named(name), () -> {
                    log.add(names.iterator().next());
                    sleep(ms(1));
                });
            }
            ticks(1);
            currentTask().setName("main");
            log.add(names.iterator().next());
            currentTask().setName("renamed");
            log.add(names.iterator().next());
            assertThat(log).containsExactly("first", "second", "main", "renamed");
            names.close();
        });
    }

    // AGN-01
    @Test
    void taskThatIsRenamedWithinTheCode_hasThatNameAfterwardsToo() {
        Loops.run(() -> {
            AsyncGenerator<String> names = AsyncGenerator.of(out -> {
                currentTask().setName("new name");
                out.yield(Thread.currentThread().getName());
            });
            assertThat(names.iterator().next()).isEqualTo("new name");
            assertThat(Thread.currentThread().getName()).isEqualTo("new name");
            names.close();
        });
    }

    // AGN-01
    @Test
    void threadLocals_areTheGeneratorsOwn() {
        Loops.run(() -> {
            ThreadLocal<String> local = ThreadLocal.withInitial(() -> "unset");
            AsyncGenerator<String> values = AsyncGenerator.of(out -> {
                out.yield(local.get());
                local.set("the code's");
                sleep(ms(1));
                out.yield(local.get());
            });
            local.set("the consumer's");
            Iterator<String> iterator = values.iterator();
            assertThat(iterator.next()).isEqualTo("unset");
            assertThat(iterator.next()).isEqualTo("the code's");
            assertThat(local.get()).isEqualTo("the consumer's");
            values.close();
            AsyncGenerator<String> next = AsyncGenerator.of(out -> out.yield(local.get()));
            assertThat(next.iterator().next()).as("even if it takes the same thread").isEqualTo("unset");
            next.close();
        });
    }

    // AGN-01 REP-04
    @Test
    void stackOfATaskThatWaitsInTheCode_hasTheFramesOfBoth_oldestFirst() {
        Loops.run(() -> {
            Promise<Integer> gate = EventLoop.running().createFuture();
            AsyncGenerator<Integer> inner = AsyncGenerator.of(out -> innerCode(out, gate));
            AsyncGenerator<Integer> outer = AsyncGenerator.of(out -> outerCode(out, inner));
            Task<Integer> task = createTask(() -> consumer(outer));
            ticks(1);
            assertThat(methods(task.getStack()))
                    .containsExactly("consumer", "outerCode", "innerCode", "waitAtTheGate");
            assertThat(task.getStack(1)).singleElement()
                    .satisfies(frame -> assertThat(frame.getMethodName()).isEqualTo("waitAtTheGate"));
            gate.setResult(1);
            assertThat(task.await()).isEqualTo(1);
        });
    }

    // AGN-01 REP-04
    @Test
    void stackOfTheTaskThatRunsInTheCode_hasTheFramesOfBoth_andInItsOwnBodyNoneOfTheCodes() {
        Loops.run(() -> {
            AsyncGenerator<List<String>> stacks = AsyncGenerator.of(AsyncGeneratorContextTest::looksAtItself);
            Iterator<List<String>> iterator = stacks.iterator();
            assertThat(asks(iterator)).containsSubsequence("asks", "looksAtItself");
            Task<?> task = currentTask();
            assertThat(methods(task.getStack())).doesNotContain("looksAtItself");
            stacks.close();
        });
    }

    private static int consumer(AsyncGenerator<Integer> numbers) {
        return numbers.iterator().next();
    }

    private static void outerCode(AsyncGenerator.Out<Integer> out, AsyncGenerator<Integer> inner) {
        try (inner) {
            for (int element : inner) {
                out.yield(element);
            }
        }
    }

    private static void innerCode(AsyncGenerator.Out<Integer> out, Promise<Integer> gate) {
        out.yield(waitAtTheGate(gate));
    }

    private static int waitAtTheGate(Promise<Integer> gate) {
        return gate.await();
    }

    private static List<String> asks(Iterator<List<String>> iterator) {
        return iterator.next();
    }

    private static void looksAtItself(AsyncGenerator.Out<List<String>> out) {
        Task<?> self = currentTask();
        out.yield(methods(self.getStack()));
    }

    // AGN-01
    @Test
    void interruptFlag_ofTheConsumer_isNotTheCodes() {
        Loops.run(() -> {
            AsyncGenerator<Boolean> flags = AsyncGenerator.of(out -> {
                out.yield(Thread.currentThread().isInterrupted());
                sleep(ms(1));
                out.yield(Thread.currentThread().isInterrupted());
            });
            Iterator<Boolean> iterator = flags.iterator();
            Thread.currentThread().interrupt();
            List<Boolean> seen = List.of(iterator.next(), iterator.next());
            assertThat(Thread.interrupted()).isTrue();
            assertThat(seen).containsExactly(false, false);
            flags.close();
        });
    }

    // AGN-01 REP-01
    @Test
    void textOfATaskThatWaitsInTheCode_saysWhatItWaitsFor() {
        Loops.run(() -> {
            Promise<Integer> gate = EventLoop.running().createFuture();
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> innerCode(out, gate));
            Task<Integer> task = createTask(TaskOptions.named("t"), () -> consumer(numbers));
            ticks(1);
            assertThat(task.toString())
                    .startsWith("<Task pending name='t'")
                    .contains("running at AsyncGeneratorContextTest.java:")
                    .contains("wait_for=<Future pending");
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
        });
    }
}
