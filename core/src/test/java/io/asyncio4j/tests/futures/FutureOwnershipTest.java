package io.asyncio4j.tests.futures;

import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.InvalidStateException;
import io.asyncio4j.Promise;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A future belongs to its loop: what others may do with it, and what not. */
class FutureOwnershipTest {

    // FUT-36
    @Test
    void changedFromAnotherThread_isRefused_andStaysAsItWas() {
        Loops.run(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            Consumer<Future<String>> callback = future -> {};
            List<ThrowingCallable> changes = List.of(
                    () -> promise.setResult("from outside"),
                    () -> promise.setException(new IOException("from outside")),
                    promise::cancel,
                    () -> promise.addDoneCallback(callback),
                    () -> promise.removeDoneCallback(callback));
            Asyncio.toThread(() -> {
                for (ThrowingCallable change : changes) {
                    assertThatThrownBy(change)
                            .isInstanceOf(IllegalStateException.class)
                            .isNotInstanceOf(InvalidStateException.class)
                            .hasMessageContaining("Non-thread-safe operation")
                            .hasMessageContaining("callSoonThreadsafe");
                }
                assertThatThrownBy(promise::await)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("no event loop is running in this thread")
                        .hasMessageContaining("toCompletableFuture");
            });
            assertThat(promise).hasToString("<Future pending>");
            promise.setResult("from here");
            assertThat(promise.await()).isEqualTo("from here");
        });
    }

    // FUT-36
    @Test
    void awaitedInACallback_isRefused() {
        Loops.run(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            var thrown = new CompletableFuture<Throwable>();
            EventLoop.running().callSoon(() -> {
                try {
                    promise.await();
                } catch (IllegalStateException e) {
                    thrown.complete(e);
                }
            });
            ticks(1);
            assertThat(thrown.getNow(null)).hasMessageContaining("cannot await in a callback");
            assertThat(promise).hasToString("<Future pending>");
        });
    }

    // FUT-02, FUT-12: only waiting needs the loop; what is done already can be had on another one
    @Test
    void ofAnotherLoop_canBeAwaitedOnceItIsDone() {
        EventLoop other = Loops.virtual().build();
        try (other) {
            Promise<String> promise = other.createFuture();
            Loops.run(() -> {
                assertThatThrownBy(promise::await)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("attached to a different loop");
            });
            promise.setResult("value");
            Loops.run(() -> assertThat(promise.await()).isEqualTo("value"));
        }
    }
}
