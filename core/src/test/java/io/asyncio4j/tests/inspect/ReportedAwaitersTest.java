package io.asyncio4j.tests.inspect;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.inspect.CallGraph.addToAwaitedBy;
import static io.asyncio4j.inspect.CallGraph.captureCallGraph;
import static io.asyncio4j.inspect.CallGraph.discardFromAwaitedBy;
import static io.asyncio4j.tests.support.Graphs.shape;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReportedAwaitersTest {

    private static Promise<String> promise() {
        return EventLoop.running().createFuture();
    }

    private static Task<Void> sleeper(String name) {
        Task<Void> task = createTask(TaskOptions.named(name), () -> sleep(ms(10)));
        ticks(1);
        return task;
    }

    // INT-11
    @Test
    void whatALibraryReports_isShownBehindWhatIsSeen_onceUntilItIsTakenBack() {
        Loops.run(() -> {
            Promise<String> promise = promise();
            Task<Void> awaits = createTask(TaskOptions.named("awaits"), () -> {
                promise.await();
            });
            Task<Void> first = sleeper("first");
            Task<Void> second = sleeper("second");
            discardFromAwaitedBy(promise, first);
            addToAwaitedBy(promise, first);
            addToAwaitedBy(promise, second);
            addToAwaitedBy(promise, first);
            addToAwaitedBy(promise, awaits);
            assertThat(promise.awaitedBy()).containsExactly(awaits, first, second);
            assertThat(shape(captureCallGraph(promise)))
                    .isEqualTo("future[] <- (awaits[] & first[] & second[])");
            discardFromAwaitedBy(promise, first);
            discardFromAwaitedBy(promise, awaits);
            assertThat(promise.awaitedBy()).as("what is seen stays").containsExactly(awaits, second);
            second.await();
            assertThat(promise.awaitedBy()).as("who is done does not wait").containsExactly(awaits);
            promise.setResult("x");
            awaits.await();
        });
    }

    // INT-11
    @Test
    void aFutureThatWaits_standsForTheTasksBehindIt() {
        Loops.run(() -> {
            Promise<String> inner = promise();
            Promise<String> middle = promise();
            Promise<String> outer = promise();
            addToAwaitedBy(inner, middle);
            addToAwaitedBy(middle, outer);
            addToAwaitedBy(outer, inner); // nobody's intention
            assertThat(inner.awaitedBy()).isEmpty();
            Task<String> task = createTask(() -> outer.await());
            ticks(1);
            assertThat(inner.awaitedBy()).containsExactly(task);
            assertThat(middle.awaitedBy()).containsExactly(task);
            outer.setResult("x");
            assertThat(inner.awaitedBy()).isEmpty();
        });
    }

    // INT-11
    @Test
    void doneFuture_isAwaitedByNobody_andCompletingItRunsNothing() {
        Loops.run(() -> {
            Promise<String> promise = promise();
            addToAwaitedBy(promise, currentTask());
            assertThat(promise).hasToString("<Future pending>");
            assertThat(promise.awaitedBy()).containsExactly(currentTask());
            promise.setResult("x");
            assertThat(promise.awaitedBy()).isEmpty();
            addToAwaitedBy(promise, currentTask());
            assertThat(promise.awaitedBy()).isEmpty();
        });
    }

    // INT-11
    @Test
    void taskThatIsSaidToAwaitItself_isACycle() {
        Loops.run(() -> {
            Task<Void> task = sleeper("t");
            addToAwaitedBy(task, task);
            assertThat(captureCallGraph(task).toString()).contains("cycle: t #2 -> t #2");
            task.await();
        });
    }

    // INT-11
    @Test
    void otherLoopsAndOtherThreads_areRefused() {
        EventLoop other = Loops.virtual().build();
        Promise<String> foreign = other.createFuture();
        Loops.run(() -> {
            Promise<String> promise = promise();
            Task<?> task = currentTask();
            assertThatIllegalArgumentException().isThrownBy(() -> addToAwaitedBy(promise, foreign))
                    .withMessageContaining("different loop");
            Asyncio.await(CompletableFuture.runAsync(() -> {
                assertThatIllegalStateException().isThrownBy(() -> addToAwaitedBy(promise, task));
                assertThatIllegalStateException().isThrownBy(() -> discardFromAwaitedBy(promise, task));
            }));
        });
        other.close();
    }

    // INT-11
    @Test
    void neitherSideIsKeptAlive() {
        Loops.run(() -> {
            Promise<String> promise = promise();
            var waiter = new WeakReference<>(reported(promise));
            var future = new WeakReference<>(reportedBy(currentTask()));
            for (int i = 0; i < 100 && !(waiter.refersTo(null) && future.refersTo(null)); i++) {
                System.gc();
                sleep(ms(1));
            }
            assertThat(waiter.get()).isNull();
            assertThat(future.get()).isNull();
            assertThat(promise.awaitedBy()).isEmpty();
        });
    }

    private static Promise<String> reported(Promise<String> promise) {
        Promise<String> waiter = promise();
        addToAwaitedBy(promise, waiter);
        return waiter;
    }

    private static Promise<String> reportedBy(Task<?> task) {
        Promise<String> future = promise();
        addToAwaitedBy(future, task);
        return future;
    }
}
