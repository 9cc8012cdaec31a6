package io.asyncio4j.cli;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplLoopTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final ReplLoop loop = new ReplLoop(EventLoop.builder());

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void call_returnsOrThrowsWhatTheBodyDoes() {
        var failure = new IOException("the very object");

        assertThat(loop.call(() -> sleep(Duration.ofMillis(1), 42))).isEqualTo(42);
        assertThat(loop.call(() -> createTask(() -> "in a task").await())).isEqualTo("in a task");
        assertThatThrownBy(() -> call(() -> {
            throw failure;
        })).isSameAs(failure);
        assertThatThrownBy(() -> call(() -> {
            throw new CancelledError("by itself");
        })).isInstanceOf(CancelledError.class).hasMessage("by itself");
    }

    @Test
    void loopExit_endsTheCallOnly() {
        assertThatThrownBy(() -> call(() -> {
            throw new LoopExit("enough");
        })).isInstanceOf(LoopExit.class);
        assertThat(loop.call(() -> sleep(Duration.ofMillis(1), "goes on"))).isEqualTo("goes on");
    }

    @Test
    void stopCall_cancelsACallThatAwaits() {
        assertThatThrownBy(() -> call(() -> {
            stopSoon(loop);
            sleep(HOUR);
        })).isInstanceOf(CancelledError.class);
    }

    @Test
    void stopCall_breaksALoopThatDoesNotAwait() {
        assertThatThrownBy(() -> call(() -> {
            stopSoon(loop);
            while (true) {
                StopSign.look(); // as it is woven into snippets
            }
        })).isInstanceOf(CancelledError.class);
    }

    @Test
    void stopCall_breaksALoopOfAnotherTaskThatHoldsTheEventLoop() {
        assertThatThrownBy(() -> call(() -> {
            createTask(() -> {
                stopSoon(loop);
                while (true) {
                    StopSign.look();
                }
            });
            sleep(HOUR);
        })).isInstanceOf(CancelledError.class);
    }

    @Test
    void stopCall_interruptsACallThatBlocks() {
        assertThatThrownBy(() -> call(() -> {
            stopSoon(loop);
            Thread.sleep(HOUR);
        })).isInstanceOf(InterruptedException.class);
    }

    @Test
    void stopCall_withoutACall_doesNothing() {
        loop.stopCall();
        assertThat(loop.call(() -> sleep(Duration.ofMillis(1), 1))).isEqualTo(1);
    }

    @Test
    void close_cancelsTheTasksThatAreLeft_andWaitsForThem() {
        List<String> log = new ArrayList<>();
        Task<?> task = loop.call(() -> {
            var left = createTask(() -> {
                try {
                    sleep(HOUR);
                } finally {
                    sleep(Duration.ofMillis(1));
                    log.add("cleaned up");
                }
            });
            sleep(Duration.ZERO);
            return left;
        });

        loop.close();

        assertThat(log).containsExactly("cleaned up");
        assertThat(task.cancelled()).isTrue();
        assertThat(task.getLoop().isClosed()).isTrue();
    }

    @Test
    void close_stopsATaskThatHoldsTheLoop() throws InterruptedException {
        var spinning = new CountDownLatch(1);
        Task<?> main = loop.call(() -> {
            createTask(() -> {
                sleep(Duration.ofMillis(1)); // so that the call can end
                spinning.countDown();
                while (true) {
                    StopSign.look();
                }
            });
            return currentTask();
        });
        spinning.await();

        loop.close();

        assertThat(main.getLoop().isClosed()).isTrue();
    }

    private void call(VoidCoroutine body) {
        loop.call(Coroutine.returningNull(body));
    }

    /** Stops the call from another thread, as the terminal's Ctrl-C does. */
    private static void stopSoon(ReplLoop loop) {
        Thread.ofPlatform().daemon().start(loop::stopCall);
    }
}
