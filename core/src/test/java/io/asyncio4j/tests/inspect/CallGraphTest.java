package io.asyncio4j.tests.inspect;

import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.inspect.CallGraph.captureCallGraph;
import static io.asyncio4j.tests.support.Graphs.shape;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Generator;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.inspect.FutureCallGraph;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallGraphTest {

    private static final int ALL = Integer.MAX_VALUE;

    private final List<String> seen = new ArrayList<>();

    private static <T> Task<T> named(String name, Coroutine<T> body) {
        return createTask(TaskOptions.named(name), body);
    }

    private static Task<Void> named(String name, VoidCoroutine body) {
        return createTask(TaskOptions.named(name), body);
    }

    private static Promise<String> promise() {
        return EventLoop.running().createFuture();
    }

    private String work() {
        sleep(ms(1));
        return look();
    }

    private String look() {
        seen.add(shape(captureCallGraph()));
        return "looked";
    }

    private static <T> T wait(Coroutine<T> body) throws Exception {
        return body.await();
    }

    // INT-06 INT-07 INT-08
    @Test
    void currentTask_fromTheCallerToItsCoroutine_andWhoAwaitsIt() {
        Loops.run(() -> {
            currentTask().setName("main");
            named("outer", () -> wait(() -> named("inner", this::work).await())).await();
            assertThat(seen).containsExactly("inner[look, work] <- outer[wait] <- main[]");
        });
    }

    // INT-08 GAT-18 SHD-07 WAI-12 ASC-09 INT-15
    @Test
    void whoeverWaitsThroughACombinator_isShownWhereItWaits() {
        Loops.run(() -> {
            currentTask().setName("main");
            wait(() -> gather(named("t", this::work), named("other", () -> sleep(ms(5)))).await());
            wait(() -> shield(named("t", this::work)).await());
            wait(() -> Asyncio.wait(List.of(named("t", this::work))));
            wait(() -> asCompleted(List.of(named("t", this::work))).futures().iterator().next());
            wait(() -> asCompleted(List.of(named("t", this::work))).iterator().next().await());
            wait(() -> waitFor(named("t", this::work), ms(100)));
            wait(() -> timeout(ms(100), () -> named("t", this::work).await()));
            wait(() -> taskGroup(g -> {
                return g.createTask(TaskOptions.named("t"), this::work);
            }));
            wait(() -> Asyncio.staggeredRace(List.of((Coroutine<String>) () -> {
                currentTask().setName("t");
                return work();
            }), null));
            assertThat(seen).hasSize(9).allMatch("t[look, work] <- main[wait]"::equals);
        });
    }

    // INT-15: cpython #157058
    @Test
    void waitForWithoutTime_waitsForTheCleanUp() {
        Loops.run(() -> {
            currentTask().setName("main");
            Task<Void> task = named("t", () -> {
                try {
                    sleep(ms(100));
                } finally {
                    work();
                }
            });
            ticks(1);
            assertThatTimesOut(() -> waitFor(task, ms(0)));
            assertThat(seen).containsExactly("t[look, work] <- main[assertThatTimesOut]");
        });
    }

    private static void assertThatTimesOut(VoidCoroutine body) throws Exception {
        try {
            body.run();
            throw new AssertionError("no timeout");
        } catch (TimeoutException e) {
            assertThat(e).hasNoSuppressedExceptions();
        }
    }

    // INT-08
    @Test
    void future_showsEachTaskThatAwaitsIt_andHasNoStack() {
        Loops.run(() -> {
            currentTask().setName("main");
            Promise<String> promise = promise();
            taskGroup(g -> {
                g.createTask(TaskOptions.named("A"), () -> wait(promise::await));
                g.createTask(TaskOptions.named("B"), () -> promise.await());
                ticks(2);
                FutureCallGraph graph = captureCallGraph(promise);
                assertThat(graph.future()).isSameAs(promise);
                assertThat(graph.callStack()).isEmpty();
                assertThat(shape(graph)).isEqualTo("future[] <- (A[wait] <- main[] & B[] <- main[])");
                assertThat(graph.awaitedBy().get(0).awaitedBy().getFirst())
                        .as("looked at once, and shared")
                        .isSameAs(graph.awaitedBy().get(1).awaitedBy().getFirst());
                promise.setResult("x");
            });
        });
    }

    // INT-06 INT-15: cpython #156408
    @Test
    void newAndDoneTasks_haveNoStack_evenIfTheyFailed() {
        Loops.run(() -> {
            Task<Void> task = named("t", () -> {
                throw new IllegalArgumentException("told to");
            });
            assertThat(shape(captureCallGraph(task))).isEqualTo("t[]");
            ticks(1);
            assertThat(task.exception()).hasMessage("told to");
            assertThat(task.getStack()).isNotEmpty();
            assertThat(captureCallGraph(task)).isEqualTo(new FutureCallGraph(task, List.of(), List.of()));
        });
    }

    // INT-06
    @Test
    void callback_hasNoCurrentTask_butMayLookAtOthers() {
        Loops.run(() -> {
            Promise<String> promise = promise();
            var graphs = new ArrayList<@Nullable FutureCallGraph>();
            EventLoop.running().callSoon(() -> {
                graphs.add(captureCallGraph());
                graphs.add(captureCallGraph(promise, 1, ALL));
                promise.setResult("x");
            });
            promise.await();
            assertThat(graphs.get(0)).isNull();
            assertThat(graphs.get(1)).isNotNull();
            assertThat(shape(graphs.get(1))).startsWith("future[] <- ");
        });
    }

    // INT-06
    @Test
    void noLoop_wantsAFuture() {
        assertThatIllegalStateException().isThrownBy(() -> captureCallGraph())
                .withMessageContaining("outside of a running event loop");
        EventLoop loop = Loops.virtual().build();
        Task<Void> task = loop.createTask(TaskOptions.named("t"), () -> {});
        assertThat(shape(captureCallGraph(task))).isEqualTo("t[]");
        loop.runUntilComplete(task);
        loop.close();
    }

    // FUT-36
    @Test
    void anotherThread_isRefused() {
        Loops.run(() -> {
            Promise<String> promise = promise();
            Asyncio.await(CompletableFuture.runAsync(
                    () -> assertThatIllegalStateException().isThrownBy(() -> captureCallGraph(promise))
                            .withMessageContaining("look at a future")));
        });
    }

    // INT-07 INT-15: cpython #156980
    @Test
    void codeOfAnAsyncGenerator_standsOnTheTaskThatIterates() {
        Loops.run(() -> {
            currentTask().setName("main");
            Promise<String> gate = promise();
            Task<Void> iterates = named("t", () -> iterate(gate));
            ticks(1);
            assertThat(shape(captureCallGraph(iterates)))
                    .isEqualTo("t[generate, iterate]");
            gate.setResult("x");
            iterates.await();
            assertThat(seen).containsExactly("t[look, generate, iterate] <- main[]");
        });
    }

    private void iterate(Promise<String> gate) {
        try (var elements = AsyncGenerator.<String>of(out -> generate(out, gate))) {
            for (String element : elements) {
                assertThat(element).isEqualTo("x");
            }
        }
    }

    private void generate(AsyncGenerator.Out<String> out, Promise<String> gate) {
        out.yield(gate.await());
        look();
    }

    // INT-15: cpython #156988
    @Test
    void stepOfAGeneratorBasedCoroutine_isShownWhileItRuns() {
        Loops.run(() -> {
            currentTask().setName("main");
            Task<String> task = named("t", Coroutine.fromGenerator("steps", new Generator<String>() {
                @Override
                public Step<String> send(@Nullable Object value) {
                    return new Return<>(look());
                }

                @Override
                public Step<String> raise(Throwable error) throws Exception {
                    throw new IllegalStateException(error);
                }
            }));
            task.await();
            assertThat(seen).containsExactly("t[look, send] <- main[]");
        });
    }

    // INT-06 INT-15
    @Test
    void cycle_endsAtTheTaskWhereItCloses() {
        Loops.run(() -> {
            var tasks = new ArrayList<Task<Void>>();
            tasks.add(named("a", () -> tasks.get(1).await()));
            tasks.add(named("b", () -> tasks.get(2).await()));
            tasks.add(named("c", () -> tasks.get(0).await()));
            ticks(2);
            assertThat(shape(captureCallGraph(tasks.getFirst()))).isEqualTo("a[] <- c[] <- b[] <- a[]");
            tasks.getFirst().cancel();
            ticks(5);
            assertThat(tasks).allMatch(Task::cancelled);
        });
    }

    // INT-15
    @Test
    void graphs_canBeComparedAndHashed_howeverDeepTheyAre() {
        Loops.run(() -> {
            Promise<String> gate = promise();
            Task<String> outermost = null;
            for (int i = 0; i < 100_000; i++) {
                Future<String> before = outermost == null ? gate : outermost;
                outermost = createTask((Coroutine<String>) before::await);
            }
            ticks(1);
            FutureCallGraph graph = captureCallGraph(gate, 1, 0);
            int depth = 0;
            FutureCallGraph last = graph;
            for (; !last.awaitedBy().isEmpty(); last = last.awaitedBy().getFirst()) {
                depth++;
            }
            assertThat(depth).isEqualTo(100_000);
            assertThat(last.future()).isSameAs(outermost);
            var same = new FutureCallGraph(graph.future(), graph.callStack(), graph.awaitedBy());
            assertThat(same).isEqualTo(graph).hasSameHashCodeAs(graph).isNotEqualTo(last);
            assertThat(captureCallGraph(gate, 1, 0)).as("another picture").isNotEqualTo(graph);
            gate.setResult("x");
            outermost.await();
        });
    }
}
