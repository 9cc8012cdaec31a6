package io.asyncio4j.tests.generators;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Awaitable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.ContextVar;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Generator;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratorCoroutineTest {

    private static final ContextVar<Integer> STEPS = ContextVar.of("steps", 0);

    private final List<String> log = new ArrayList<>();

    // COR-10, COR-12
    @Test
    void drivenByATask_isSentWhatItWaitedFor_andReturns() {
        Loops.run(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            Coroutine<String> coroutine = script(false, promise, sleeping(20));
            Task<String> task = createTask(coroutine);
            ticks(1);
            assertThat(log).containsExactly("sent null");
            assertThat(task).asString().contains("wait_for=<Future pending");
            promise.setResult("seven");
            assertThat(task.await()).isEqualTo("end");
            assertThat(log).containsExactly("sent null", "sent seven", "sent slept");
        });
    }

    // COR-10
    @Test
    void aNullYield_givesWayForOneTick() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Task<String> task = createTask(script(false, null, null));
            loop.callSoon(() -> log.add("tick 1"));
            ticks(1);
            loop.callSoon(() -> log.add("tick 2"));
            assertThat(task.await()).isEqualTo("end");
            assertThat(log).containsExactly("sent null", "tick 1", "sent null", "tick 2", "sent null");
        });
    }

    // COR-10: awaiting what is done does not suspend, in a generator neither
    @Test
    void yieldingWhatIsDone_goesOnInTheSameTick() {
        Loops.run(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            promise.setResult("ready");
            Task<String> task = createTask(script(false, promise));
            EventLoop.running().callSoon(() -> log.add("queued after it"));
            assertThat(task.await()).isEqualTo("end");
            assertThat(log).containsExactly("sent null", "sent ready", "queued after it");
        });
    }

    // COR-10
    @Test
    void aFailureOfWhatItWaitsFor_isRaisedInIt_andLeavesItUnchanged() {
        Loops.run(() -> {
            var failure = new IOException("broken");
            Promise<String> promise = EventLoop.running().createFuture();
            Task<String> task = createTask(script(false, promise));
            ticks(1);
            promise.setException(failure);
            assertThatThrownBy(task::await).isSameAs(failure);
            assertThat(task.exception()).isSameAs(failure);
            assertThat(log).containsExactly("sent null", "raised IOException");
        });
    }

    // COR-10
    @Test
    void aFailureThatItHandles_isOver() {
        Loops.run(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            Task<String> task = createTask(script(true, promise, sleeping(10)));
            ticks(1);
            promise.setException(new IOException("broken"));
            assertThat(task.await()).isEqualTo("end");
            assertThat(log).containsExactly("sent null", "raised IOException", "sent slept");
        });
    }

    // COR-12, CAN-03
    @Test
    void cancelledWhileItWaits_cancelsWhatItWaitsFor_andRaisesTheError() {
        Loops.run(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            Task<String> task = createTask(script(false, promise));
            ticks(1);
            assertThat(task.cancel("enough")).isTrue();
            assertThat(promise.cancelled()).isTrue();
            assertThatThrownBy(task::await)
                    .isInstanceOfSatisfying(
                            CancelledError.class, e -> assertThat(e.message()).isEqualTo("enough"));
            assertThat(task.cancelled()).isTrue();
            assertThat(log).containsExactly("sent null", "raised CancelledError");
        });
    }

    // COR-12
    @Test
    void cancelledWhenItsWakeUpIsQueued_getsTheErrorInPlaceOfTheResult() {
        Loops.run(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            Task<String> task = createTask(script(true, promise));
            ticks(1);
            promise.setResult("too late");
            task.cancel();
            assertThat(task.await()).isEqualTo("end"); // it has swallowed the error
            assertThat(task.cancelling()).isEqualTo(1);
            assertThat(log).containsExactly("sent null", "raised CancelledError");
        });
    }

    // COR-12, COR-04, CAN-07
    @Test
    void cancelledBeforeItsFirstStep_neverRuns_andIsUsedUp() {
        Loops.run(() -> {
            Coroutine<String> coroutine = script(true, sleeping(10));
            Task<String> task = createTask(coroutine);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log).isEmpty();
            assertThatThrownBy(coroutine::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("cannot reuse already awaited coroutine");
            assertThat(log).isEmpty();
        });
    }

    // COR-10, COR-02
    @Test
    void awaitedByACoroutine_takesItsStepsInThatTask() {
        Loops.run(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            EventLoop.running().callSoon(() -> promise.setException(new IOException("broken")));
            Task<?> here = currentTask();
            Coroutine<String> inTask = () -> {
                assertThat(currentTask()).isSameAs(here);
                return sleep(ms(10), "slept");
            };
            assertThat(script(true, promise, null, inTask).await()).isEqualTo("end");
            assertThat(log).containsExactly("sent null", "raised IOException", "sent null", "sent slept");
        });
    }

    // COR-10
    @Test
    void eachStep_runsAsItsTask_inTheContextOfTheTask() {
        Loops.run(() -> {
            STEPS.set(10);
            List<Object> tasks = new ArrayList<>();
            Generator<Integer> counter = value -> {
                tasks.add(currentTask());
                STEPS.set(STEPS.get() + 1);
                return tasks.size() < 3 ? new Generator.Yield<>(null) : new Generator.Return<>(STEPS.get());
            };
            Task<Integer> task = createTask(Coroutine.fromGenerator("counter", counter));
            assertThat(task.await()).isEqualTo(13);
            assertThat(tasks).containsExactly(task, task, task);
            assertThat(STEPS.get()).isEqualTo(10);
        });
    }

    // COR-12
    @Test
    void aStep_mustNotAwait() {
        Loops.run(() -> {
            Generator<String> awaits = value -> new Generator.Return<>(sleep(ms(10), "never"));
            Task<String> task = createTask(Coroutine.fromGenerator("awaits", awaits));
            assertThatThrownBy(task::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot await in a step of a generator-based coroutine");
        });
    }

    // COR-04, COR-12
    @Test
    void usedTwice_isRefused() {
        Loops.run(() -> {
            Coroutine<String> coroutine = script(false, sleeping(10));
            assertThat(coroutine).hasToString("<generator-based coroutine script created>");
            Task<String> task = createTask(coroutine);
            ticks(1);
            assertThat(coroutine).hasToString("<generator-based coroutine script suspended>");
            assertThatThrownBy(coroutine::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("coroutine is being awaited already");
            assertThat(task.await()).isEqualTo("end");
            assertThat(coroutine).hasToString("<generator-based coroutine script closed>");
            assertThatThrownBy(coroutine::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("cannot reuse already awaited coroutine");
            assertThat(log).containsExactly("sent null", "sent slept");
        });
    }

    // COR-12
    @Test
    void yieldingItsOwnTask_orAFutureOfAnotherLoop_isRaisedInIt() {
        EventLoop other = Loops.virtual().build();
        try (other) {
            Promise<String> foreign = other.createFuture();
            Loops.run(() -> {
                List<Throwable> errors = new ArrayList<>();
                Generator<String> wrong = new Generator<>() {
                    @Override
                    public Step<String> send(Object value) {
                        return new Yield<>(currentTask());
                    }

                    @Override
                    public Step<String> raise(Throwable error) {
                        errors.add(error);
                        return errors.size() == 1 ? new Yield<>(foreign) : new Return<>("handled");
                    }
                };
                assertThat(createTask(Coroutine.fromGenerator("wrong", wrong)).await()).isEqualTo("handled");
                assertThat(errors).hasSize(2).hasOnlyElementsOfType(IllegalStateException.class);
                assertThat(errors.getFirst()).hasMessageStartingWith("Task cannot await on itself");
                assertThat(errors.getLast()).hasMessageContaining("attached to a different loop");
            });
        }
    }

    // COR-12, EAG-01
    @Test
    void startedEagerly_takesItsFirstStepWithinCreateTask() {
        Loops.run(() -> {
            Task<String> task = createTask(TaskOptions.DEFAULT.eager(), script(false, sleeping(10)));
            assertThat(log).containsExactly("sent null");
            Task<String> atOnce = createTask(TaskOptions.DEFAULT.eager(), script(false));
            assertThat(atOnce.done()).isTrue();
            assertThat(atOnce.result()).isEqualTo("end");
            assertThat(task.await()).isEqualTo("end");
        });
    }

    // COR-12, JVA-06
    @Test
    void closingItsLoop_closesTheGenerator() {
        EventLoop loop = Loops.virtual().build();
        Loops.collectReports(loop);
        Coroutine<String> started = script(false, loop.createFuture());
        Task<String> task = loop.createTask(started);
        loop.callSoon(loop::stop);
        loop.runForever();
        Task<String> unstarted = loop.createTask(script(false));
        loop.close();
        assertThat(log).containsExactly("sent null", "closed");
        assertThat(task.cancelled()).isTrue();
        assertThat(unstarted.cancelled()).isTrue();
        assertThat(started).hasToString("<generator-based coroutine script closed>");
    }

    private static Coroutine<String> sleeping(long millis) {
        return () -> sleep(ms(millis), "slept");
    }

    private Coroutine<String> script(boolean handlesErrors, Awaitable<?>... yields) {
        var awaitables = new ArrayList<Awaitable<?>>();
        for (Awaitable<?> awaitable : yields) {
            awaitables.add(awaitable);
        }
        return Coroutine.fromGenerator("script", new Script(log, handlesErrors, awaitables.iterator()));
    }

    /** Yields what it is given, in order, notes what comes back, and returns "end". */
    private record Script(List<String> log, boolean handlesErrors, Iterator<Awaitable<?>> yields)
            implements Generator<String> {

        @Override
        public Step<String> send(Object value) {
            log.add("sent " + value);
            return next();
        }

        @Override
        public Step<String> raise(Throwable error) throws Exception {
            log.add("raised " + error.getClass().getSimpleName());
            return handlesErrors ? next() : Generator.super.raise(error);
        }

        @Override
        public void close() {
            log.add("closed");
        }

        private Step<String> next() {
            return yields.hasNext() ? new Yield<>(yields.next()) : new Return<>("end");
        }
    }
}
