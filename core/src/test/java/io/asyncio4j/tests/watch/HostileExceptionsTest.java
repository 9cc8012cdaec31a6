package io.asyncio4j.tests.watch;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Exceptions of the program whose texts throw an Error, or await: they are told of all the same, and the loop goes on. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileExceptionsTest {

    @SuppressWarnings("OverrideThrowableToString") // that is what is hostile about it
    private static final class Hostile extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw new AssertionError("in toString");
        }
    }

    private static final class Awaiting extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            sleep(ms(1));
            return "slept";
        }
    }

    /** Writes as a console does, and lets through whatever that throws. */
    private static final class Printing extends Handler {

        private final List<String> lines = new ArrayList<>();

        @Override
        public synchronized void publish(LogRecord record) {
            lines.add(new SimpleFormatter().format(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static final Logger LOGGER = Logger.getLogger("io.asyncio4j");

    private final Printing log = new Printing();

    @BeforeEach
    void listen() {
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(log);
    }

    @AfterEach
    void stopListening() {
        LOGGER.removeHandler(log);
        LOGGER.setUseParentHandlers(true);
    }

    private void assertLogged(String... parts) {
        assertThat(log.lines).anySatisfy(line -> assertThat(line).contains(parts));
    }

    // JVA-06
    @Test
    void thrownByAnObserver_removesIt_isLogged_andTheLoopGoesOn() {
        Loops.run(() -> {
            EventLoop.running().addObserver(new LoopObserver() {
                @Override
                public void stepBegins(Step step) {
                    throw new Hostile();
                }
            });
            ticks(3);
            assertThat(sleep(ms(1), "alive")).isEqualTo("alive");
        });
        assertLogged("has thrown and was removed", "Hostile: toString failed");
    }

    // FUT-24
    @Test
    void ofATaskThatNobodyAwaits_isLogged() {
        Loops.run(() -> {
            createTask(TaskOptions.named("failing"), () -> {
                throw new Hostile();
            });
            ticks(2);
        });
        assertLogged("Task exception was never retrieved", "failing", "Hostile: toString failed");
    }

    // FUT-24
    @Test
    void ofACallback_isLogged() {
        Loops.run(() -> {
            EventLoop.running().callSoon(() -> {
                throw new Hostile();
            });
            ticks(2);
        });
        assertLogged("Exception in callback", "Hostile: toString failed");
    }

    // EXC-09: the note of debug mode is made between two steps
    @Test
    void whoseTextAwaits_inDebugMode_isLogged_andTheLoopGoesOn() {
        Asyncio.run(Loops.virtual().debug(true), () -> {
            createTask(() -> {
                throw new Awaiting();
            });
            ticks(5);
            assertThat(sleep(ms(1), "alive")).isEqualTo("alive");
        });
        assertThat(log.lines).isNotEmpty();
    }

    private static void runWithObserver(Consumer<EventLoop> awaiting) {
        var refused = new ArrayList<Throwable>();
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            loop.addObserver(new LoopObserver() {
                @Override
                public void turnBegins(int ready) {
                    if (refused.isEmpty()) {
                        refused.add(catchThrowable(() -> awaiting.accept(loop)));
                    }
                }
            });
            ticks(3);
            assertThat(sleep(ms(1), "alive")).isEqualTo("alive");
        });
        assertThat(refused).singleElement().isInstanceOf(IllegalStateException.class)
                .asString().contains("cannot await in");
    }

    // JVA-06
    @Test
    void observerThatAwaits_getsAnError() {
        runWithObserver(_ -> sleep(Duration.ZERO));
        runWithObserver(_ -> sleep(ms(1)));
        runWithObserver(loop -> loop.createFuture().await());
    }

    private static void assertBroughtAsItIs(Executor executor) {
        var failure = new Hostile();
        Callable<Object> failing = () -> {
            throw failure;
        };
        Loops.run(() -> {
            assertThat(catchThrowable(() -> EventLoop.running().runInExecutor(executor, failing).await())
                    == failure)
                    .isTrue();
        });
    }

    // THR-04
    @Test
    void ofACallOnAnotherThread_arrivesAsItIs() {
        var failure = new Hostile();
        Loops.run(() -> {
            assertThat(catchThrowable(() -> toThread(() -> {
                throw failure;
            })) == failure).isTrue();
        });
        assertBroughtAsItIs(command -> Thread.ofVirtual().start(command));
        try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
            assertBroughtAsItIs(pool);
        }
    }
}
