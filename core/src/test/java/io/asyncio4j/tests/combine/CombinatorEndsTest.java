package io.asyncio4j.tests.combine;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.staggeredRace;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.GeneratorExit;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ends that are neither a result, a failure nor a cancellation like others, and looks at what ends just now. */
class CombinatorEndsTest {

    @Test
    void generatorExit_isNoCancellationThatATimeoutAnswersFor() {
        Loops.run(() -> {
            var task = createTask(() -> {
                try {
                    sleep(ms(100));
                } catch (CancelledError e) {
                    throw new GeneratorExit();
                }
            });
            ticks(1);
            assertThatThrownBy(() -> waitFor(task, Duration.ZERO)).isInstanceOf(GeneratorExit.class);
        });
    }

    @Test
    void twoFatalErrorsInARace_theFirstLeavesTheLoop() {
        List<String> log = new ArrayList<>();
        assertThatThrownBy(() -> Loops.run(() -> {
            try {
                staggeredRace(List.<Coroutine<String>>of(() -> {
                    sleep(ms(5));
                    throw new InternalError("first");
                }, () -> {
                    try {
                        return sleep(ms(100), "never");
                    } finally {
                        log.add("second");
                        throwIt(new InternalError("second"));
                    }
                }), ms(1));
            } finally {
                log.add("race left");
            }
        })).isInstanceOf(InternalError.class).hasMessage("first");
        assertThat(log).containsExactly("second", "race left");
    }

    private static void throwIt(Error error) {
        throw error;
    }

    @Test
    void aLookAtAGather_whileItIsMade_andWhenItIsOver() {
        Loops.run(() -> {
            var loop = EventLoop.running();
            List<String> looks = new ArrayList<>();
            var first = createTask(TaskOptions.named("first"), () -> sleep(ms(1)));
            loop.setTaskFactory((where, coroutine, options) -> where.newTask(coroutine, options.eager()));
            var both = gather(first, () -> looks.add(LoopSnapshot.of(loop).table()));
            loop.setTaskFactory(null);
            assertThat(looks.getFirst()).contains("first");
            var waiter = createTask(TaskOptions.named("waiter"), () -> both.await());
            ticks(1);
            both.addDoneCallback(done -> looks.add(LoopSnapshot.of(loop).table()));
            waiter.await();
            ticks(1);
            assertThat(looks).hasSize(2);
            assertThat(looks.getLast()).doesNotContain("gather");
        });
    }
}
