package io.asyncio4j.tests.threads;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.ContextVar;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What is made when it is needed: another thread that asks for it must not change what the task sees. */
class SeenFromOtherThreadsTest {

    private static final int TASKS = 50_000;

    private final AtomicReference<Task<?>> subject = new AtomicReference<>();
    private final List<Throwable> failures = new ArrayList<>();
    private volatile boolean over;

    private interface Look {
        void at(Task<?> task);
    }

    /** Runs {@code program} while another thread looks at the subject all the time. */
    private void whileLooking(Look look, Runnable program) throws Exception {
        var looking = new CountDownLatch(1);
        Thread looker = Thread.ofPlatform().start(() -> {
            looking.countDown();
            while (!over) {
                Task<?> task = subject.get();
                try {
                    if (task != null) {
                        look.at(task);
                    }
                } catch (Throwable e) {
                    failures.add(e);
                    return;
                }
            }
        });
        looking.await();
        try {
            program.run();
        } finally {
            over = true;
            looker.join();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void getContext_leavesTheTaskItsVariables() throws Exception {
        ContextVar<String> variable = ContextVar.of("variable");
        int[] lost = new int[1];
        whileLooking(Task::getContext, () -> Asyncio.run(() -> {
            for (int i = 0; i < TASKS; i++) {
                Task<?> task = Asyncio.createTask(() -> {
                    variable.set("mine");
                    if (!variable.getOrDefault("lost").equals("mine")) {
                        lost[0]++;
                    }
                });
                subject.set(task);
                task.await();
            }
        }));
        assertThat(lost[0]).isZero();
    }

    @Test
    void getName_leavesTheTaskTheNameThatItWasGiven() throws Exception {
        int[] lost = new int[1];
        whileLooking(Task::getName, () -> Asyncio.run(() -> {
            for (int i = 0; i < TASKS; i++) {
                Task<?> task = Asyncio.createTask(() -> {});
                subject.set(task);
                task.setName("given");
                if (!task.getName().equals("given")) {
                    lost[0]++;
                }
                task.await();
            }
        }));
        assertThat(lost[0]).isZero();
    }

    @Test
    void currentTask_canBeAskedForWhileTheTableOfTasksGrowsAndShrinks() throws Exception {
        whileLooking(task -> Asyncio.currentTask(task.getLoop()), () -> {
            try (EventLoop loop = EventLoop.create()) {
                burst(loop, 300);
                loop.runForever();
            }
        });
    }

    /** Tasks that all end before the next burst, so that the table of tasks is given back. */
    private void burst(EventLoop loop, int left) {
        loop.callSoon(() -> {
            for (int i = 0; i < 3_000; i++) {
                subject.set(loop.createTask(() -> {}));
            }
            if (left == 0) {
                loop.stop();
            } else {
                burst(loop, left - 1);
            }
        });
    }
}
