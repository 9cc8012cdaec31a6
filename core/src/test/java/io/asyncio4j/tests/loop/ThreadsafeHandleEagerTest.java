package io.asyncio4j.tests.loop;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Handle;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A callback of callSoonThreadsafe whose handle is used by what runs within the callback. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadsafeHandleEagerTest {

    private static final TaskOptions EAGER = TaskOptions.DEFAULT.eager();

    // LOO-14, EAG-15
    @Test
    void eagerChildOfTheCallback_cancelsTheHandle_andDoesNotWaitForItsOwnCreator() {
        Loops.run(() -> assertThat(inEagerChild(Handle::cancel)).containsExactly("child", "child goes on"));
    }

    // LOO-14, EAG-15
    @Test
    void eagerChildOfTheCallback_asksTheHandle_andDoesNotWaitForItsOwnCreator() {
        Loops.run(() -> assertThat(inEagerChild(handle -> assertThat(handle.cancelled()).isFalse()))
                .containsExactly("child", "child goes on"));
    }

    private static List<String> inEagerChild(Consumer<Handle> use) {
        List<String> log = new ArrayList<>();
        var handle = new AtomicReference<Handle>();
        handle.set(EventLoop.running().callSoonThreadsafe(() -> createTask(EAGER, () -> {
            log.add("child");
            use.accept(handle.get());
            log.add("child goes on");
        })));
        ticks(2);
        return log;
    }

    // LOO-14, EAG-15
    @Test
    void theCallbackItself_usesItsHandle_andDoesNotWaitForItself() {
        Loops.run(() -> {
            List<Object> log = new ArrayList<>();
            var handle = new AtomicReference<Handle>();
            handle.set(EventLoop.running().callSoonThreadsafe(() -> {
                log.add(handle.get().cancelled());
                handle.get().cancel();
                log.add(handle.get().cancelled());
            }));
            ticks(2);
            assertThat(log).containsExactly(false, true);
        });
    }
}
