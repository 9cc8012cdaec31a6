package io.asyncio4j.tests.run;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Runner;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What wins where two things end a run, and what a request that comes too early or too late does. */
class TearDownDecisionsTest {

    private final IOException failure = new IOException("main's own");
    private final List<String> log = new ArrayList<>();

    private static void leaveBehind(VoidCoroutine whenCancelled) {
        createTask(() -> {
            try {
                sleep(Duration.ofHours(1));
            } catch (CancelledError e) {
                whenCancelled.run();
            }
        });
        ticks(1);
    }

    // RUN-06: as in CPython, where main's failure is the context of the exit
    @Test
    void exitOfALeftOverTask_winsOverMainsFailure_whichIsSuppressedInIt() {
        var exit = new LoopExit("3");
        assertThat(catchThrowable(() -> Loops.run(() -> {
            leaveBehind(() -> {
                throw exit;
            });
            throw failure;
        }))).isSameAs(exit).hasSuppressedException(failure);
    }

    // RUN-06: it is main that wanted to leave first
    @Test
    void exitOfMain_winsOverThatOfALeftOverTask() {
        var exit = new LoopExit("main");
        var second = new LoopExit("left over");
        assertThat(catchThrowable(() -> Loops.run(() -> {
            leaveBehind(() -> {
                throw second;
            });
            throw exit;
        }))).isSameAs(exit).hasSuppressedException(second);
    }

    // RUN-06, RUN-15: a stop is no news of its own; CPython throws its RuntimeError in place of main's failure
    @Test
    void stopByALeftOverTask_doesNotDisplaceMainsFailure() {
        assertThat(catchThrowable(() -> Loops.run(() -> {
            leaveBehind(() -> EventLoop.running().stop());
            throw failure;
        }))).isSameAs(failure).satisfies(e -> assertThat(e.getSuppressed()).singleElement()
                .extracting(Throwable::getMessage).asString()
                .startsWith("Event loop stopped before Future completed"));
    }

    // RUN-10: Java's try has its own rule, and keeps what was thrown first
    @Test
    void withARunnerInTry_mainsFailureHasTheExitOfTheTearDownSuppressed() {
        var exit = new LoopExit("3");
        assertThat(catchThrowable(() -> {
            try (var runner = new Runner(Loops.virtual())) {
                runner.run(() -> {
                    leaveBehind(() -> {
                        throw exit;
                    });
                    throw failure;
                });
            }
        })).isSameAs(failure).hasSuppressedException(exit);
    }

    // RCT-01: as a task that is cancelled before its first step; CPython (up to 3.15.0rc1) runs that step
    @Test
    void coroutineFromAnotherThread_whoseFutureIsEndedBeforeTheLoopGotToIt_neverRuns() {
        List<Consumer<CompletableFuture<Boolean>>> endings = List.of(
                outside -> outside.cancel(true),
                outside -> outside.complete(false),
                outside -> outside.completeExceptionally(failure));
        for (Consumer<CompletableFuture<Boolean>> ending : endings) {
            Loops.run(() -> {
                ending.accept(runCoroutineThreadsafe(() -> log.add("first step"), EventLoop.running()));
                ticks(5);
            });
        }
        assertThat(log).isEmpty();
    }

    // RUN-15: CPython's next run is stopped by it
    @Test
    void stopInMainsLastStep_doesNotStopTheNextRun() {
        try (EventLoop loop = Loops.virtual().build()) {
            assertThat(catchThrowable(() -> loop.runUntilComplete(Coroutine.returningNull(loop::stop))))
                    .isNull();
            assertThat(loop.runUntilComplete(() -> {
                ticks(5);
                return "whole";
            })).isEqualTo("whole");
        }
        try (var runner = new Runner(Loops.virtual())) {
            runner.run(() -> {
                leaveBehind(() -> {
                    ticks(5);
                    log.add("cleaned up");
                });
                EventLoop.running().stop();
            });
        }
        assertThat(log).containsExactly("cleaned up");
    }
}
