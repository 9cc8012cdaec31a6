package io.asyncio4j.tests.loop;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Awaitable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunUntilCompleteTest {

    private final List<Object> log = new ArrayList<>();
    private final EventLoop loop = Loops.virtual().build();

    @AfterEach
    void closeLoop() {
        loop.close();
    }

    private static <T> T fail(Throwable failure) {
        RunUntilCompleteTest.<RuntimeException>throwIt(failure);
        throw new AssertionError("unreachable");
    }

    @SuppressWarnings("unchecked") // the type argument is only there to throw without declaring
    private static <X extends Throwable> void throwIt(Throwable failure) throws X {
        throw (X) failure;
    }

    // RUN-14
    @Test
    void aCoroutine_isWrappedInATask_andItsResultReturned() {
        String result = loop.runUntilComplete(() -> {
            assertThat(allTasks()).hasSize(1);
            return sleep(ms(5), "result");
        });
        assertThat(result).isEqualTo("result");
        assertThat(loop.isRunning()).isFalse();
        assertThat(loop.isClosed()).isFalse();
    }

    // RUN-14
    @Test
    void aFuture_isRunAsItIs() {
        Promise<String> future = loop.createFuture();
        loop.callLater(ms(5), () -> future.setResult("result"));
        assertThat(loop.runUntilComplete(future)).isEqualTo("result");
        assertThat(loop.runUntilComplete(future)).isEqualTo("result");
    }

    // RUN-14
    @Test
    void anyAwaitable_willDo() {
        Awaitable<String> awaitable = () -> sleep(ms(5), "result");
        assertThat(loop.runUntilComplete(awaitable)).isEqualTo("result");
        assertThat(loop.time()).isEqualTo(ms(5));
    }

    // RUN-14
    @Test
    void aFailure_isThrownAsItIs() {
        var failure = new IOException("broken");
        assertThatThrownBy(() -> loop.runUntilComplete(() -> fail(failure))).isSameAs(failure);
        Promise<String> cancelled = loop.createFuture();
        cancelled.cancel("because");
        assertThatThrownBy(() -> loop.runUntilComplete(cancelled))
                .isInstanceOf(CancelledError.class)
                .hasMessage("because");
    }

    // RUN-14
    @Test
    void aFutureOfAnotherLoop_isRefused() {
        try (EventLoop other = Loops.virtual().build()) {
            Promise<String> strange = other.createFuture();
            assertThatThrownBy(() -> loop.runUntilComplete(strange))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("different loop");
        }
        assertThatThrownBy(() -> loop.runUntilComplete((Awaitable<String>) null))
                .isInstanceOf(NullPointerException.class);
    }

    // RUN-14
    @Test
    void whatMainLeavesQueued_runsInTheTurnThatStopsTheLoop() {
        loop.runUntilComplete(() -> {
            loop.callSoon(() -> {
                log.add("one turn later");
                loop.callSoon(() -> log.add("two turns later"));
            });
            return "done";
        });
        assertThat(log).containsExactly("one turn later");
        loop.runUntilComplete(() -> "again");
        assertThat(log).containsExactly("one turn later", "two turns later");
    }

    // RUN-15
    @Test
    void stoppedBeforeItIsDone_theFutureStaysPending_andCanBeFinishedByALaterRun() {
        Promise<String> future = loop.createFuture();
        loop.callSoon(loop::stop);
        assertThatThrownBy(() -> loop.runUntilComplete(future))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Event loop stopped before Future completed");
        assertThat(future.done()).isFalse();
        loop.callLater(ms(5), () -> future.setResult("later"));
        assertThat(loop.runUntilComplete(future)).isEqualTo("later");
    }

    // RUN-15
    @Test
    void stoppedBeforeItIsDone_theTaskGoesOnInTheNextRun() {
        Task<String> task = loop.createTask(() -> {
            log.add("before");
            loop.stop();
            sleep(ms(5));
            log.add("after");
            return "done";
        });
        assertThatThrownBy(() -> loop.runUntilComplete(task)).isInstanceOf(IllegalStateException.class);
        assertThat(log).containsExactly("before");
        assertThat(loop.runUntilComplete(task)).isEqualTo("done");
        assertThat(log).containsExactly("before", "after");
    }

    // RUN-16
    @Test
    void anAbortedRun_doesNotStopALaterOne() {
        Promise<String> first = loop.createFuture();
        loop.callSoon(loop::stop);
        assertThatThrownBy(() -> loop.runUntilComplete(first)).isInstanceOf(IllegalStateException.class);
        String result = loop.runUntilComplete(() -> {
            first.setResult("done in the second run");
            Loops.ticks(5);
            return sleep(ms(5), "not stopped early");
        });
        assertThat(result).isEqualTo("not stopped early");
    }

    // RUN-16
    @Test
    void aRunThatWasLeftByAFatalError_doesNotStopALaterOne() {
        var fatal = new LoopExit("enough");
        Promise<String> first = loop.createFuture();
        loop.callSoon(() -> {
            first.setResult("done in the turn of the fatal error");
            throw fatal;
        });
        assertThatThrownBy(() -> loop.runUntilComplete(first)).isSameAs(fatal);
        assertThat(loop.runUntilComplete(() -> {
            Loops.ticks(5);
            return sleep(ms(5), "not stopped early");
        })).isEqualTo("not stopped early");
    }

    // RUN-17
    @Test
    void aFatalErrorThatWasThrown_isNotReportedAgain() {
        var fatal = new LoopExit("enough");
        List<Map<String, Object>> reports = Loops.collectReports(loop);
        assertThatThrownBy(() -> loop.runUntilComplete(() -> fail(fatal))).isSameAs(fatal);
        loop.close();
        assertThat(reports).isEmpty();
    }

    // RUN-17
    @Test
    void aFailureThatWasThrown_isNotReportedAgain() {
        List<Map<String, Object>> reports = Loops.collectReports(loop);
        assertThatThrownBy(() -> loop.runUntilComplete(() -> fail(new IOException("thrown"))))
                .hasMessage("thrown");
        loop.close();
        assertThat(reports).isEmpty();
    }

    // RUN-18
    @Test
    void runningARunningLoop_isRefused() {
        loop.runUntilComplete(() -> {
            assertThatThrownBy(loop::runForever)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("This event loop is already running");
            assertThatThrownBy(() -> loop.runUntilComplete(() -> "never"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("This event loop is already running");
            assertThat(allTasks()).hasSize(1);
            return sleep(ms(1), "still alive");
        });
    }

    // RUN-18
    @Test
    void runningARunningLoop_fromAnotherThread_isRefused() throws Exception {
        var refused = new ArrayList<Throwable>();
        loop.runUntilComplete(() -> {
            Thread.ofPlatform().start(() -> {
                try {
                    loop.runForever();
                } catch (IllegalStateException e) {
                    refused.add(e);
                }
            }).join();
            return sleep(ms(1), "still alive");
        });
        assertThat(refused).hasSize(1);
        assertThat(refused.getFirst()).hasMessageContaining("This event loop is already running");
    }

    // RUN-18
    @Test
    void refusedWithinAnotherLoop_makesNoTask() {
        loop.runUntilComplete(() -> {
            try (EventLoop inner = Loops.virtual().build()) {
                assertThatThrownBy(inner::runForever)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("Cannot run the event loop while another loop is running");
                assertThatThrownBy(() -> inner.runUntilComplete(() -> log.add("never")))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("Cannot run the event loop while another loop is running");
                assertThat(allTasks(inner)).isEmpty();
            }
            return sleep(Duration.ZERO, "still alive");
        });
        assertThat(log).isEmpty();
    }
}
