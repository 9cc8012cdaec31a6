package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Awaits far down in a task's stack. They work or throw StackOverflowError, as the JVM can set that stack
 * aside or cannot; the task still has the loop in either case, and the loop goes on.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeepStackTest {

    private static final int SHALLOW = 500;
    private static final int DEEPEST = 11_000;
    private static final int STEP = 1_500;

    private static final String CODE = "DeepStackTest$RecursiveDescent.class";

    private int bodies;

    interface Descent {

        int to(int frames, VoidCoroutine bottom) throws Exception;
    }

    static final class RecursiveDescent implements Descent {

        @Override
        public int to(int frames, VoidCoroutine bottom) throws Exception {
            if (frames == 0) {
                bottom.run();
                return 0;
            }
            return to(frames - 1, bottom) + 1;
        }
    }

    /** A descent of a class of its own, so that it is interpreted: such frames need the most stack. */
    private static Descent freshDescent() throws Exception {
        try (InputStream code = DeepStackTest.class.getResourceAsStream(CODE)) {
            Class<?> type = MethodHandles.lookup().defineHiddenClass(code.readAllBytes(), true).lookupClass();
            return (Descent) type.getDeclaredConstructor().newInstance();
        }
    }

    private static String outcomeAt(int depth, VoidCoroutine bottom) throws Exception {
        Descent descent = freshDescent();
        try {
            assertThat(descent.to(depth, bottom)).isEqualTo(depth);
            return "worked";
        } catch (StackOverflowError e) {
            return "overflow";
        }
    }

    /** Awaits at each depth, and then once more at the top of the same task. */
    private void assertSurvives(VoidCoroutine awaiting) {
        Loops.run(() -> {
            Task<?> main = currentTask();
            for (int depth = SHALLOW; depth <= DEEPEST; depth += STEP) {
                int frames = depth;
                bodies = 0;
                List<String> log = new ArrayList<>();
                Task<?> task = createTask(() -> {
                    bodies++;
                    log.add(outcomeAt(frames, awaiting));
                    assertThat(currentTask(EventLoop.running()).getName()).isEqualTo("deep");
                    ticks(2);
                    log.add(sleep(ms(1), "then fine"));
                });
                task.setName("deep");
                task.await();
                ticks(2);
                assertThat(bodies).isEqualTo(1);
                assertThat(log).as("at depth %d", depth).hasSize(2).endsWith("then fine");
                if (depth == SHALLOW) {
                    assertThat(log).startsWith("worked");
                }
                assertThat(log.getFirst()).isIn("worked", "overflow");
                assertThat(allTasks()).contains(main);
            }
            assertThat(createTask(() -> sleep(ms(1), "alive")).await()).isEqualTo("alive");
        });
    }

    // TSK-18
    @Test
    void sleepDeepDown_worksOrOverflows_andTheTaskStillHasTheLoop() {
        assertSurvives(() -> sleep(ms(1)));
    }

    // TSK-18
    @Test
    void ticksDeepDown_workOrOverflow_andTheTaskStillHasTheLoop() {
        assertSurvives(() -> ticks(1));
    }

    // TSK-18
    @Test
    void futureDeepDown_worksOrOverflows_andTheTaskStillHasTheLoop() {
        assertSurvives(() -> {
            EventLoop loop = EventLoop.running();
            Promise<String> promise = loop.createFuture();
            loop.callSoon(() -> promise.setResult("value"));
            assertThat(promise.await()).isEqualTo("value");
        });
    }

    // TSK-18
    @Test
    void taskDeepDown_worksOrOverflows_andTheTaskStillHasTheLoop() {
        assertSurvives(() -> assertThat(createTask(() -> sleep(ms(1), 3)).await()).isEqualTo(3));
    }

    // TSK-18
    @Test
    void eagerChildDeepDown_worksOrOverflows_andItsCreatorStillHasTheLoop() {
        assertSurvives(() -> createTask(TaskOptions.DEFAULT.eager(), () -> sleep(ms(1))).await());
    }

    // TSK-18
    @Test
    void gatherAndWaitForDeepDown_workOrOverflow_andTheTaskStillHasTheLoop() {
        assertSurvives(() -> waitFor(gather(() -> ticks(1), () -> sleep(ms(1))), ms(500)));
    }

    // TSK-18
    @Test
    void blockingDeepDown_worksOrOverflows_andTheTaskStillHasTheLoop() {
        assertSurvives(() -> assertThat(blocking(() -> "value")).isEqualTo("value"));
    }
}
