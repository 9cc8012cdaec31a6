package io.asyncio4j.tests.generators;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests to cancel that meet a generator's code: what they go down to, and what becomes of results. */
class AsyncGeneratorRequestTest {

    private final List<Object> log = new ArrayList<>();

    // AGN-01 CAN-02
    @Test
    void requestGoesDownFromTheCode_toTheTaskThatItWaitsFor() {
        Loops.run(() -> {
            Task<?> worker = createTask(() -> {
                try {
                    sleep(Duration.ofDays(1));
                } finally {
                    log.add("worker ends");
                }
            });
            AsyncGenerator<Object> results = AsyncGenerator.of(out -> out.yield(worker.await()));
            Task<?> task = createTask(() -> results.forEach(log::add));
            ticks(1);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(worker.cancelled()).isTrue();
            assertThat(log).containsExactly("worker ends");
        });
    }

    // AGN-01 CAN-09
    @Test
    void cancelAfterTheFutureIsDone_dropsItsResult_inTheCode() {
        Loops.run(() -> {
            Promise<Integer> gate = EventLoop.running().createFuture();
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                try {
                    out.yield(gate.await());
                } catch (CancelledError e) {
                    log.add("caught");
                    out.yield(-1);
                }
            });
            Task<Integer> task = createTask(() -> numbers.iterator().next());
            ticks(1);
            gate.setResult(1);
            task.cancel();
            assertThat(task.await()).isEqualTo(-1);
            assertThat(log).containsExactly("caught");
        });
    }

    // AGN-01 UNC-03
    @Test
    void uncancelInTheCode_takesTheRequestBack() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                currentTask().uncancel();
                sleep(ms(1));
                out.yield(1);
            });
            Task<Integer> task = createTask(() -> {
                currentTask().cancel();
                Iterator<Integer> iterator = numbers.iterator();
                return iterator.next() + sleep(ms(1), 1);
            });
            assertThat(task.await()).isEqualTo(2);
            assertThat(task.cancelling()).isZero();
        });
    }

    // AGN-01 CAN-07
    @Test
    void taskThatIsCancelledBeforeItsStart_leavesTheGeneratorUnbegun() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> log.add("begun"));
            Task<?> task = createTask(() -> numbers.forEach(log::add));
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log).isEmpty();
            assertThat(numbers.toString()).contains("created");
        });
    }
}
