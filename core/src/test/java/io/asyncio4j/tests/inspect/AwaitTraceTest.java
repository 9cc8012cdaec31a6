package io.asyncio4j.tests.inspect;

import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.TaskOptions.named;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Awaitable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.Generator;
import io.asyncio4j.LoneException;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.inspect.AwaitTrace;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** In debug mode, exceptions tell which awaits they came through. */
class AwaitTraceTest {

    private final IOException failure = new IOException("no connection");

    private String fail() throws IOException {
        sleep(ms(1));
        throw failure;
    }

    private static void debug(VoidCoroutine main) {
        Asyncio.run(Loops.virtual().debug(true), () -> createTask(named("main"), main).await());
    }

    private static AwaitTrace traceOf(Throwable e) {
        return Stream.of(e.getSuppressed()).filter(AwaitTrace.class::isInstance).map(AwaitTrace.class::cast)
                .reduce((one, other) -> {
                    throw new AssertionError("two traces: " + one + " and " + other);
                }).orElseThrow();
    }

    /** The tasks, and the methods of this class in which they awaited, without lambdas' numbers. */
    private static List<String> awaitsOf(Throwable e) {
        String message = traceOf(e).getMessage();
        assertThat(message).matches(
                "awaited by (Task '.+?' at AwaitTraceTest\\.java:\\d+(, by )?)+(, and \\d+ more)?");
        return Stream.of(message.substring("awaited by ".length()).split(", by ")).map(
                await -> await.replaceAll(" at .*", "")).toList();
    }

    private static List<String> methodsOf(Throwable e) {
        return Arrays.stream(traceOf(e).getStackTrace())
                .map(frame -> frame.getMethodName().replaceAll("lambda\\$(\\w+)\\$\\d+", "$1"))
                .toList();
    }

    @Test
    void nestedAwaits_areAllThere_innermostFirst() {
        debug(() -> {
            var inner = createTask(named("inner"), this::fail);
            var outer = createTask(named("outer"), () -> awaits(inner));
            assertThatThrownBy(() -> awaits(outer)).isSameAs(failure);
        });
        assertThat(awaitsOf(failure)).containsExactly("Task 'outer'", "Task 'main'");
        assertThat(methodsOf(failure))
                .startsWith("awaits", "nestedAwaits_areAllThere_innermostFirst", "awaits")
                .contains("nestedAwaits_areAllThere_innermostFirst");
    }

    private static String awaits(Task<String> task) {
        return task.await();
    }

    @Test
    void itIsPrintedBehindTheStackOfTheTaskThatFailed() {
        debug(() -> {
            var task = createTask(named("inner"), this::fail);
            assertThatThrownBy(() -> awaits(task)).isSameAs(failure);
        });
        var printed = new StringWriter();
        failure.printStackTrace(new PrintWriter(printed));
        assertThat(printed.toString().lines().filter(line -> !line.contains("... ")).toList())
                .startsWith("java.io.IOException: no connection")
                .anyMatch(line -> line.matches("\tSuppressed: io\\.asyncio4j\\.inspect\\.AwaitTrace:"
                        + " awaited by Task 'main' at AwaitTraceTest\\.java:\\d+"))
                .anyMatch(line -> line.startsWith("\t\tat ") && line.contains("AwaitTraceTest.awaits("));
    }

    @Test
    void throughGather_shield_waitForAndAsCompleted_itIsTheTaskThatAwaitsThem() {
        debug(() -> {
            createTask(named("gathers"),
                    () -> assertThatThrownBy(() -> gather(this::fail, this::fail).await()).isSameAs(failure))
                    .await();
            createTask(named("shields"),
                    () -> assertThatThrownBy(() -> shield(this::fail).await()).isSameAs(failure)).await();
            createTask(named("waits for"), () -> {
                var task = createTask(this::fail);
                assertThatThrownBy(() -> waitFor(task, ms(10))).isSameAs(failure);
            }).await();
            createTask(named("takes"), () -> {
                for (Awaitable<String> next : asCompleted(List.<Coroutine<String>>of(this::fail))) {
                    assertThatThrownBy(() -> next.await()).isSameAs(failure);
                }
            }).await();
        });
        assertThat(awaitsOf(failure)).containsExactly(
                "Task 'gathers'", "Task 'shields'", "Task 'waits for'", "Task 'takes'");
    }

    @Test
    void membersOfAGroup_haveTheTaskThatRunsTheGroup_andTheGroupHasThoseThatAwaitThat() {
        debug(() -> {
            var grouped = createTask(named("grouped"), () -> taskGroup(g -> {
                g.createTask(named("member"), this::fail);
            }));
            Throwable group = catchThrowable(() -> grouped.await());
            assertThat(group).isInstanceOf(ExceptionGroup.class);
            assertThat(awaitsOf(group)).containsExactly("Task 'main'");
            assertThat(((ExceptionGroup) group).exceptions()).containsExactly(failure);
        });
        assertThat(awaitsOf(failure)).containsExactly("Task 'grouped'");
    }

    @Test
    void lonelyMemberOfAGroup_comesThroughAllOfThem_andTheBlocksOwnFailureIsNotAwaitedThere() {
        var ofTheBlock = new IllegalStateException("the block's own");
        debug(() -> {
            var grouped = createTask(named("grouped"), () -> new TaskGroup(LoneException.UNWRAPPED).run(g -> {
                g.createTask(this::fail);
            }));
            assertThatThrownBy(() -> grouped.await()).isSameAs(failure);
            assertThatThrownBy(() -> taskGroup(g -> {
                throw ofTheBlock;
            })).isInstanceOf(ExceptionGroup.class);
        });
        assertThat(awaitsOf(failure)).containsExactly("Task 'grouped'", "Task 'main'");
        assertThat(ofTheBlock.getSuppressed()).isEmpty();
    }

    @Test
    void exceptionOfAnotherThread_tellsWhoAwaitsIt() {
        debug(() -> assertThatThrownBy(() -> toThread(() -> {
            throw failure;
        })).isSameAs(failure));
        assertThat(awaitsOf(failure)).containsExactly("Task 'main'");
    }

    @Test
    void generatorBasedTask_isNamed_withoutFrames() {
        debug(() -> {
            var failing = createTask(this::fail);
            var steps = createTask(named("steps"), Coroutine.fromGenerator("steps", new Generator<String>() {
                @Override
                public Step<String> send(Object value) {
                    return new Yield<>(failing);
                }

                @Override
                public Step<String> raise(Throwable e) throws Exception {
                    throw (Exception) e;
                }
            }));
            assertThatThrownBy(() -> awaits(steps)).isSameAs(failure);
        });
        assertThat(traceOf(failure).getMessage())
                .matches("awaited by Task 'steps', by Task 'main' at AwaitTraceTest\\.java:\\d+");
    }

    @Test
    void awaitingAgainAtTheSamePlace_isNotNotedAgain() {
        debug(() -> {
            var task = createTask(this::fail);
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> task.await()).isSameAs(failure);
            }
        });
        assertThat(awaitsOf(failure)).containsExactly("Task 'main'");
    }

    @Test
    void manyAwaits_areCountedOnly() {
        debug(() -> {
            var task = createTask(this::fail);
            for (int i = 0; i < 40; i++) {
                createTask(named("waiter " + i),
                        () -> assertThatThrownBy(() -> task.await()).isSameAs(failure));
            }
            sleep(ms(5));
        });
        assertThat(awaitsOf(failure)).hasSize(16).startsWith("Task 'waiter 0'", "Task 'waiter 1'");
        assertThat(traceOf(failure).getMessage()).endsWith(", and 24 more");
        assertThat(failure.getSuppressed()).hasSize(1);
    }

    @Test
    void whatThePartOfAGroupComesThrough_isNotToldOfTheGroup() {
        var group = new ExceptionGroup("both", List.of(failure, new IllegalStateException()));
        debug(() -> {
            var task = createTask(() -> {
                throw group;
            });
            assertThatThrownBy(() -> task.await()).isSameAs(group);
            var part = group.subgroup(IOException.class);
            var thrower = createTask(() -> {
                throw part;
            });
            createTask(named("second"), () -> assertThatThrownBy(() -> thrower.await()).isSameAs(part))
                    .await();
            assertThat(awaitsOf(part)).containsExactly("Task 'main'", "Task 'second'");
        });
        assertThat(awaitsOf(group)).containsExactly("Task 'main'");
    }

    @Test
    void exceptionsThatKeepNothing_cancellations_andErrorsOfTheVirtualMachine_areLeftAlone() {
        var plain = new Exception("plain", null, false, false) {
            private static final long serialVersionUID = 1L;
        };
        var overflow = new StackOverflowError();
        debug(() -> {
            assertThatThrownBy(() -> failed(plain).await()).isSameAs(plain);
            assertThatThrownBy(() -> failed(overflow).await()).isSameAs(overflow);
            var cancelled = createTask(this::fail);
            cancelled.cancel();
            Throwable e = catchThrowable(() -> cancelled.await());
            assertThat(e).isInstanceOf(CancelledError.class).hasNoSuppressedExceptions();
        });
        assertThat(plain).hasNoSuppressedExceptions();
        assertThat(overflow).hasNoSuppressedExceptions();
    }

    @Test
    void lookingAtIt_orTakingItInACallback_isNotAwaiting() {
        debug(() -> {
            var task = createTask(this::fail);
            task.addDoneCallback(done -> assertThatThrownBy(done::result).isSameAs(failure));
            sleep(ms(5));
            assertThat(task.exception()).isSameAs(failure);
        });
        assertThat(failure).hasNoSuppressedExceptions();
    }

    @Test
    void withoutDebugMode_exceptionsTravelAsTheyAre() {
        Loops.run(() -> {
            var task = createTask(this::fail);
            assertThatThrownBy(() -> task.await()).isSameAs(failure);
        });
        assertThat(failure).hasNoSuppressedExceptions();
    }

    private static Promise<String> failed(Throwable e) {
        Promise<String> promise = EventLoop.running().createFuture();
        promise.setException(e);
        return promise;
    }
}
