package io.asyncio4j.tests.combine;

import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.staggeredRace;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.RaceResult;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.spi.ObjectUse;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Who combines futures is called when one of them is done. Where there is no memory for what he does then, he is called once
 * more, in the next turn: else somebody would wait for ever.
 */
class ListenersWithoutMemoryTest implements ObjectUse.Listener {

    // the text of the step in which there is no memory, once
    private String scarce = "";
    private boolean isScarce;
    private int failures;
    private List<Map<String, Object>> reports = List.of();

    private final LoopObserver observer = new LoopObserver() {
        @Override
        public void stepBegins(Step step) {
            isScarce = failures == 0 && !(step instanceof ObservedTask) && step.toString().equals(scarce);
        }

        @Override
        public void stepEnds(Step step) {
            isScarce = false;
        }
    };

    @BeforeEach
    void listen() {
        ObjectUse.add(this);
    }

    @AfterEach
    void listenNoMore() {
        ObjectUse.remove(this);
    }

    @Override
    public void made(Object object) {}

    /** Throws, which a listener should not do, in place of an allocation that comes next. */
    @Override
    public void used(Object object, boolean changes) {
        if (isScarce) {
            isScarce = false;
            failures++;
            throw new OutOfMemoryError("scarce");
        }
    }

    /** Runs {@code main}, which lets a step fail. */
    private void run(VoidCoroutine main) {
        try (EventLoop loop = Loops.virtual().build()) {
            reports = Loops.collectReports(loop);
            loop.addObserver(observer);
            loop.runUntilComplete(Coroutine.returningNull(main));
        }
        assertThat(failures).isOne();
    }

    private static Promise<String> promise() {
        return EventLoop.running().createFuture();
    }

    // TSK-18, GAT-01
    @Test
    void gather_whoseFutureIsDone() {
        run(() -> {
            Promise<String> inner = promise();
            Future<List<String>> outer = gather(List.of(inner));
            scarce = "gather()";
            inner.setResult("x");
            ticks(2);
            assertThat(outer.result()).containsExactly("x");
        });
        assertThat(reports).isEmpty();
    }

    // TSK-18, WAI-01
    @Test
    void wait_whoseFutureIsDone() {
        run(() -> {
            Promise<String> inner = promise();
            Task<?> waits = createTask(() -> Asyncio.wait(List.of(inner)));
            ticks(1);
            scarce = "wait()";
            inner.setResult("x");
            ticks(3);
            assertThat(waits.done()).isTrue();
        });
        assertThat(reports).isEmpty();
    }

    // TSK-18, ASC-02
    @Test
    void asCompleted_whoseNextIsDone() {
        run(() -> {
            Promise<String> inner = promise();
            var next = asCompleted(List.of(inner)).iterator().next();
            Task<String> waits = createTask(() -> next.await());
            ticks(1);
            scarce = "asCompleted()";
            inner.setResult("x");
            ticks(3);
            assertThat(waits.result()).isEqualTo("x");
        });
        assertThat(reports).isEmpty();
    }

    // TSK-18, SHD-01
    @Test
    void shield_whoseFutureIsDone() {
        run(() -> {
            Promise<String> inner = promise();
            Future<String> outer = shield(inner);
            scarce = "shield()";
            inner.setResult("x");
            ticks(2);
            assertThat(outer.result()).isEqualTo("x");
        });
        assertThat(reports).isEmpty();
    }

    // TSK-18, SHD-05
    @Test
    void shield_thatIsCancelled() {
        run(() -> {
            Promise<String> inner = promise();
            Future<String> outer = shield(inner);
            scarce = "shield(Future)";
            outer.cancel();
            ticks(2);
            inner.setException(new IOException("nobody waits any more"));
            ticks(2);
        });
        assertThat(reports).extracting(report -> report.get("message"))
                .containsExactly("IOException exception in shielded future");
    }

    // TSK-18, TGR-05
    @Test
    void group_ofWhichATaskFails() {
        run(() -> {
            var failure = new IOException("x");
            assertThatThrownBy(() -> taskGroup(group -> {
                scarce = "taskGroup()";
                group.createTask(() -> {
                    throw failure;
                });
                sleep(Duration.ofHours(1));
            })).isInstanceOfSatisfying(ExceptionGroup.class,
                    e -> assertThat(e.exceptions()).containsExactly(failure));
            assertThat(EventLoop.running().time()).isZero();
        });
        assertThat(reports).isEmpty();
    }

    // TSK-18
    @Test
    void race_ofWhichTheLastHasEnded() {
        run(() -> {
            Task<RaceResult<String>> race =
                    createTask(() -> staggeredRace(List.of((Coroutine<String>) () -> "won"), null));
            scarce = "staggeredRace()";
            ticks(20);
            assertThat(race.result().result()).isEqualTo("won");
        });
        assertThat(reports).isEmpty();
    }

    // TSK-18, WFR-05
    @Test
    void waitFor_whoseTimeIsOver() {
        run(() -> {
            Promise<String> inner = promise();
            Task<String> waits = createTask(() -> waitFor(inner, Duration.ZERO));
            scarce = "waitFor()";
            ticks(5);
            assertThat(waits.done()).isTrue();
            assertThat(waits.exception()).isInstanceOf(TimeoutException.class);
        });
        assertThat(reports).isEmpty();
    }
}
