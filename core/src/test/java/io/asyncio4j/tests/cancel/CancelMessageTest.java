package io.asyncio4j.tests.cancel;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CancelMessageTest {

    private static CancelledError cancelledErrorOf(ThrowingCallable call) {
        return catchThrowableOfType(CancelledError.class, call);
    }

    private static Object park() {
        return EventLoop.running().createFuture().await();
    }

    // CAN-17
    @Test
    void message_arrivesAtTheInnermostAwait_andAtEverybodyWhoAwaits() {
        Loops.run(() -> {
            List<Object> seen = new ArrayList<>();
            Task<?> inner = createTask(() -> {
                try {
                    park();
                } catch (CancelledError e) {
                    seen.add(e.message());
                    throw e;
                }
            });
            Task<?> outer = createTask(() -> inner.await());
            ticks(1);
            outer.cancel("stop now");
            CancelledError error = cancelledErrorOf(outer::await);
            assertThat(seen).containsExactly("stop now");
            assertThat(error.message()).isEqualTo("stop now");
            assertThat(error).hasMessage("stop now");
        });
    }

    // CAN-17
    @Test
    void noMessageAndNull_meanTheSame_andAnyObjectWillDo() {
        Loops.run(() -> {
            Object payload = List.of(1, 2);
            List<Object> seen = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Task<?> task = createTask(() -> park());
                ticks(1);
                switch (i) {
                    case 0 -> task.cancel();
                    case 1 -> task.cancel(null);
                    default -> task.cancel(payload);
                }
                CancelledError error = cancelledErrorOf(task::await);
                seen.add(error.message());
                assertThat(error.getMessage()).isEqualTo(i < 2 ? null : "[1, 2]");
            }
            assertThat(seen).containsExactly(null, null, payload);
        });
    }

    // CAN-17
    @Test
    void message_reachesATaskThatIsNotParked() {
        Loops.run(() -> {
            Task<?> fresh = createTask(() -> park());
            fresh.cancel("never started");
            assertThat(cancelledErrorOf(fresh::await).message()).isEqualTo("never started");

            Task<?> yielding = createTask(() -> sleep(Duration.ZERO));
            ticks(1);
            yielding.cancel("between two steps");
            assertThat(cancelledErrorOf(yielding::await).message()).isEqualTo("between two steps");

            Task<?> eager = createTask(TaskOptions.DEFAULT.eager(), () -> park());
            eager.cancel("parked eagerly");
            assertThat(cancelledErrorOf(eager::await).message()).isEqualTo("parked eagerly");
        });
    }

    // CAN-17
    @Test
    void messageOfAResultThatCameTooEarly_isStillSeen() {
        Loops.run(() -> {
            Promise<Integer> gate = EventLoop.running().createFuture();
            Task<?> task = createTask(() -> gate.await());
            ticks(1);
            gate.setResult(1);
            task.cancel("too late for the result");
            assertThat(cancelledErrorOf(task::await).message()).isEqualTo("too late for the result");
        });
    }

    // CAN-17
    @Test
    void message_goesThroughAGather() {
        Loops.run(() -> {
            List<Object> seen = new ArrayList<>();
            Task<?> child = createTask(() -> {
                try {
                    park();
                } catch (CancelledError e) {
                    seen.add(e.message());
                    throw e;
                }
            });
            Task<?> outer = createTask(() -> gather(child).await());
            ticks(2);
            outer.cancel("all of you");
            assertThat(cancelledErrorOf(outer::await).message()).isEqualTo("all of you");
            assertThat(seen).containsExactly("all of you");
        });
    }

    // CAN-18
    @Test
    void firstReader_getsTheErrorThatEndedTheTask_withTheInterruptedLineInDebugMode() {
        Loops.run(() -> {
            EventLoop.running().setDebug(true);
            List<CancelledError> thrown = new ArrayList<>();
            Task<?> task = createTask(() -> {
                try {
                    longWork();
                } catch (CancelledError e) {
                    thrown.add(e);
                    throw e;
                }
            });
            ticks(1);
            task.cancel("m");
            CancelledError error = cancelledErrorOf(task::await);
            assertThat(error).isSameAs(thrown.getFirst()).hasNoCause().hasNoSuppressedExceptions();
            assertThat(error.getStackTrace())
                    .extracting(StackTraceElement::getMethodName)
                    .contains("longWork");
        });
    }

    private static void longWork() {
        sleep(ms(10_000));
    }

    // CAN-18
    @Test
    void exception_handsOutTheOriginalToo() {
        Loops.run(() -> {
            var own = new CancelledError("own");
            Task<?> task = createTask(() -> {
                throw own;
            });
            ticks(2);
            assertThat(catchThrowable(task::exception)).isSameAs(own);
        });
    }

    // CAN-18
    @Test
    void originalPassesThroughNestedTasks() {
        Loops.run(() -> {
            List<CancelledError> thrown = new ArrayList<>();
            Task<?> inner = createTask(() -> {
                try {
                    park();
                } catch (CancelledError e) {
                    thrown.add(e);
                    throw e;
                }
            });
            Task<?> middle = createTask(() -> inner.await());
            Task<?> outer = createTask(() -> middle.await());
            ticks(1);
            outer.cancel();
            assertThat(cancelledErrorOf(outer::await)).isSameAs(thrown.getFirst());
        });
    }

    // CAN-19
    @Test
    void laterReaders_getAFreshError_withoutTheMessage() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> park());
            ticks(1);
            task.cancel("once");
            CancelledError first = cancelledErrorOf(task::await);
            CancelledError second = cancelledErrorOf(task::result);
            CancelledError third = cancelledErrorOf(task::exception);
            assertThat(first.message()).isEqualTo("once");
            assertThat(second.message()).isNull();
            assertThat(third.message()).isNull();
            assertThat(third).isNotSameAs(second).isNotSameAs(first);
        });
    }

    // CAN-19
    @Test
    void laterReaders_getNoMessageEither_ifTheTaskWasNotParked() {
        Loops.run(() -> {
            Task<?> fresh = createTask(() -> park());
            fresh.cancel("once");
            assertThat(cancelledErrorOf(fresh::await).message()).isEqualTo("once");
            assertThat(cancelledErrorOf(fresh::await).message()).isNull();

            Task<?> yielding = createTask(() -> sleep(Duration.ZERO));
            ticks(1);
            yielding.cancel("once");
            assertThat(cancelledErrorOf(yielding::await).message()).isEqualTo("once");
            assertThat(cancelledErrorOf(yielding::await).message()).isNull();
        });
    }

    // CAN-09 CAN-19
    @Test
    void requestThatOnlyTheEndDelivered_keepsItsMessageForEverybody() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> {
                currentTask().cancel("bye");
            });
            assertThat(cancelledErrorOf(task::await).message()).isEqualTo("bye");
            assertThat(cancelledErrorOf(task::await).message()).isEqualTo("bye");
        });
    }

    // CAN-20
    @Test
    void parkedTask_seesTheFirstOfSeveralMessages() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> park());
            ticks(1);
            task.cancel("first");
            task.cancel("second");
            assertThat(cancelledErrorOf(task::await).message()).isEqualTo("first");
            assertThat(task.cancelling()).isEqualTo(2);
        });
    }

    // CAN-20
    @Test
    void taskThatIsNotParked_seesTheLastOfSeveralMessages_alsoIfThatIsNone() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> sleep(Duration.ZERO));
            ticks(1);
            task.cancel("first");
            task.cancel("second");
            assertThat(cancelledErrorOf(task::await).message()).isEqualTo("second");
            assertThat(task.cancelling()).isEqualTo(2);

            Task<?> fresh = createTask(() -> park());
            fresh.cancel("first");
            fresh.cancel();
            assertThat(cancelledErrorOf(fresh::await).message()).isNull();
        });
    }
}
