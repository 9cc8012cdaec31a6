package io.asyncio4j.tests.threads;

import static io.asyncio4j.Asyncio.await;
import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.Promise;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.spi.ContextPropagator;
import io.asyncio4j.tests.support.Loops;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What libraries keep in thread-locals, and programs in scoped values, goes along to wherever a loop runs their code. */
class ContextPropagatorTest {

    private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();
    private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();

    private static final ContextPropagator OF_LOCAL =
            ContextPropagator.of(LOCAL::get, ContextPropagatorTest::setLocal);
    private static final ContextPropagator OF_MDC = ContextPropagator.of(MDC::getCopyOfContextMap, map -> {
        if (map == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(map);
        }
    });

    private static void setLocal(String value) {
        if (value == null) {
            LOCAL.remove();
        } else {
            LOCAL.set(value);
        }
    }

    @AfterEach
    void clear() {
        LOCAL.remove();
        MDC.clear();
    }

    private static EventLoopBuilder with(ContextPropagator... propagators) {
        return Loops.virtual().propagate(propagators);
    }

    /** What is seen in each place where a loop runs code, when it was made while the value was what it is now. */
    private static List<String> everywhere(Supplier<String> seen) throws Exception {
        EventLoop loop = EventLoop.running();
        List<String> places = new ArrayList<>();
        places.add("task " + createTask(() -> seen.get()).await());
        places.add("eager " + createTask(TaskOptions.DEFAULT.eager(), () -> seen.get()).await());
        places.add("after an await " + createTask(() -> sleep(ms(1), "") + seen.get()).await());
        places.add("gather " + gather(() -> seen.get(), () -> seen.get()).await());
        places.add("waitFor " + waitFor(() -> seen.get(), Duration.ofSeconds(1)));
        places.add("group " + taskGroup(g -> {
            return g.createTask(() -> seen.get());
        }).result());
        places.add("toThread " + toThread(() -> seen.get()));
        places.add("blocking " + blocking(() -> seen.get()));
        places.add("executor " + loop.runInExecutor(null, () -> seen.get()).await());
        places.add("pool " + loop.runInExecutor(ForkJoinPool.commonPool(), () -> seen.get()).await());
        places.add("plain executor " + loop.runInExecutor(Runnable::run, () -> seen.get()).await());
        Promise<String> called = loop.createFuture();
        loop.callSoon(() -> called.setResult(seen.get()));
        places.add("callSoon " + called.await());
        Promise<String> later = loop.createFuture();
        later.addDoneCallback(done -> places.add("doneCallback " + seen.get()));
        loop.callLater(ms(1), () -> later.setResult(seen.get()));
        places.add("callLater " + later.await());
        Promise<String> threadsafe = loop.createFuture();
        loop.callSoonThreadsafe(() -> threadsafe.setResult(seen.get()));
        places.add("threadsafe " + threadsafe.await());
        for (String generated : AsyncGenerator.<String>of(out -> out.yield(seen.get()))) {
            places.add("generator " + generated);
        }
        places.add("runCoroutineThreadsafe " + await(runCoroutineThreadsafe(() -> seen.get(), loop)));
        var executed = new CompletableFuture<String>();
        loop.asExecutor().execute(() -> executed.complete(seen.get()));
        places.add("asExecutor " + await(executed));
        return places;
    }

    private static void assertThatAllSee(String value, List<String> places) {
        assertThat(places).hasSize(18).allMatch(place -> place.endsWith(" " + value) || place.endsWith("["
                + value + ", " + value + "]"));
    }

    @Test
    void threadLocal_ofWhoCallsRun_isSeenEverywhere_andStaysAsItWas() {
        LOCAL.set("outside");
        List<String> places = run(with(OF_LOCAL), () -> everywhere(LOCAL::get));
        assertThatAllSee("outside", places);
        assertThat(LOCAL.get()).isEqualTo("outside");
    }

    @Test
    void withoutAPropagator_nothingIsSeen() {
        LOCAL.set("outside");
        assertThat(Loops.run((Coroutine<String>) () -> "" + LOCAL.get())).isEqualTo("null");
    }

    @Test
    void eachTask_seesWhatItsCreatorHad_whenItWasCreated_andItsOwnChangesStayItsOwn() {
        run(with(OF_LOCAL), () -> {
            LOCAL.set("first");
            var first = createTask(() -> {
                sleep(ms(1));
                String before = LOCAL.get();
                LOCAL.set("own");
                sleep(ms(1));
                return before + " " + LOCAL.get();
            });
            LOCAL.set("second");
            var second = createTask(() -> sleep(ms(1), "") + LOCAL.get());
            LOCAL.set("third");
            assertThat(gather(first, second).await()).containsExactly("first own", "second");
            assertThat(LOCAL.get()).isEqualTo("third");
        });
    }

    @Test
    void callback_leavesTheLoopsThreadAsItWas() {
        run(with(OF_LOCAL), () -> {
            EventLoop loop = EventLoop.running();
            List<String> seen = new ArrayList<>();
            LOCAL.set("callback's");
            loop.callSoon(() -> LOCAL.set("changed"));
            LOCAL.remove();
            loop.callSoon(() -> seen.add("" + LOCAL.get()));
            sleep(Duration.ZERO);
            assertThat(seen).containsExactly("null");
        });
    }

    @Test
    void fromAnotherThread_itIsThatThreadsValue() throws Exception {
        run(with(OF_LOCAL), () -> {
            EventLoop loop = EventLoop.running();
            LOCAL.set("loop's");
            var fromOutside = new CompletableFuture<List<String>>();
            try (var other = Executors.newSingleThreadExecutor()) {
                other.submit(() -> {
                    LOCAL.set("other's");
                    CompletableFuture<String> task = runCoroutineThreadsafe(() -> "" + LOCAL.get(), loop);
                    var called = new CompletableFuture<String>();
                    loop.callSoonThreadsafe(() -> called.complete("" + LOCAL.get()));
                    var executed = new CompletableFuture<String>();
                    loop.asExecutor().execute(() -> executed.complete("" + LOCAL.get()));
                    fromOutside.complete(List.of(task.get(), called.get(), executed.get()));
                    return null;
                });
                assertThat(await(fromOutside)).containsOnly("other's");
            }
        });
    }

    @Test
    void scopedValue_thatSurroundsRun_orATask_holdsInItAndInWhatItStarts() {
        List<String> places = ScopedValue.where(SCOPED, "outside").call(
                () -> run(with(ContextPropagator.ofScopedValue(SCOPED)),
                        () -> everywhere(() -> SCOPED.orElse("none"))));
        assertThatAllSee("outside", places);
        run(with(ContextPropagator.ofScopedValue(SCOPED)), () -> {
            var inner = ScopedValue.where(SCOPED, "inner")
                    .call(() -> createTask(() -> sleep(ms(1), "") + SCOPED.get()));
            assertThat(SCOPED.isBound()).isFalse();
            assertThat(inner.await()).isEqualTo("inner");
        });
    }

    @Test
    void mdcOfLogback_goesAlong() {
        MDC.put("request", "4711");
        assertThatAllSee("4711", run(with(OF_MDC), () -> everywhere(() -> MDC.get("request"))));
        assertThat(MDC.get("request")).isEqualTo("4711");
    }

    @Test
    void contextPropagationOfMicrometer_goesAlong() {
        var registry = new ContextRegistry();
        registry.registerThreadLocalAccessor("local", LOCAL);
        var factory = ContextSnapshotFactory.builder().contextRegistry(registry).clearMissing(true).build();
        LOCAL.set("traced");
        assertThatAllSee("traced", run(with(() -> {
            var snapshot = factory.captureAll();
            return body -> snapshot.wrap(body).run();
        }), () -> everywhere(LOCAL::get)));
    }

    @Test
    void severalPropagators_areNested_theFirstOutermost() {
        List<String> order = new ArrayList<>();
        run(with(noting("a", order), noting("b", order), noting("c", order)), () -> order.add("main"));
        assertThat(order).startsWith("a", "b", "c", "main", "/c", "/b", "/a");
    }

    private static ContextPropagator noting(String name, List<String> order) {
        return () -> body -> {
            order.add(name);
            body.run();
            order.add("/" + name);
        };
    }

    @Test
    void exceptionsPass_asTheyAre() {
        var failure = new IOException("checked");
        run(with(OF_LOCAL), () -> {
            assertThatThrownBy(() -> createTask(() -> {
                throw failure;
            }).await()).isSameAs(failure);
            assertThatThrownBy(() -> toThread(() -> {
                throw failure;
            })).isSameAs(failure);
        });
    }

    @Test
    void task_showsWhatTheUserGaveIt() {
        run(with(OF_LOCAL), () -> {
            Coroutine<Integer> body = () -> 1;
            var task = createTask(body);
            assertThat(task.getCoro()).isSameAs(body);
            assertThat(task.toString()).contains("coro=<ContextPropagatorTest.<lambda>()");
            task.await();
        });
    }

    @Test
    void propagatorThatDoesNotRunWhatItIsGiven_isNamed() {
        assertThatThrownBy(() -> run(with(() -> body -> {}), () -> 1))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("ContextPropagator");
    }

    @Test
    void withoutPropagators_nothingIsAsked_andWithOne_onceForEachTask() {
        var asked = new AtomicInteger();
        run(with(() -> {
            asked.incrementAndGet();
            return Runnable::run;
        }), () -> {
            gather(() -> sleep(ms(1)), () -> sleep(ms(2))).await();
            waitFor(() -> sleep(ms(1)), Duration.ofSeconds(1));
            assertThat(asked).as("main, and two tasks").hasValue(3);
        });
    }
}
