package io.asyncio4j.tests.cancel;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.gatherOutcomes;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.Task;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** CAN-04, GAT-10: a request goes down chains of any depth and any mixture, and asks each level once. */
@Timeout(value = 100, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeepCancelTest {

    private static final int DEPTH = 20_000;

    /**
     * What a level of a chain may be: something that waits for the level below.
     *
     * @param passesOn whether a request goes on to the level below
     */
    private record Level(String name, boolean passesOn, UnaryOperator<Future<?>> on) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static final Level GATHER = new Level("gather", true, below -> gather(below));
    private static final Level OUTCOMES = new Level("outcomes", true, below -> gatherOutcomes(below));
    private static final Level TASK = new Level("task", true, below -> createTask(() -> {
        below.await();
    }));
    private static final Level GROUP = new Level("group", true, below -> createTask(() -> taskGroup(group -> {
        group.createTask(() -> {
            below.await();
        });
    })));
    private static final Level SHIELD = new Level("shield", false, below -> shield(below));
    private static final Level WAIT = new Level("wait", false,
            below -> createTask(() -> Asyncio.wait(List.of(below), null, ReturnWhen.ALL_COMPLETED)));
    private static final List<Level> ALL = List.of(GATHER, OUTCOMES, TASK, GROUP, SHIELD, WAIT);

    private static final class Requests implements LoopObserver {

        private long count;

        @Override
        public void cancelRequested(ObservedTask task, Object message) {
            count++;
        }
    }

    /** {@return how many tasks were asked when the top of a chain was cancelled, each level of which is one of {@code levels}} */
    private static long requestsIn(List<Level> levels, int depth) {
        var requests = new Requests();
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Promise<String> bottom = loop.createFuture();
            var chain = new ArrayList<Future<?>>();
            chain.add(bottom);
            for (int i = 0; i < depth; i++) {
                chain.add(levels.get(i % levels.size()).on().apply(chain.getLast()));
                if (chain.getLast() instanceof Task<?>) {
                    ticks(i % 50 == 0 ? 2 : 0); // not too many that are not started
                }
            }
            ticks(4);
            loop.addObserver(requests);
            assertThat(chain.getLast().cancel()).isTrue();
            if (!levels.stream().allMatch(Level::passesOn)) {
                assertThat(bottom.done()).isFalse();
                bottom.cancel();
            }
            for (int i = 0; i < 8 * depth && !chain.getLast().done(); i += 100) {
                ticks(100); // a group asks its tasks when it is asked itself, in the tick after that
            }
            for (int i = 0; i < 8 * depth && !chain.stream().allMatch(Future::done); i += 1_000) {
                ticks(1_000);
            }
            loop.removeObserver(requests);
            assertThat(chain).allMatch(Future::done);
            assertThat(bottom.cancelled()).isTrue();
            chain.forEach(DeepCancelTest::look);
        });
        return requests.count;
    }

    private static void look(Future<?> level) {
        if (!level.cancelled()) {
            level.exception(); // a gather fails with its cancellation
        }
    }

    @Test
    void rowOfEachKind_isCancelled_andAsksEachTaskOnce() {
        for (Level level : ALL) {
            assertThat(requestsIn(List.of(level), DEPTH)).as("%s", level).isLessThanOrEqualTo(2L * DEPTH);
        }
    }

    @Test
    void everyMixtureOfTwo_isCancelled_andAsksEachTaskOnce() {
        for (Level one : ALL) {
            for (Level other : ALL) {
                if (one != other) {
                    assertThat(requestsIn(List.of(one, other), DEPTH)).as("%s and %s", one, other)
                            .isLessThanOrEqualTo(2L * DEPTH);
                }
            }
        }
    }

    @Test
    void mixtureOfAll_isCancelledDownToTheFirstThatShields() {
        assertThat(requestsIn(ALL, DEPTH)).isLessThanOrEqualTo(DEPTH);
        assertThat(requestsIn(List.of(GATHER, TASK, GROUP, OUTCOMES), DEPTH))
                .isLessThanOrEqualTo(2L * DEPTH);
    }

    // twice as deep, twice as many: nobody is asked again on behalf of a level above
    @Test
    void requests_growAsTheDepthDoes() {
        var levels = List.of(GATHER, TASK, GROUP, OUTCOMES);
        long of1000 = requestsIn(levels, 1_000);
        assertThat(requestsIn(levels, 2_000)).isEqualTo(2 * of1000);
    }

    // a level that asked all below it anew would make some minutes of this second
    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void rowOfGathers_isGoneThroughOnce() {
        assertThat(requestsIn(List.of(GATHER), 200_000)).isZero();
        assertThat(requestsIn(List.of(GATHER, OUTCOMES), 200_000)).isZero();
    }
}
