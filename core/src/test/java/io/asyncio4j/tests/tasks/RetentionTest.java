package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.AsCompleted;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** A finished task that the program holds keeps its result, and nothing else. */
class RetentionTest {

    private final List<WeakReference<Object>> captured = new ArrayList<>();
    private final List<Future<?>> held = new ArrayList<>();

    private byte[] big() {
        byte[] big = new byte[1 << 16];
        captured.add(new WeakReference<>(big));
        return big;
    }

    private void assertLetGo(int objects) {
        assertThat(captured).hasSize(objects);
        for (int i = 0; i < 50 && !allGone(); i++) {
            System.gc();
        }
        assertThat(captured).allSatisfy(reference -> assertThat(reference.get()).isNull());
        assertThat(held).isNotEmpty().allMatch(Future::done);
    }

    private boolean allGone() {
        return captured.stream().allMatch(reference -> reference.get() == null);
    }

    private Task<Integer> returning() {
        byte[] big = big();
        return createTask(() -> big.length);
    }

    private Task<?> withoutResult() {
        byte[] big = big();
        VoidCoroutine body = () -> big[0] = 1;
        return createTask(body);
    }

    private Task<Integer> failing() {
        byte[] big = big();
        return createTask(() -> {
            throw new IllegalArgumentException("length " + big.length);
        });
    }

    private Task<Integer> cancelled(boolean started) {
        byte[] big = big();
        Task<Integer> task = createTask(() -> sleep(ms(1_000), big.length));
        if (started) {
            ticks(1);
        }
        task.cancel();
        return task;
    }

    private AsCompleted<Integer> completedTooLate() {
        byte[] big = big();
        Promise<Integer> never = EventLoop.running().createFuture();
        never.addDoneCallback(done -> Arrays.fill(big, (byte) 1));
        return asCompleted(List.of(never), ms(1));
    }

    private Future<List<Integer>> gathering() {
        byte[] one = big();
        byte[] two = big();
        Coroutine<Integer> first = () -> one.length;
        Coroutine<Integer> second = () -> sleep(ms(1), two.length);
        return gather(first, second);
    }

    // TSK-10
    @Test
    void finishedTask_heldByTheProgram_letsGoOfWhatItsLambdaCaptured() {
        Loops.run(() -> {
            Task<Integer> returning = returning();
            Task<?> withoutResult = withoutResult();
            assertThat(returning.await()).isEqualTo(1 << 16);
            withoutResult.await();
            held.addAll(List.of(returning, withoutResult));
            assertLetGo(2);
        });
    }

    // TSK-10
    @Test
    void failedAndCancelledTasks_letGoToo() {
        Loops.run(() -> {
            List<Task<Integer>> tasks = List.of(failing(), cancelled(true), cancelled(false));
            ticks(4);
            assertThat(tasks).allMatch(Task::done);
            assertThatThrownBy(() -> tasks.get(0).await()).hasMessage("length 65536");
            held.addAll(tasks);
            assertLetGo(3);
        });
    }

    // TSK-10
    @Test
    void gatheringFuture_letsGoOfWhatItsChildrenCaptured() {
        Loops.run(() -> {
            Future<List<Integer>> gathering = gathering();
            assertThat(gathering.await()).containsExactly(1 << 16, 1 << 16);
            held.add(gathering);
            assertLetGo(2);
        });
    }

    // TSK-10, TSK-12
    @Test
    void coroutineOfADoneTask_stillHasItsName_andCannotBeAwaitedAgain() {
        Loops.run(() -> {
            Task<Integer> task = returning();
            String name = "coro=<RetentionTest.<lambda>()";
            assertThat(task.toString()).contains("pending").contains(name);
            task.await();
            assertThat(task.toString()).contains("finished").contains(name);
            Coroutine<Integer> ended = task.getCoro();
            assertThat(ended).isNotNull();
            assertThatThrownBy(ended::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot reuse already awaited coroutine")
                    .hasMessageContaining("RetentionTest.<lambda>");
        });
    }

    // ASC-06: whoever holds the rest of an iteration whose time is over
    @Test
    void asCompleted_letsGoOfWhatIsTooLate() {
        Loops.run(() -> {
            AsCompleted<Integer> all = completedTooLate();
            assertThatThrownBy(all.iterator().next()::await).isInstanceOf(TimeoutException.class);
            held.add(createTask(() -> all.iterator().hasNext()));
            ticks(1);
            assertLetGo(1);
            assertThat(all.iterator().hasNext()).isFalse();
        });
    }
}
