package io.asyncio4j.tests.futures;

import static io.asyncio4j.Asyncio.await;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.gatherOutcomes;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.seconds;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Awaitable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Outcome.Failure;
import io.asyncio4j.Outcome.Success;
import io.asyncio4j.Outcome;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Exceptions are thrown where they are awaited, as the very objects that were thrown. */
class ExceptionsTravelTest {

    // checked, unchecked, an error, and a bare Throwable is left to setException
    private final List<Throwable> failures = List.of(
            new IOException("checked"), new InterruptedException("checked too"),
            new IllegalArgumentException("unchecked"), new AssertionError("error"),
            new StackOverflowError());

    // FUT-04, TSK-05
    @Test
    void throughEveryWayToAwait() {
        for (Throwable failure : failures) {
            Loops.run(() -> {
                Coroutine<String> body = failing(failure);
                Awaitable<String> awaitable = () -> body.await();
                Promise<String> promise = EventLoop.running().createFuture();
                promise.setException(failure);
                assertThatThrownBy(body::await).isSameAs(failure);
                assertThatThrownBy(() -> await(body)).isSameAs(failure);
                assertThatThrownBy(() -> await(awaitable)).isSameAs(failure);
                assertThatThrownBy(() -> body.await(IOException.class)).isSameAs(failure);
                assertThatThrownBy(promise::await).isSameAs(failure);
                assertThatThrownBy(() -> createTask(body).await()).isSameAs(failure);
                assertThatThrownBy(() -> gather(body).await()).isSameAs(failure);
                assertThatThrownBy(() -> shield(body).await()).isSameAs(failure);
                assertThatThrownBy(() -> waitFor(body, seconds(1))).isSameAs(failure);
                assertThatThrownBy(() -> waitFor(createTask(body), seconds(1))).isSameAs(failure);
                assertThatThrownBy(() -> toThread(() -> body.await())).isSameAs(failure);
                assertThatThrownBy(() -> Asyncio.blocking(() -> body.await())).isSameAs(failure);
            });
            assertThat(failure.getCause()).isNull();
            assertThat(failure.getSuppressed()).isEmpty();
        }
    }

    // FUT-04, FUT-05
    @Test
    void throughResultAndException_asOftenAsTheyAreAsked() {
        for (Throwable failure : failures) {
            Loops.run(() -> {
                Task<String> task = createTask(failing(failure));
                ticks(1);
                for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(task::result).isSameAs(failure);
                    assertThat(task.exception()).isSameAs(failure);
                }
            });
        }
    }

    // RUN-01, FUT-04
    @Test
    void throughRun_andRunUntilComplete() {
        for (Throwable failure : failures) {
            assertThatThrownBy(() -> Loops.run(failing(failure))).isSameAs(failure);
            assertThatThrownBy(() -> Asyncio.run(Loops.virtual(), failing(failure))).isSameAs(failure);
            EventLoop loop = Loops.virtual().build();
            try (loop) {
                assertThatThrownBy(() -> loop.runUntilComplete(failing(failure))).isSameAs(failure);
            }
            assertThat(failure.getSuppressed()).isEmpty();
        }
    }

    // FUT-28
    @Test
    void throughALongChainOfTasks_itKeepsItsOwnStack() {
        var failure = new IOException("deep down");
        StackTraceElement[] before = failure.getStackTrace();
        Loops.run(() -> {
            Future<String> last = createTask(failing(failure));
            for (int i = 0; i < 50; i++) {
                Future<String> inner = last;
                last = createTask(() -> inner.await());
            }
            assertThatThrownBy(last::await).isSameAs(failure);
        });
        assertThat(failure.getStackTrace()).isEqualTo(before);
        assertThat(failure.getSuppressed()).isEmpty();
    }

    // FUT-04: the declared type is for the compiler; it can be caught where nothing else seems to throw it
    @Test
    void awaitWithAType_letsItBeCaught() {
        Loops.run(() -> {
            Task<String> task = createTask(failing(new FileNotFoundException("no such file")));
            String caught;
            try {
                caught = task.await(IOException.class);
            } catch (IOException e) {
                caught = "caught " + e.getMessage();
            }
            assertThat(caught).isEqualTo("caught no such file");
            Coroutine<String> good = () -> "value";
            assertThat(good.await(RuntimeException.class)).isEqualTo("value");
            Task<String> cancelled = createTask(good);
            cancelled.cancel();
            assertThatThrownBy(() -> cancelled.await(IOException.class)).isInstanceOf(CancelledError.class);
        });
    }

    // CAN-25
    @Test
    void catchException_doesNotCatchACancellation() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<Void> task = createTask(() -> {
                while (true) {
                    try {
                        sleep(seconds(1));
                    } catch (Exception e) {
                        log.add("swallowed " + e);
                    } finally {
                        log.add("cleaned up");
                    }
                }
            });
            ticks(1);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(task.cancelled()).isTrue();
            assertThat(log).containsExactly("cleaned up");
        });
    }

    // CAN-25, JVA-03: no interrupt is left behind, and none was needed
    @Test
    void aCancellation_isNoInterrupt() {
        Loops.run(() -> {
            List<Boolean> interrupted = new ArrayList<>();
            Task<Void> task = createTask(() -> {
                try {
                    sleep(seconds(1));
                } finally {
                    interrupted.add(Thread.currentThread().isInterrupted());
                }
            });
            ticks(1);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(interrupted).containsExactly(false);
        });
    }

    // FUT-08
    @Test
    void aCancelledError_carriesAnyObject() {
        assertThat(new CancelledError().message()).isNull();
        assertThat(new CancelledError().getMessage()).isNull();
        Object message = List.of("why", 5);
        assertThat(new CancelledError(message).message()).isSameAs(message);
        assertThat(new CancelledError(message)).hasMessage("[why, 5]");
        assertThat(new CancelledError()).isInstanceOf(Error.class).isNotInstanceOf(Exception.class);
    }

    // CAN-14, CAN-18, CAN-19: it may even be of a class of its own
    @Test
    void aBodyThatThrowsACancelledError_isCancelled_andTheFirstLookGetsTheVeryObject() {
        Loops.run(() -> {
            var own = new OwnCancelledError("by itself");
            Task<String> task = createTask(failing(own));
            assertThatThrownBy(task::await).isSameAs(own);
            assertThat(task.cancelled()).isTrue();
            Throwable second = catchThrowable(task::await);
            assertThat(second).isExactlyInstanceOf(CancelledError.class).isNotSameAs(own);
            assertThat(((CancelledError) second).message()).isNull();
        });
    }

    // FUT-08, CAN-17: the message goes down to the innermost task, and the one error comes up through all
    @Test
    void theErrorOfTheInnermostTask_comesUpThroughAll() {
        Loops.run(() -> {
            List<CancelledError> caught = new ArrayList<>();
            Task<String> inner = createTask(() -> {
                try {
                    return sleep(seconds(1), "never");
                } catch (CancelledError e) {
                    caught.add(e);
                    throw e;
                }
            });
            Task<String> outer = createTask(() -> inner.await());
            ticks(2);
            outer.cancel("why");
            assertThatThrownBy(outer::await).isSameAs(caught.getFirst());
            assertThat(caught.getFirst().message()).isEqualTo("why");
            assertThat(((CancelledError) catchThrowable(inner::result)).message()).isNull();
        });
    }

    // CAN-19, FUT-08: a task gives its message away with its own error, however the request reached it
    @Test
    void theSecondLookAtACancelledTask_bringsNoMessage() {
        Loops.run(() -> {
            Task<Void> beforeItsStart = createTask(() -> ticks(1));
            beforeItsStart.cancel("why");
            Task<Void> givingWay = createTask(() -> ticks(3));
            ticks(1);
            givingWay.cancel("why");
            for (Task<Void> task : List.of(beforeItsStart, givingWay)) {
                assertThat(((CancelledError) catchThrowable(task::await)).message()).isEqualTo("why");
                assertThat(((CancelledError) catchThrowable(task::await)).message()).isNull();
            }
        });
    }

    // RUN-01
    @Test
    void aCancelledErrorOfMain_leavesRun() {
        var own = new CancelledError("by itself");
        assertThatThrownBy(() -> Loops.run(failing(own))).isSameAs(own);
    }

    // GAT-08
    @Test
    void outcomes_areTakenApartByPatterns() {
        Loops.run(() -> {
            var failure = new IOException("broken");
            Task<String> cancelled = createTask(() -> "never");
            cancelled.cancel("why");
            Coroutine<String> good = () -> "value";
            List<Outcome<String>> outcomes = gatherOutcomes(good, failing(failure), cancelled).await();
            List<String> log = new ArrayList<>();
            for (Outcome<String> outcome : outcomes) {
                log.add(switch (outcome) {
                    case Success<String>(String value) -> "value " + value;
                    case Failure<String>(CancelledError e) -> "cancelled";
                    case Failure<String>(Throwable e) -> "failed " + e.getMessage();
                });
            }
            assertThat(log).containsExactly("value value", "failed broken", "cancelled");
            assertThat(outcomes.get(0)).isEqualTo(new Success<>("value"));
            assertThat(outcomes.get(1)).isEqualTo(new Failure<>(failure));
            assertThat(outcomes.get(0).get()).isEqualTo("value");
            assertThatThrownBy(() -> outcomes.get(1).get()).isSameAs(failure);
            assertThatThrownBy(() -> outcomes.get(2).get()).isInstanceOf(CancelledError.class);
        });
    }

    // FUT-11
    @Test
    void aSuccess_mayBeNullOrAnException() {
        var value = new IOException("only a value");
        assertThat(new Success<>(value).get()).isSameAs(value);
        assertThat(new Success<String>(null).get()).isNull();
    }

    private static Coroutine<String> failing(Throwable failure) {
        return () -> {
            switch (failure) {
                case Exception e -> throw e;
                case Error e -> throw e;
                default -> throw new AssertionError("what is this?", failure);
            }
        };
    }

    private static final class OwnCancelledError extends CancelledError {

        private static final long serialVersionUID = 1L;

        OwnCancelledError(String message) {
            super(message);
        }
    }
}
