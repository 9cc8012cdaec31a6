package io.asyncio4j.tests.futures;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.spi.ObjectUse;
import io.asyncio4j.spi.Renewable;
import io.asyncio4j.spi.WaitedFor;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** FUT-01: a promise that is awaited anew. */
class RenewableTest {

    private static final WaitedFor FIRST = WaitedFor.of("test", () -> "the first");
    private static final WaitedFor SECOND = WaitedFor.of("test", () -> "the second");

    private static boolean renew(Promise<?> promise) {
        return ((Renewable) promise).renew(SECOND);
    }

    @Test
    void withItsResult_itIsPendingAgain_forWhatItIsRenewedFor() {
        Loops.run(() -> {
            Promise<String> promise = EventLoop.running().createFuture(FIRST);
            List<String> seen = new ArrayList<>();
            for (String result : List.of("one", "two", "three")) {
                var task = createTask(() -> seen.add(promise.await()));
                sleep(ms(1));
                assertThat(task.toString()).contains(seen.isEmpty() ? "the first" : "the second");
                promise.setResult(result);
                task.await();
                assertThat(renew(promise)).isTrue();
                assertThat(promise.done()).isFalse();
            }
            assertThat(seen).containsExactly("one", "two", "three");
            promise.cancel();
        });
    }

    @Test
    void pendingFailedOrCancelled_orWithACallback_itStaysAsItIs() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Promise<String> pending = loop.createFuture(FIRST);
            assertThat(renew(pending)).isFalse();
            assertThat(pending.toString()).contains("the first");
            pending.cancel();
            assertThat(renew(pending)).isFalse();
            assertThat(pending.cancelled()).isTrue();
            Promise<String> failed = loop.createFuture(FIRST);
            failed.setException(new IllegalArgumentException("broken"));
            assertThat(renew(failed)).isFalse();
            assertThat(failed.exception()).hasMessage("broken");
            assertThatThrownBy(() -> ((Renewable) failed).renew(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("waitedFor");
        });
    }

    @Test
    void inDebugMode_andWhereUsesAreWatched_itStaysAsItIs() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Promise<String> done = loop.createFuture(FIRST);
            done.setResult("done");
            loop.setDebug(true);
            assertThat(renew(done)).isFalse();
            loop.setDebug(false);
            var listener = new ObjectUse.Listener() {
                @Override
                public void made(Object object) {}

                @Override
                public void used(Object object, boolean changes) {}
            };
            ObjectUse.add(listener);
            try {
                assertThat(renew(done)).isFalse();
            } finally {
                ObjectUse.remove(listener);
            }
            assertThat(done.result()).isEqualTo("done");
            assertThat(renew(done)).isTrue();
        });
    }
}
