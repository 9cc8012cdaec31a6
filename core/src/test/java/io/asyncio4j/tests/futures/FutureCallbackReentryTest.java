package io.asyncio4j.tests.futures;

import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Callbacks, and comparisons of callbacks, that change the list which is being worked on. */
class FutureCallbackReentryTest {

    private final List<String> log = new ArrayList<>();

    // FUT-18
    @Test
    void removedByAnotherCallback_runsAllTheSame() {
        Loops.run(() -> {
            Promise<String> promise = newFuture();
            var second = new Named(log, "second");
            promise.addDoneCallback(future -> log.add("removed " + future.removeDoneCallback(second)));
            promise.addDoneCallback(second);
            promise.setResult("value");
            assertThat(promise.removeDoneCallback(second)).isZero();
            ticks(1);
            assertThat(log).containsExactly("removed 0", "second");
        });
    }

    // FUT-18, FUT-17
    @Test
    void addedByAnotherCallback_runsOneTickLater() {
        Loops.run(() -> {
            Promise<String> promise = newFuture();
            promise.addDoneCallback(future -> future.addDoneCallback(new Named(log, "added")));
            promise.addDoneCallback(new Named(log, "second"));
            promise.setResult("value");
            ticks(1);
            assertThat(log).containsExactly("second");
            ticks(1);
            assertThat(log).containsExactly("second", "added");
        });
    }

    // FUT-19
    @Test
    void equalsThatRemovesAndAdds_whileOneIsRemoved_leavesTheListSound() {
        Loops.run(() -> {
            Promise<String> promise = newFuture();
            var tidy = new Named(log, "tidy");
            promise.addDoneCallback(new Reentrant(log, promise, tidy));
            promise.addDoneCallback(tidy);
            promise.addDoneCallback(new Named(log, "last"));
            assertThat(promise.removeDoneCallback(new Named(log, "unknown"))).isZero();
            promise.setResult("value");
            ticks(1);
            assertThat(log).containsExactly("reentrant", "last", "added by equals");
        });
    }

    // FUT-19
    @Test
    void equalsThatRemovesTheVeryOne_whichIsToBeRemoved_isFirst() {
        Loops.run(() -> {
            Promise<String> promise = newFuture();
            var second = new Named(log, "second");
            promise.addDoneCallback(new Reentrant(log, promise, second));
            promise.addDoneCallback(second);
            promise.addDoneCallback(new Named(log, "last"));
            assertThat(promise.removeDoneCallback(second)).isZero();
            promise.setResult("value");
            ticks(1);
            assertThat(log).containsExactly("reentrant", "last", "added by equals");
        });
    }

    // FUT-19
    @Test
    void equalsThatCompletesTheFuture_whileOneIsRemoved_runsEachOnce() {
        Loops.run(() -> {
            Promise<String> promise = newFuture();
            Consumer<Future<String>> completing = new Consumer<>() {
                @Override
                public void accept(Future<String> future) {
                    log.add("completing");
                }

                @Override
                public boolean equals(Object other) {
                    if (!promise.done()) {
                        promise.setResult("value");
                    }
                    return this == other;
                }

                @Override
                public int hashCode() {
                    return 1;
                }
            };
            promise.addDoneCallback(completing);
            promise.addDoneCallback(new Named(log, "last"));
            assertThat(promise.removeDoneCallback(new Named(log, "last"))).isZero(); // too late by then
            ticks(1);
            assertThat(log).containsExactly("completing", "last");
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

    /** A callback whose comparison changes the list that is being searched. */
    private static final class Reentrant implements Consumer<Future<String>> {

        private final List<String> log;
        private final Promise<String> promise;
        private final Named victim;
        private boolean compared;

        Reentrant(List<String> log, Promise<String> promise, Named victim) {
            this.log = log;
            this.promise = promise;
            this.victim = victim;
        }

        @Override
        public void accept(Future<String> future) {
            log.add("reentrant");
        }

        @Override
        public boolean equals(Object other) {
            if (!compared) {
                compared = true;
                assertThat(promise.removeDoneCallback(victim)).isEqualTo(1);
                promise.addDoneCallback(new Named(log, "added by equals"));
            }
            return this == other;
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }
}
