package io.asyncio4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.tests.support.LogCapture;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What watches the running loops must not break them; and other threads that meet a loop at its start. */
class RunningLoopsTest {

    private @Nullable Runnable listener;

    @BeforeEach
    void keepListener() throws ReflectiveOperationException {
        var field = RunningLoops.class.getDeclaredField("listener");
        field.setAccessible(true);
        listener = (Runnable) field.get(null);
    }

    @AfterEach
    void giveListenerBack() {
        RunningLoops.setListener(listener);
    }

    @Test
    void aListenerThatThrows_isLogged_andTheLoopRuns() {
        RunningLoops.setListener(() -> {
            throw new IllegalStateException("no beans today");
        });
        try (var log = new LogCapture()) {
            assertThat(Asyncio.run(Loops.virtual(), () -> "ran")).isEqualTo("ran");
            assertThat(log.lines()).contains("WARNING the running loops cannot be shown");
            assertThat(log.thrown()).allSatisfy(e -> assertThat(e).hasMessage("no beans today"));
        }
    }

    @Test
    void ifThatCannotBeLoggedEither_theLoopRunsAllTheSame() {
        RunningLoops.setListener(() -> {
            throw new IllegalStateException("no beans today");
        });
        var asked = new AtomicInteger();
        var full = new Handler() {
            @Override
            public void publish(LogRecord record) {
                asked.incrementAndGet();
                throw new IllegalStateException("no space left for " + record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("io.asyncio4j");
        logger.addHandler(full);
        try (var _ = new LogCapture()) {
            assertThat(Asyncio.run(Loops.virtual(), () -> "ran")).isEqualTo("ran");
            assertThat(asked).hasPositiveValue();
        } finally {
            logger.removeHandler(full);
        }
    }

    @Test
    void aThreadThatComesSecond_cannotRunTheLoop() throws Exception {
        try (EventLoop loop = Loops.virtual().build()) {
            loop.runUntilComplete(() -> {
                var other = new FutureTask<>(() -> {
                    LoopCore.of(loop).runHere(new ContextImpl());
                    return null;
                });
                var thread = Thread.ofPlatform().start(other);
                thread.join();
                assertThatThrownBy(other::get).rootCause().isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("This event loop is already running: <EventLoop ");
            });
        }
    }

    private static List<LoopCore> those(LoopCore... wanted) {
        var running = new ArrayList<>(List.of(RunningLoops.all()));
        running.retainAll(List.of(wanted)); // other tests' loops may still be there
        return running;
    }

    @Test
    void aLoopThatGoes_takesNoOtherOneAlong_whereverItStands() {
        try (EventLoop one = Loops.virtual().build(); EventLoop two = Loops.virtual().build();
                EventLoop three = Loops.virtual().build()) {
            RunningLoops.setListener(() -> {});
            LoopCore first = LoopCore.of(one);
            LoopCore second = LoopCore.of(two);
            LoopCore third = LoopCore.of(three);
            RunningLoops.add(first);
            RunningLoops.add(second);
            RunningLoops.add(third);
            assertThat(those(first, second, third)).containsExactly(first, second, third);
            RunningLoops.remove(second);
            assertThat(those(first, second, third)).containsExactly(first, third);
            RunningLoops.remove(second); // as where there was no memory for its coming
            assertThat(those(first, second, third)).containsExactly(first, third);
            RunningLoops.remove(first);
            assertThat(those(first, second, third)).containsExactly(third);
            RunningLoops.remove(third);
            assertThat(those(first, second, third)).isEmpty();
        }
    }

    @Test
    void whatIsKeptForALoop_isMadeOnce_whoeverAsksFirst() throws Exception {
        var made = new AtomicInteger();
        var makes = new CountDownLatch(1);
        var mayMake = new CountDownLatch(1);
        PerLoop<Object> perLoop = PerLoop.of(loop -> {
            made.incrementAndGet();
            makes.countDown();
            try {
                mayMake.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return new Object();
        });
        try (EventLoop loop = Loops.virtual().build()) {
            LoopCore core = LoopCore.of(loop);
            assertThat(perLoop.ifPresent(core)).isNull();
            var first = new FutureTask<>(() -> perLoop.of(core));
            var second = new FutureTask<>(() -> perLoop.of(core));
            Thread.ofPlatform().start(first);
            makes.await();
            Thread thread = Thread.ofPlatform().start(second);
            while (thread.getState() != Thread.State.BLOCKED) {
                Thread.onSpinWait(); // it has found nothing, and waits for the one that makes it
            }
            mayMake.countDown();
            assertThat(second.get()).isSameAs(first.get()).isSameAs(perLoop.of(core))
                    .isSameAs(perLoop.ifPresent(core));
        }
        assertThat(made).hasValue(1);
    }
}
