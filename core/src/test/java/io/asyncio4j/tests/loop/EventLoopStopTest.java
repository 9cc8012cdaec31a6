package io.asyncio4j.tests.loop;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopStopTest {

    private final List<Object> log = new ArrayList<>();
    private final EventLoop loop = Loops.virtual().build();

    @AfterEach
    void closeLoop() {
        loop.close();
    }

    private void turn() {
        loop.stop();
        loop.runForever();
    }

    // LOO-15
    @Test
    void stop_letsTheTurnEnd_andKeepsWhatWasQueuedMeanwhile() {
        loop.callSoon(() -> {
            log.add("stops");
            loop.stop();
            loop.callSoon(() -> log.add("queued after stop"));
        });
        loop.callSoon(() -> log.add("same turn"));
        loop.runForever();
        assertThat(log).containsExactly("stops", "same turn");

        turn();
        assertThat(log).containsExactly("stops", "same turn", "queued after stop");
    }

    // LOO-15
    @Test
    void stop_leavesTimersForTheNextRun() {
        loop.callLater(ms(10), () -> {
            log.add("10");
            loop.stop();
        });
        loop.callLater(ms(20), () -> {
            log.add("20");
            loop.stop();
        });
        loop.runForever();
        assertThat(log).containsExactly("10");
        loop.runForever();
        assertThat(log).containsExactly("10", "20");
        assertThat(loop.time()).isEqualTo(ms(20));
    }

    // LOO-15
    @Test
    void stop_byATaskThatWouldGoOnAtOnce_stillEndsWithTheTurn() {
        Task<String> task = loop.createTask(() -> {
            log.add("stops");
            loop.stop();
            sleep(Duration.ZERO);
            log.add("next turn");
            return "done";
        });
        loop.runForever();
        assertThat(log).containsExactly("stops");
        assertThat(task.done()).isFalse();
        assertThat(loop.runUntilComplete(task)).isEqualTo("done");
        assertThat(log).containsExactly("stops", "next turn");
    }

    // LOO-15
    @Test
    void stop_isForgottenWhenTheRunEnds() {
        loop.stop();
        loop.runForever();
        assertThat(loop.runUntilComplete(() -> {
            sleep(ms(5));
            return "not stopped";
        })).isEqualTo("not stopped");
    }

    // LOO-15
    @Test
    void stop_fromAnotherThread_goesThroughCallSoonThreadsafe() throws Exception {
        Thread other = Thread.ofPlatform().unstarted(() -> loop.callSoonThreadsafe(loop::stop));
        loop.callSoon(other::start);
        loop.runForever();
        other.join();
        assertThat(loop.isRunning()).isFalse();
    }

    // LOO-16
    @Test
    void stopBeforeRunForever_runsExactlyOneTurn() {
        loop.callSoon(() -> {
            log.add("first turn");
            loop.callSoon(() -> log.add("second turn"));
        });
        loop.callLater(Duration.ZERO, () -> log.add("due timer"));
        loop.callLater(ms(1), () -> log.add("later timer"));
        loop.stop();
        loop.runForever();
        assertThat(log).containsExactly("first turn", "due timer");
        assertThat(loop.time()).isEqualTo(Duration.ZERO);
    }

    // LOO-17
    @Test
    void aFatalErrorOfACallback_leavesRunForever_andTheQueueIsKept() {
        var fatal = new LoopExit("enough");
        loop.callSoon(() -> log.add("before"));
        loop.callSoon(() -> {
            throw fatal;
        });
        loop.callSoon(() -> log.add("after"));
        loop.callLater(ms(5), () -> log.add("timer"));

        assertThatThrownBy(loop::runForever).isSameAs(fatal);
        assertThat(log).containsExactly("before");
        assertThat(loop.isRunning()).isFalse();

        turn();
        assertThat(log).containsExactly("before", "after");
        loop.callLater(ms(6), loop::stop);
        loop.runForever();
        assertThat(log).containsExactly("before", "after", "timer");
    }

    // LOO-17
    @Test
    void aFatalErrorOfATask_leavesRunForever_andIsTheTasksOutcome() {
        var fatal = new LoopExit("enough");
        Task<?> failing = loop.createTask(() -> {
            log.add("failing");
            throwIt(fatal);
        });
        Task<?> other = loop.createTask(() -> {
            log.add("other");
        });
        assertThatThrownBy(loop::runForever).isSameAs(fatal);
        assertThat(log).containsExactly("failing");
        assertThat(failing.exception()).isSameAs(fatal);

        turn();
        assertThat(log).containsExactly("failing", "other");
        assertThat(other.done()).isTrue();
    }

    // LOO-17
    @Test
    void aFatalErrorOfATaskThatHasWaited_reachesRunUntilComplete_andTheLoopCanRunAgain() {
        var fatal = new LoopExit("enough");
        Task<String> bystander = loop.createTask(() -> {
            sleep(ms(20));
            return "unharmed";
        });
        assertThatThrownBy(() -> loop.runUntilComplete(() -> {
            sleep(ms(10));
            throwIt(fatal);
            return "unreachable";
        })).isSameAs(fatal);
        assertThat(bystander.done()).isFalse();
        assertThat(loop.runUntilComplete(bystander)).isEqualTo("unharmed");
        assertThat(loop.time()).isEqualTo(ms(20));
    }

    // LOO-17
    @Test
    void anOrdinaryError_isNotFatal() {
        var reports = Loops.collectReports(loop);
        loop.callSoon(() -> {
            throw new AssertionError("only this callback");
        });
        loop.callSoon(() -> {
            throw new StackOverflowError("only this callback");
        });
        loop.callSoon(loop::stop);
        loop.runForever();
        assertThat(reports).hasSize(2);
    }

    private static void throwIt(Error error) {
        throw error;
    }
}
