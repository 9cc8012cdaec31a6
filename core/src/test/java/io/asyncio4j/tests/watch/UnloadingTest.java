package io.asyncio4j.tests.watch;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Signal;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.inspect.LoopManagement;
import io.asyncio4j.tests.support.LogCapture;
import io.asyncio4j.tests.support.OwnLibrary;
import java.lang.management.ManagementFactory;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/**
 * JVA-06: when the loops of a web application are closed and its class loader is dropped, nothing that the library has
 * left with the JDK keeps it: no listener of JFR or of signals, no bean, no thread that does not end.
 */
class UnloadingTest {

    /** What happens in the class loader that is to be collected. */
    public static final class Application {

        private Application() {}

        public static void run() {
            Asyncio.run(EventLoop.builder().name(FlightRecording.LOOP), () -> {
                EventLoop.running().addSignalHandler(Signal.SIGTERM, () -> {});
                new LoopManagement();
                var beans = ManagementFactory.getPlatformMBeanServer();
                var own = new ObjectName("io.asyncio4j:type=EventLoop,name=" + FlightRecording.LOOP);
                gather(() -> toThread(() -> beans.invoke(own, "table", null, null)), () -> 2).await();
                var abandoned = AsyncGenerator.<Integer>of(out -> {
                    out.yield(1);
                    out.yield(2);
                });
                abandoned.iterator().next();
                createTask(TaskOptions.named("dropped"), () -> {
                    throw new IllegalStateException("nobody looks");
                });
                sleep(Duration.ofMillis(1));
            });
        }
    }

    /** Uses the library on this thread, which goes on as those of a server do. */
    private static WeakReference<ClassLoader> use(ReferenceQueue<ClassLoader> collected) throws Exception {
        try (var library = new OwnLibrary()) {
            library.run(Application.class);
            return new WeakReference<>(library, collected);
        }
    }

    // JVA-06
    @Test
    void aLibraryWhoseLoopsAreClosed_isCollected_thoughARecordingGoesOn() throws Exception {
        try (var recording = FlightRecording.start()) {
            var collected = new ReferenceQueue<ClassLoader>();
            WeakReference<ClassLoader> loader;
            try (var log = new LogCapture()) { // while it is there, it keeps the exception, and that its classes
                loader = use(collected);
                assertThat(log.lines()).anyMatch(line -> line.contains("exception was never retrieved"));
            }
            long start = System.nanoTime();
            do { // the watchdog ends after a second
                assertThat(Duration.ofNanos(System.nanoTime() - start)).as("not collected")
                        .isLessThan(Duration.ofSeconds(30));
                System.gc();
            } while (collected.remove(50) == null);
            assertThat(loader.get()).isNull();
            assertThat(recording.stop("Task")).anyMatch(task -> task.getString("taskName").equals("dropped"));
        }
    }
}
