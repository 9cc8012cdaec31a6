package io.asyncio4j.tests.generators;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Coroutine;
import io.asyncio4j.Generator;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.internal.thread.Pinning;
import io.asyncio4j.tests.support.Loops;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A generator coroutine that is started eagerly where its creator cannot give way. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PinnedEagerGeneratorTest {

    @BeforeEach
    void forgetOtherTests() {
        Pinning.forget();
    }

    private static Object startEagerly(String name) {
        try {
            return createTask(
                    TaskOptions.DEFAULT.eager(),
                    Coroutine.fromGenerator(name, sent -> new Generator.Return<>(name + " ran")));
        } catch (IllegalStateException e) {
            return e;
        }
    }

    private static final class StartsInItsInitialiser {

        static final Object OUTCOME = startEagerly("generator");
    }

    // EAG-05, EAG-15: carried threads cannot give way in a class initialiser, portable ones wait on their
    // carrier
    @Test
    void inAClassInitialiser_leavesNoGhostTask_forWhichTheEndOfTheRunWouldWait() {
        Loops.run(() -> {
            Object outcome = StartsInItsInitialiser.OUTCOME;
            assertThat(allTasks()).containsExactly(currentTask());
            if (Loops.isCarried()) {
                assertThat(outcome).isInstanceOf(IllegalStateException.class);
                assertThat(((Throwable) outcome).getMessage()).contains("cannot await here");
            } else {
                assertThat(((Task<?>) outcome).result()).isEqualTo("generator ran");
            }
            assertThat(((Task<?>) startEagerly("outside of it")).result()).isEqualTo("outside of it ran");
            assertThat(sleep(ms(1), "alive")).isEqualTo("alive");
        });
    }
}
