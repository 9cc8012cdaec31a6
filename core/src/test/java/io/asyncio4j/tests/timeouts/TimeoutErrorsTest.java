package io.asyncio4j.tests.timeouts;

import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Promise;
import io.asyncio4j.Timeout;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Exceptions that leave a block with a timeout. */
class TimeoutErrorsTest {

    private static final Duration HOUR = Duration.ofHours(1);

    // TMO-10
    @Test
    void exceptionsOfTheBlock_passUnchanged() {
        Loops.run(() -> {
            for (Throwable own : new Throwable[] {
                new IOException("checked"), new IllegalStateException(), new AssertionError(),
                new TimeoutException("own"), new CancelledError("own")
            }) {
                Timeout limit = Timeout.after(HOUR);
                assertThat(catchThrowable(() -> limit.run(same -> {
                    ticks(1);
                    throwIt(own);
                }))).isSameAs(own);
                assertThat(own).hasNoCause().hasNoSuppressedExceptions();
                assertThat(limit.expired()).isFalse();
                assertThat(limit).hasToString("<Timeout [finished]>");
            }
            assertThat(currentTask().cancelling()).isZero();
        });
        var exit = new LoopExit();
        assertThat(catchThrowable(() -> Loops.run(() -> timeout(HOUR, limit -> { throwIt(exit); }))))
                .isSameAs(exit);
    }

    // TMO-10: somebody cancels what the block awaits, which is no timeout and no request to this task
    @Test
    void cancelledFutureWithinTheBlock_isACancelledError() {
        Loops.run(() -> {
            Promise<String> future = EventLoop.running().createFuture();
            EventLoop.running().callLater(ms(5), () -> future.cancel("by somebody"));
            assertThatThrownBy(() -> timeout(ms(10), limit -> future.await()))
                    .isInstanceOf(CancelledError.class).hasMessage("by somebody");
            assertThat(EventLoop.running().time()).isEqualTo(ms(5));
        });
    }

    // TMO-11
    @Test
    void exceptionMadeOfTheCancellation_leavesTheBlock_andTellsOfTheTimeout() {
        Loops.run(() -> {
            List<CancelledError> seen = new ArrayList<>();
            var failure = new IOException("half written");
            Timeout limit = Timeout.after(ms(10));
            Throwable thrown = catchThrowable(() -> limit.run(same -> {
                try {
                    sleep(HOUR);
                } catch (CancelledError e) {
                    seen.add(e);
                    failure.initCause(new IllegalStateException(e));
                    throw failure;
                }
            }));
            assertThat(thrown).isSameAs(failure);
            assertThat(failure.getSuppressed()).hasSize(1);
            assertThat(failure.getSuppressed()[0]).isInstanceOf(TimeoutException.class)
                    .hasCause(seen.getFirst());
            assertThat(limit.expired()).isTrue();
            assertThat(currentTask().cancelling()).isZero();
            ticks(1);
        });
    }

    // TMO-11: thrown in a finally, it has no cause in Java; and errors count like exceptions
    @Test
    void exceptionOfTheCleanUp_tellsOfTheTimeoutToo() {
        Loops.run(() -> {
            var failure = new AssertionError("in clean-up");
            Throwable thrown = catchThrowable(() -> timeout(ms(10), outer -> {
                timeout(ms(10), inner -> {
                    try {
                        sleep(HOUR);
                    } catch (CancelledError e) {
                        throw failure;
                    }
                });
            }));
            assertThat(thrown).isSameAs(failure);
            assertThat(failure.getSuppressed()).as("the outer timeout alone").hasSize(1);
            assertThat(failure.getSuppressed()[0]).isInstanceOf(TimeoutException.class).hasNoCause();
            assertThat(currentTask().cancelling()).isZero();
        });
        var exit = new LoopExit();
        assertThatThrownBy(() -> Loops.run(() -> timeout(ms(10), limit -> {
            assertThatThrownBy(() -> sleep(HOUR)).isInstanceOf(CancelledError.class);
            throw exit;
        }))).isSameAs(exit);
    }

    // TMO-11
    @Test
    void causesThatGoRoundInACircle_areNoTrap() {
        Loops.run(() -> {
            var failure = new IOException("chases its tail");
            failure.initCause(new IllegalStateException(failure));
            Throwable thrown = catchThrowable(() -> timeout(ms(10), limit -> {
                assertThatThrownBy(() -> sleep(HOUR)).isInstanceOf(CancelledError.class);
                throw failure;
            }));
            assertThat(thrown).isSameAs(failure);
            assertThat(failure.getSuppressed()).hasSize(1);
        });
    }

    private static void throwIt(Throwable e) {
        TimeoutErrorsTest.<RuntimeException>raise(e);
    }

    @SuppressWarnings("unchecked") // only there to throw without declaring
    private static <X extends Throwable> void raise(Throwable e) throws X {
        throw (X) e;
    }
}
