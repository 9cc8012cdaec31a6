package io.asyncio4j.tests.combine;

import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.gatherOutcomes;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Combinators that are given futures of another loop, or are used off the loop. */
class CombinatorMisuseTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    // ASC-08, ENS-02
    @Test
    void asCompleted_ofAnotherLoopsFuture_isRefused() {
        withForeignFuture(foreign -> Loops.run(() -> {
            assertThatIllegalArgumentException().isThrownBy(() -> asCompleted(List.of(foreign)))
                    .withMessageContaining("different loop");
            Promise<String> own = EventLoop.running().createFuture();
            assertThatIllegalArgumentException().isThrownBy(() -> asCompleted(List.of(foreign, own)));
            assertThatIllegalArgumentException().isThrownBy(() -> asCompleted(List.of(own, foreign)));
        }));
    }

    // WAI-10: CPython's wait would wait for ever, since the other loop has nobody to run its callbacks
    @Test
    void wait_forAnotherLoopsFuture_isRefused() {
        withForeignFuture(foreign -> Loops.run(() -> {
            Promise<String> own = EventLoop.running().createFuture();
            assertThatIllegalArgumentException().isThrownBy(() -> Asyncio.wait(List.of(own, foreign)))
                    .withMessageContaining("different loop");
            foreign.setResult("done, and still not ours");
            assertThatIllegalArgumentException().isThrownBy(() -> Asyncio.wait(List.of(foreign)));
            assertThat(own.toString()).doesNotContain("wait()");
        }));
    }

    // GAT-02: it is a gather of the other loop, which this loop's tasks cannot await
    @Test
    void gather_ofAnotherLoopsFuture_belongsToThatLoop_andCannotBeAwaitedHere() {
        withForeignFuture(foreign -> Loops.run(() -> {
            Future<List<String>> gathering = gather(foreign);
            assertThat(gathering.getLoop()).isSameAs(foreign.getLoop());
            assertThatIllegalStateException().isThrownBy(gathering::await)
                    .withMessageContaining("attached to a different loop");
            Task<String> own = createTask(() -> sleep(ms(1), "own"));
            assertThatIllegalArgumentException().isThrownBy(() -> gather(foreign, own));
            assertThatIllegalArgumentException().isThrownBy(() -> gatherOutcomes(own, foreign));
            assertThat(own.await()).isEqualTo("own");
        }));
    }

    // SHD-04
    @Test
    void shield_ofAnotherLoopsFuture_belongsToThatLoop_andCannotBeAwaitedHere() {
        withForeignFuture(foreign -> Loops.run(() -> {
            Future<String> shielded = shield(foreign);
            assertThat(shielded.getLoop()).isSameAs(foreign.getLoop());
            assertThatIllegalStateException().isThrownBy(shielded::await)
                    .withMessageContaining("attached to a different loop");
        }));
    }

    // WFR-02
    @Test
    void waitFor_anotherLoopsFuture_isRefused_andLeavesNoTimerBehind() {
        withForeignFuture(foreign -> Loops.run(() -> {
            for (Duration timeout : new Duration[] {null, MINUTE}) {
                assertThatIllegalStateException().isThrownBy(() -> waitFor(foreign, timeout))
                        .withMessageContaining("attached to a different loop");
            }
            assertThatIllegalArgumentException().isThrownBy(() -> waitFor(foreign, Duration.ZERO))
                    .withMessageContaining("different loop");
            assertThat(foreign.done()).isFalse();
            ticks(2);
            assertThat(Asyncio.currentTask().cancelling()).isZero();
        }));
    }

    // GAT-04, SHD-04, WAI-10, ASC-08: another thread's running loop is not to be touched from here
    @Test
    void aFutureOfALoopThatRunsInAnotherThread_isRefusedByAll() throws Exception {
        withRunningForeignFuture(foreign -> Loops.run(() -> {
            assertRefused(() -> gather(foreign));
            assertRefused(() -> gatherOutcomes(List.of(foreign)));
            assertRefused(() -> shield(foreign));
            assertRefused(() -> Asyncio.wait(List.of(foreign), ms(1), ReturnWhen.ALL_COMPLETED));
            assertRefused(() -> asCompleted(List.of(foreign)).futures().iterator().next());
            assertRefused(() -> waitFor(foreign, ms(1)));
            assertRefused(() -> waitFor(foreign, Duration.ZERO));
            assertThat(foreign.toString()).isEqualTo("<Future pending>");
        }));
    }

    // GAT-04, SHD-04: the same from a thread that runs no loop at all
    @Test
    void aFutureOfARunningLoop_inAPlainThread_isRefusedByAll() throws Exception {
        withRunningForeignFuture(foreign -> {
            assertRefused(() -> gather(foreign));
            assertRefused(() -> shield(foreign));
            assertRefused(() -> Asyncio.wait(List.of(foreign)));
            assertRefused(() -> asCompleted(List.of(foreign)));
            assertRefused(() -> waitFor(foreign, null));
            assertRefused(() -> sleep(ms(1)));
            assertThat(foreign.toString()).isEqualTo("<Future pending>");
        });
    }

    // GAT-10: nor may what was made there be cancelled from here
    @Test
    void aGatherOfARunningLoop_isNotCancelledFromAnotherThread() throws Exception {
        var made = new CompletableFuture<Future<List<String>>>();
        withRunningLoop(loop -> {
            loop.callSoonThreadsafe(() -> made.complete(gather(loop.<String>createFuture())));
            Future<List<String>> gathering = made.get(30, TimeUnit.SECONDS);
            assertThatIllegalStateException().isThrownBy(gathering::cancel)
                    .withMessageContaining("Non-thread-safe operation");
        });
    }

    private static void assertRefused(VoidCoroutine use) {
        Throwable thrown = catchThrowable(use::run);
        assertThat(thrown).isInstanceOfAny(IllegalStateException.class, IllegalArgumentException.class);
    }

    private interface Use<T> {
        void of(T value) throws Exception;
    }

    private static void withForeignFuture(Use<Promise<String>> use) {
        try (EventLoop other = Loops.virtual().build()) {
            use.of(other.createFuture());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void withRunningForeignFuture(Use<Promise<String>> use) throws Exception {
        var made = new CompletableFuture<Promise<String>>();
        withRunningLoop(loop -> {
            loop.callSoonThreadsafe(() -> made.complete(loop.createFuture()));
            use.of(made.get(30, TimeUnit.SECONDS));
        });
    }

    private static void withRunningLoop(Use<EventLoop> use) throws Exception {
        EventLoop loop = Loops.virtual().build();
        Thread thread = Thread.ofPlatform().start(loop::runForever);
        try {
            use.of(loop);
        } finally {
            loop.callSoonThreadsafe(loop::stop);
            thread.join(30_000);
            loop.close();
        }
    }
}
