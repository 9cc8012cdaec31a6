package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.ensureFuture;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.wrapFuture;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Awaitable;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EnsureFutureTest {

    // ENS-01
    @Test
    void aCoroutine_becomesATaskOfTheRunningLoop() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Coroutine<String> coroutine = () -> {
                log.add("runs");
                return "value";
            };
            Future<String> future = ensureFuture(coroutine);
            assertThat(future).isInstanceOf(Task.class);
            assertThat(future.getLoop()).isSameAs(EventLoop.running());
            assertThat(log).isEmpty();
            assertThat(future.await()).isEqualTo("value");
            assertThat(ensureFuture(Coroutine.of("object", () -> "other")).await()).isEqualTo("other");
        });
    }

    // ENS-01
    @Test
    void withoutALoop_itIsRefused() {
        Coroutine<String> coroutine = () -> "value";
        assertThatThrownBy(() -> ensureFuture(coroutine))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
    }

    // ENS-02, FUT-32
    @Test
    void aFutureOfAnyKind_isReturnedAsItIs() {
        Loops.run(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            Task<String> task = createTask(() -> "value");
            Future<List<String>> gathering = gather(promise, task);
            Future<String> shield = shield(promise);
            Future<String> wrapper = wrapFuture(new CompletableFuture<String>());
            assertThat(ensureFuture(promise)).isSameAs(promise);
            assertThat(ensureFuture(task)).isSameAs(task);
            assertThat(ensureFuture(gathering)).isSameAs(gathering);
            assertThat(ensureFuture(shield)).isSameAs(shield);
            assertThat(ensureFuture(wrapper)).isSameAs(wrapper);
            promise.setResult("value");
            assertThat(gathering.await()).containsExactly("value", "value");
        });
    }

    // ENS-02
    @Test
    void aFutureOfAnotherLoop_isReturnedToo_butNoLoopTakesItForItsOwn() {
        EventLoop other = Loops.virtual().build();
        try (other) {
            Promise<String> promise = other.createFuture();
            Loops.run(() -> {
                assertThat(ensureFuture(promise)).isSameAs(promise);
                Promise<String> own = EventLoop.running().createFuture();
                assertThatThrownBy(() -> gather(own, promise))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("belongs to a different loop than the one specified");
            });
            EventLoop loop = Loops.virtual().build();
            try (loop) {
                assertThatThrownBy(() -> loop.runUntilComplete(promise))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("belongs to a different loop than the one specified");
            }
        }
    }

    // ENS-03
    @Test
    void anotherAwaitable_isAwaitedInATaskOfItsOwn() {
        Loops.run(() -> {
            List<Object> tasks = new ArrayList<>();
            Awaitable<String> awaitable = () -> {
                tasks.add(currentTask());
                return sleep(ms(10), "value");
            };
            Future<String> future = ensureFuture(awaitable);
            assertThat(future).isInstanceOf(Task.class);
            ticks(1);
            assertThat(tasks).containsExactly(future);
            assertThat(future.done()).isFalse();
            assertThat(future.await()).isEqualTo("value");
        });
    }

    // ENS-03
    @Test
    void anotherAwaitableThatFails_failsItsTask() {
        Loops.run(() -> {
            var failure = new IOException("broken");
            Awaitable<String> awaitable = () -> {
                throw failure;
            };
            Future<String> future = ensureFuture(awaitable);
            assertThatThrownBy(future::await).isSameAs(failure);
        });
    }

    // ENS-03
    @Test
    void anAwaitableAroundATask_bringsWhatTheTaskBrings() {
        Loops.run(() -> {
            Task<String> inner = createTask(() -> "inner");
            Awaitable<String> around = () -> inner.await() + " and outer";
            Future<String> future = ensureFuture(around);
            assertThat(future).isNotSameAs(inner);
            assertThat(future.await()).isEqualTo("inner and outer");
        });
    }

    // ENS-04: whatever else is not awaitable does not compile; null is left
    @Test
    void null_isRefused() {
        Loops.run(() -> {
            assertThatThrownBy(() -> ensureFuture(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> createTask((Coroutine<String>) null))
                    .isInstanceOf(NullPointerException.class);
        });
    }

    // ENS-05
    @Test
    void theTaskFactory_makesTheTask() {
        Loops.run(() -> {
            List<Task<?>> made = new ArrayList<>();
            EventLoop.running().setTaskFactory((loop, coroutine, options) -> {
                Task<?> task = loop.newTask(coroutine, options);
                made.add(task);
                return task;
            });
            Coroutine<String> coroutine = () -> "value";
            Awaitable<String> awaitable = () -> "value";
            Future<String> first = ensureFuture(coroutine);
            Future<String> second = ensureFuture(awaitable);
            Promise<String> promise = EventLoop.running().createFuture();
            ensureFuture(promise); // needs no task
            gather(first, second).await();
            assertThat(made).containsExactly((Task<?>) first, (Task<?>) second);
            EventLoop.running().setTaskFactory(null);
        });
    }
}
