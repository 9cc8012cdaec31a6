package io.asyncio4j.tests.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.internal.watch.Watchdog;
import io.asyncio4j.tests.support.OwnLibrary;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * JVA-06: a program that is over, and its class loader closed, before the watchdog has looked once: what that look needs can
 * never be loaded, and the watchdog neither goes on for ever nor keeps the class loader.
 */
class ClosedLibraryTest {

    // what the watchdog's first look asks for, and a program that has nothing to say does not
    private static final String LOGS = "io.asyncio4j.internal.text.Logs";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Notes its watchdog, which is there as long as a loop runs. */
    public static final class Program {

        private static Thread watchdog;

        private Program() {}

        public static void run() {
            Asyncio.run(() -> {
                var thread = Watchdog.class.getDeclaredField("thread");
                thread.setAccessible(true);
                watchdog = (Thread) thread.get(null);
            });
        }

        public static Thread watchdog() {
            return watchdog;
        }
    }

    /** Runs it where that class is not to be had, whether the watchdog comes to its first look in time or not. */
    private static WeakReference<ClassLoader> use(ReferenceQueue<ClassLoader> collected) throws Exception {
        try (var library = new OwnLibrary().without(LOGS)) {
            library.run(Program.class);
            var watchdog = (Thread) library.loadClass(Program.class.getName())
                    .getMethod("watchdog").invoke(null);
            assertThat(watchdog).isNotNull();
            assertThat(watchdog.join(PATIENCE)).as("the watchdog has ended").isTrue();
            return new WeakReference<>(library, collected);
        }
    }

    // JVA-06
    @Test
    void theWatchdogEnds_whereNoLoopRunsAndNothingCanBeLoaded_andTheLibraryIsCollected() throws Exception {
        var collected = new ReferenceQueue<ClassLoader>();
        WeakReference<ClassLoader> loader = use(collected);
        long start = System.nanoTime();
        do {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).as("not collected").isLessThan(PATIENCE);
            System.gc();
        } while (collected.remove(50) == null);
        assertThat(loader.get()).isNull();
    }
}
