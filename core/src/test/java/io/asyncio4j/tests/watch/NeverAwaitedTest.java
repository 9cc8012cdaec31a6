package io.asyncio4j.tests.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.CoroutineObject;
import io.asyncio4j.EventLoop;
import io.asyncio4j.tests.support.Loops;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Coroutine objects that are dropped without having been awaited, in debug mode. */
class NeverAwaitedTest {

    private static final Logger LOGGER = Logger.getLogger("io.asyncio4j");

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final Semaphore published = new Semaphore(0);
    private final Handler collector = new Handler() {
        @Override
        public void publish(LogRecord record) {
            String text = new SimpleFormatter().formatMessage(record);
            if (text.contains("never awaited")) {
                warnings.add(record.getLevel() + " " + text);
                published.release();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void collectWarnings() {
        LOGGER.addHandler(collector);
        LOGGER.setUseParentHandlers(false);
    }

    @AfterEach
    void stopCollecting() {
        LOGGER.removeHandler(collector);
        LOGGER.setUseParentHandlers(true);
    }

    // COR-08, COR-09
    @Test
    void droppedOne_isWarnedOf_withThePlaceWhereItWasMade() throws InterruptedException {
        Asyncio.run(Loops.virtual().debug(true), () -> drop("forgotten"));
        collectUntilWarned();
        assertThat(warnings).hasSize(1);
        assertThat(warnings.getFirst())
                .startsWith("WARNING coroutine 'forgotten' was never awaited; created at")
                .contains("NeverAwaitedTest.drop(NeverAwaitedTest.java:")
                .contains("NeverAwaitedTest.lambda$droppedOne")
                .doesNotContain("io.asyncio4j.Coroutine.of");
    }

    // COR-07, COR-08
    @Test
    void awaitedClosedAndRefusedOnes_areNotWarnedOf() throws InterruptedException {
        Asyncio.run(Loops.virtual().debug(true), () -> {
            awaitAndDrop();
            closeAndDrop();
            refuseAndDrop();
            drop("the only one");
        });
        collectUntilWarned();
        collectOnce();
        collectOnce();
        assertThat(warnings).hasSize(1);
        assertThat(warnings.getFirst()).contains("the only one");
    }

    // COR-09: what is looked at is the running loop's debug mode, and only while it runs
    @Test
    void withoutDebugMode_nothingIsRemembered() throws InterruptedException {
        Asyncio.run(Loops.virtual().debug(false), () -> drop("not in debug mode"));
        Asyncio.run(Loops.virtual().debug(true), () -> {
            EventLoop.running().setDebug(false);
            drop("debug mode switched off");
            EventLoop.running().setDebug(true);
            drop("debug mode");
        });
        collectUntilWarned();
        collectOnce();
        collectOnce();
        assertThat(warnings).hasSize(1);
        assertThat(warnings.getFirst()).contains("'debug mode'");
    }

    private static void drop(String name) {
        Coroutine.of(name, () -> "value");
    }

    private static void awaitAndDrop() throws Exception {
        Coroutine.of("awaited", () -> "value").await();
    }

    private static void closeAndDrop() {
        Coroutine.of("closed", () -> "value").close();
    }

    private static void refuseAndDrop() {
        EventLoop closed = Loops.virtual().build();
        closed.close();
        CoroutineObject<String> refused = Coroutine.of("refused", () -> "value");
        assertThatThrownBy(() -> closed.createTask(refused)).isInstanceOf(IllegalStateException.class);
    }

    /** Collects garbage until a warning is there. */
    private void collectUntilWarned() throws InterruptedException {
        boolean warned = false;
        for (int i = 0; i < 500 && !warned; i++) {
            warned = collectOnce();
        }
        assertThat(warned).isTrue();
    }

    /** Collects garbage, and says whether the cleaner's thread has warned of something since. */
    private boolean collectOnce() throws InterruptedException {
        System.gc();
        return published.tryAcquire(10, TimeUnit.MILLISECONDS);
    }
}
