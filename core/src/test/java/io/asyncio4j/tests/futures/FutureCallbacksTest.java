package io.asyncio4j.tests.futures;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Context;
import io.asyncio4j.ContextVar;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FutureCallbacksTest {

    private static final ContextVar<String> VAR = ContextVar.of("FutureCallbacksTest", "unset");

    private final List<String> log = new ArrayList<>();

    // FUT-15
    @Test
    void setResult_queuesThem_inTheOrderOfRegistration() {
        Loops.run(() -> {
            Promise<String> promise = newFuture();
            promise.addDoneCallback(future -> log.add("a " + future.result()));
            promise.addDoneCallback(future -> log.add("b " + (future == promise)));
            promise.addDoneCallback(future -> log.add("c"));
            EventLoop.running().callSoon(() -> log.add("queued before"));
            promise.setResult("value");
            EventLoop.running().callSoon(() -> log.add("queued behind"));
            log.add("set");
            ticks(1);
            assertThat(log)
                    .containsExactly("set", "queued before", "a value", "b true", "c", "queued behind");
        });
    }

    // FUT-15
    @Test
    void setException_queuesThem() {
        Loops.run(() -> {
            Promise<String> promise = newFuture();
            promise.addDoneCallback(future -> log.add("a " + future.exception().getMessage()));
            promise.addDoneCallback(future -> log.add("b"));
            promise.setException(new IOException("broken"));
            log.add("set");
            ticks(1);
            assertThat(log).containsExactly("set", "a broken", "b");
        });
    }

    // FUT-15, FUT-07
    @Test
    void cancel_queuesThem() {
        Loops.run(() -> {
            Promise<String> promise = newFuture();
            promise.addDoneCallback(future -> log.add("a " + future.cancelled()));
            promise.cancel();
            log.add("cancelled");
            ticks(1);
            assertThat(log).containsExactly("cancelled", "a true");
        });
    }

    // FUT-15: tasks that await stand in the same line as callbacks
    @Test
    void aWaitingTask_wakesInItsPlaceAmongThem() {
        Loops.run(() -> {
            Promise<String> promise = newFuture();
            promise.addDoneCallback(future -> log.add("first callback"));
            Task<?> task = createTask(() -> log.add("task " + promise.await()));
            ticks(1);
            promise.addDoneCallback(future -> log.add("second callback"));
            promise.setResult("value");
            ticks(1);
            assertThat(log).containsExactly("first callback", "task value", "second callback");
            assertThat(task.done()).isTrue();
        });
    }

    // FUT-15, EXC-01
    @Test
    void oneThatThrows_isReported_andTheOthersStillRun() {
        Loops.run(() -> {
            var reports = Loops.collectReports();
            var failure = new IllegalArgumentException("callback");
            Promise<String> promise = newFuture();
            promise.addDoneCallback(future -> {
                throw failure;
            });
            promise.addDoneCallback(future -> log.add("second"));
            promise.setResult("value");
            ticks(1);
            assertThat(log).containsExactly("second");
            assertThat(reports).hasSize(1);
            assertThat(reports.getFirst()).containsEntry("exception", failure);
            assertThat(reports.getFirst().get("message")).asString().startsWith("Exception in callback");
        });
    }

    // FUT-16
    @Test
    void registeredTwice_isCalledTwice() {
        Loops.run(() -> {
            Promise<String> promise = newFuture();
            var callback = new Named(log, "twice");
            promise.addDoneCallback(callback);
            promise.addDoneCallback(future -> log.add("between"));
            promise.addDoneCallback(callback);
            promise.setResult("value");
            ticks(1);
            assertThat(log).containsExactly("twice", "between", "twice");
        });
    }

    // FUT-16
    @Test
    void remove_takesAllEqualOnesBack_andCountsThem() {
        Loops.run(() -> {
            Promise<String> promise = newFuture();
            for (String name : List.of("a", "b", "a", "c", "a")) {
                promise.addDoneCallback(new Named(log, name));
            }
            assertThat(promise.removeDoneCallback(new Named(log, "a"))).isEqualTo(3);
            assertThat(promise.removeDoneCallback(new Named(log, "a"))).isZero();
            assertThat(promise.removeDoneCallback(new Named(log, "unknown"))).isZero();
            promise.setResult("value");
            ticks(1);
            assertThat(log).containsExactly("b", "c");
        });
    }

    // FUT-16: the first, the first two, the only one: places where a list is easily wrong
    @Test
    void removingEachPlace_leavesTheOthers() {
        Loops.run(() -> {
            for (List<String> removed : List.of(
                    List.of("a"), List.of("b"), List.of("c"), List.of("a", "b"), List.of("b", "a"),
                    List.of("c", "a"), List.of("a", "b", "c"))) {
                log.clear();
                Promise<String> promise = newFuture();
                List<String> left = new ArrayList<>(List.of("a", "b", "c"));
                left.forEach(name -> promise.addDoneCallback(new Named(log, name)));
                for (String name : removed) {
                    assertThat(promise.removeDoneCallback(new Named(log, name))).isEqualTo(1);
                    left.remove(name);
                }
                promise.addDoneCallback(new Named(log, "later"));
                left.add("later");
                promise.setResult("value");
                ticks(1);
                assertThat(log).as("removed %s", removed).isEqualTo(left);
            }
        });
    }

    // FUT-16: a waiting task is no callback of the user's
    @Test
    void remove_doesNotTouchAWaitingTask() {
        Loops.run(() -> {
            Promise<String> promise = newFuture();
            Task<String> task = createTask(() -> promise.await());
            ticks(1);
            promise.addDoneCallback(new Named(log, "a"));
            assertThat(promise.removeDoneCallback(new Named(log, "a"))).isEqualTo(1);
            promise.setResult("value");
            assertThat(task.await()).isEqualTo("value");
            assertThat(log).isEmpty();
        });
    }

    // FUT-17
    @Test
    void addedToADoneOne_runsInTheNextTick() {
        Loops.run(() -> {
            Promise<String> promise = newFuture();
            promise.setResult("value");
            EventLoop.running().callSoon(() -> log.add("queued before"));
            promise.addDoneCallback(future -> log.add("late " + future.result()));
            log.add("added");
            ticks(1);
            assertThat(log).containsExactly("added", "queued before", "late value");
        });
    }

    // FUT-20, CTX-03
    @Test
    void runsInACopyOfTheContextAtItsRegistration() {
        Loops.run(() -> {
            Promise<String> promise = newFuture();
            VAR.set("at registration");
            promise.addDoneCallback(future -> {
                log.add("first: " + VAR.get());
                VAR.set("by the first");
            });
            VAR.set("later");
            promise.addDoneCallback(future -> log.add("second: " + VAR.get()));
            promise.setResult("value");
            ticks(1);
            assertThat(log).containsExactly("first: at registration", "second: later");
            assertThat(VAR.get()).isEqualTo("later");
        });
    }

    // FUT-20, CTX-02
    @Test
    void withAContext_runsInThatVeryContext() {
        Loops.run(() -> {
            Promise<String> promise = newFuture();
            var context = Context.empty();
            promise.addDoneCallback(context, future -> {
                log.add("saw " + VAR.get());
                VAR.set("by the callback");
            });
            promise.addDoneCallback(context, future -> log.add("saw " + VAR.get()));
            promise.setResult("value");
            ticks(1);
            assertThat(log).containsExactly("saw unset", "saw by the callback");
            assertThat(context.get(VAR)).isEqualTo("by the callback");
            assertThat(VAR.get()).isEqualTo("unset");
        });
    }

    // FUT-15
    @Test
    void aTask_callsThemOneTickAfterItsEnd() {
        Loops.run(() -> {
            Task<String> task = createTask(() -> {
                log.add("task ends");
                EventLoop.running().callSoon(() -> log.add("queued by the task"));
                return "value";
            });
            task.addDoneCallback(future -> log.add("done " + future.result()));
            ticks(1);
            assertThat(log).containsExactly("task ends");
            ticks(1);
            assertThat(log).containsExactly("task ends", "queued by the task", "done value");
        });
    }

    // FUT-36: a null callback is refused where it is handed over, not where it would run
    @Test
    void null_isRefused() {
        Loops.run(() -> {
            Promise<String> promise = newFuture();
            assertThatThrownBy(() -> promise.addDoneCallback(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> promise.addDoneCallback(null, future -> {}))
                    .isInstanceOf(NullPointerException.class);
            promise.cancel();
            assertThatThrownBy(promise::await).isInstanceOf(CancelledError.class);
        });
    }

    private static Promise<String> newFuture() {
        return EventLoop.running().createFuture();
    }

    /** A callback that is equal to every other of its name. */
    private record Named(List<String> log, String name) implements Consumer<Future<String>> {

        @Override
        public void accept(Future<String> future) {
            log.add(name);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Named named && name.equals(named.name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }
}
