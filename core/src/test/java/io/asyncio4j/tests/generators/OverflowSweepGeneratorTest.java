package io.asyncio4j.tests.generators;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.OverflowSweep;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A generator that is asked for elements, or closed, where the stack overflows within that: at each frame in turn. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OverflowSweepGeneratorTest {

    private static final int ROUNDS = 20;

    // The JDK says of some stacks, as deep as these, that it cannot set them aside, which is as good as an overflow.
    private static void sweep(Runnable operation) {
        assertThat(OverflowSweep.of(() -> {
            try {
                operation.run();
            } catch (IllegalStateException e) {
                if (!e.getMessage().startsWith("cannot await here")) {
                    throw e;
                }
                throw new StackOverflowError();
            }
        })).isPositive();
    }

    // TSK-18, AGN-01
    @Test
    void elements_comeOnce_andInOrder() {
        for (int round = 0; round < ROUNDS; round++) {
            Loops.run(() -> {
                List<String> log = new ArrayList<>();
                AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                    try {
                        for (int i = 1; i <= 3; i++) {
                            sleep(ms(1));
                            out.yield(i);
                        }
                    } finally {
                        log.add("clean");
                    }
                });
                List<Integer> got = new ArrayList<>(3);
                Iterator<Integer> iterator = numbers.iterator();
                for (int i = 0; i < 3; i++) {
                    sweep(() -> got.add(iterator.next()));
                }
                boolean[] more = {true};
                sweep(() -> more[0] = iterator.hasNext());
                assertThat(got).containsExactly(1, 2, 3);
                assertThat(more[0]).isFalse();
                assertThat(log).containsExactly("clean");
                assertThat(allTasks()).containsExactly(currentTask());
            });
        }
    }

    // TSK-18, AGN-01
    @Test
    void closing_cleansUpOnce() {
        for (int round = 0; round < ROUNDS; round++) {
            Loops.run(() -> {
                List<String> log = new ArrayList<>();
                AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                    try {
                        out.yield(1);
                    } finally {
                        sleep(ms(1));
                        log.add("clean");
                    }
                });
                assertThat(numbers.iterator().next()).isEqualTo(1);
                sweep(numbers::close);
                assertThat(log).containsExactly("clean");
                assertThat(numbers.iterator().hasNext()).isFalse();
            });
        }
    }
}
