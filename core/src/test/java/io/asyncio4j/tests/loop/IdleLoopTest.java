package io.asyncio4j.tests.loop;

import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.tests.support.ChildJvm;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * LOO-03: a loop that has nothing to run takes no processor time, and nor do its helpers, whatever is under way on other
 * threads and however fast that was before. In JVMs of their own, where nothing else runs.
 */
@Tag("slow")
class IdleLoopTest {

    private static final Duration IDLE = Duration.ofMillis(300);

    /** Calls off the loop that are over at once, and then a loop that waits, three times. */
    static final class Idle {

        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        private Idle() {}

        private static long processorNanos() {
            long sum = 0;
            for (long id : THREADS.getAllThreadIds()) {
                sum += Math.max(0, THREADS.getThreadCpuTime(id));
            }
            return sum;
        }

        private static void callsInARow() {
            for (int i = 0; i < 3_000; i++) {
                blocking(() -> 1);
                toThread(() -> 1);
            }
        }

        private static void idle(String name) {
            callsInARow();
            long before = processorNanos();
            sleep(IDLE);
            System.out.println(name + " " + (processorNanos() - before) / 1_000_000);
        }

        static void main(String[] args) {
            processorNanos(); // loads what it needs
            Asyncio.run(() -> {
                idle("with nothing elsewhere");
                var release = new CountDownLatch(1);
                var call = createTask(() -> blocking(() -> {
                    release.await();
                    return 1;
                }));
                idle("with a call under way");
                Pipe pipe = Pipe.open();
                try (var source = pipe.source(); var _ = pipe.sink()) {
                    source.configureBlocking(false);
                    var reader = createTask(() -> EventLoop.running().readable(source).await());
                    idle("with a channel, too");
                    reader.cancel();
                    sleep(Duration.ZERO);
                }
                release.countDown();
                call.await();
            });
            System.exit(0);
        }
    }

    private static void assertIdle(String threads) {
        var lines = ChildJvm.run(Idle.class, ChildJvm.FLAG, "-Dasyncio4j.threads=" + threads).lines();
        assertThat(lines).hasSize(3).allSatisfy(line -> {
            long millis = Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
            assertThat(millis).as(line).isLessThan(IDLE.toMillis() / 10);
        });
    }

    @Test
    void itTakesNoProcessorTime_onCarriedThreads() {
        assertIdle("carried");
    }

    @Test
    void itTakesNoProcessorTime_onPortableThreads() {
        assertIdle("portable");
    }
}
