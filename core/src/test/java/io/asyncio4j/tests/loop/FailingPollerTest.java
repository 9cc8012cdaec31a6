package io.asyncio4j.tests.loop;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.OnVirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A clock that throws ends the run with what it threw, wherever the loop looked at it. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailingPollerTest {

    private static final class FailingOnce extends OnVirtualTime {

        private final IllegalStateException failure = new IllegalStateException("clock");
        private boolean fails;

        @Override
        public long nanoTime() {
            if (fails) {
                fails = false;
                throw failure;
            }
            return super.nanoTime();
        }
    }

    private final FailingOnce poller = new FailingOnce();
    private final List<String> log = new ArrayList<>();

    private void assertEndsRun(VoidCoroutine main) {
        Throwable thrown = catchThrowable(() -> Asyncio.run(EventLoop.builder().poller(poller), main));
        Throwable root = thrown;
        while (root != null && root != poller.failure) {
            root = root.getCause();
        }
        assertThat(root).as("%s", thrown).isSameAs(poller.failure);
        assertThat(log).containsExactly("sleeper cleaned up");
    }

    private Task<?> startSleeper() {
        Task<?> sleeper = createTask(() -> {
            try {
                sleep(ms(1_000));
            } finally {
                log.add("sleeper cleaned up");
            }
        });
        ticks(1);
        return sleeper;
    }

    private void failInAnEndingTask() {
        startSleeper();
        Task<?> task = createTask(() -> {
            poller.fails = true;
            createTask(() -> {});
        });
        task.await();
        ticks(1);
    }

    // LOO-17
    @Test
    void whenAnEndingTaskLooksForTheNextOne_endsTheRun_insteadOfHangingInIt() {
        assertEndsRun(this::failInAnEndingTask);
    }

    // LOO-17
    @Test
    void whenTheLoopIsAboutToWait_endsTheRun() {
        assertEndsRun(() -> {
            Task<?> sleeper = startSleeper();
            EventLoop.running().callSoon(() -> poller.fails = true);
            sleeper.await();
        });
    }

    // LOO-17
    @Test
    void aSecondRun_worksAsIfNothingHadBeen() {
        assertEndsRun(this::failInAnEndingTask);
        assertThat(Asyncio.run(EventLoop.builder().poller(poller), () -> sleep(ms(5), "fine")))
                .isEqualTo("fine");
    }
}
