package io.asyncio4j.tests.watch;

import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Runner;
import io.asyncio4j.inspect.AwaitTrace;
import io.asyncio4j.tests.support.ChildJvm;
import io.asyncio4j.tests.support.LogCapture;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How debug mode is switched, and what it makes of a program. */
class DebugModeTest {

    /** Says whether the loops of its JVM are in debug mode: by default, and when the builder knows better. */
    static final class SaysIfDebug {

        private SaysIfDebug() {}

        static void main(String[] args) {
            System.out.println(
                    Asyncio.run(() -> EventLoop.running().getDebug())
                            + " "
                            + Asyncio.run(EventLoop.builder().debug(true),
                                    () -> EventLoop.running().getDebug())
                            + " " + new Runner(EventLoop.builder().debug(false)).getLoop().getDebug());
        }
    }

    private static List<String> debugIn(Map<String, String> environment, String... flags) {
        var all = new ArrayList<>(List.of(flags));
        all.add(ChildJvm.FLAG);
        all.add("-Dasyncio4j.threads=" + (Loops.isCarried() ? "carried" : "portable"));
        return ChildJvm.run(SaysIfDebug.class, environment, all.toArray(String[]::new)).lines();
    }

    @Test // DBG-01
    void systemProperty_thenEnvironment_thenFalse_andTheBuilderOverAll() {
        Map<String, String> unset = Map.of("ASYNCIO4J_DEBUG", "");
        Map<String, String> set = Map.of("ASYNCIO4J_DEBUG", "1");
        assertThat(debugIn(unset)).containsExactly("false true false");
        assertThat(debugIn(set)).containsExactly("true true false");
        assertThat(debugIn(unset, "-Dasyncio4j.debug=true")).containsExactly("true true false");
        assertThat(debugIn(set, "-Dasyncio4j.debug=false")).containsExactly("false true false");
    }

    @Test // DBG-01, DBG-05
    void switchedOnByAnotherThread_whileTheLoopRuns_itTellsOfWhatComesNow() {
        var failure = new IOException("lost");
        try (var log = new LogCapture()) {
            Loops.run(() -> {
                var before = createTask(() -> sleep(ms(100)));
                EventLoop loop = EventLoop.running();
                ticks(1);
                toThread(() -> loop.setDebug(true));
                ticks(1);
                assertThat(createTask(() -> sleep(ms(1)))).asString()
                        .contains("created at DebugModeTest.java:");
                assertThat(before).asString().doesNotContain("created at");
                var failed = createTask(() -> {
                    throw failure;
                });
                sleep(ms(1));
                assertThat(log.lines()).anyMatch(line -> line.contains("nobody waits"));
                assertThatThrownBy(() -> failed.await()).isSameAs(failure)
                        .satisfies(e -> assertThat(e.getSuppressed()).singleElement()
                                .isInstanceOf(AwaitTrace.class));
                blocking(() -> {
                    loop.setDebug(false);
                    return null;
                });
                assertThat(createTask(() -> sleep(ms(1)))).asString().doesNotContain("created at");
            });
        }
    }

    @Test // DBG-06
    void generatorThatIsCollectedOnAForeignThread_isClosedOnItsLoop() throws InterruptedException {
        var closed = new CountDownLatch(1);
        var closers = new ArrayList<EventLoop>();
        EventLoop loop = Loops.virtual().debug(true).build();
        loop.setSlowCallbackDuration(null);
        var reports = Loops.collectReports(loop);
        try {
            loop.runUntilComplete(() -> {
                takeOneAndForget(closed, closers);
                for (int i = 0; i < 500 && closed.getCount() > 0; i++) {
                    toThread(() -> {
                        System.gc();
                        return closed.await(10, TimeUnit.MILLISECONDS);
                    });
                }
            });
        } finally {
            loop.close();
        }
        assertThat(closers).containsExactly(loop);
        assertThat(reports).isEmpty();
    }

    private static void takeOneAndForget(CountDownLatch closed, List<EventLoop> closers) {
        var generator = AsyncGenerator.<Integer>of(out -> {
            try {
                out.yield(1);
            } finally {
                closers.add(EventLoop.running());
                closed.countDown();
            }
        });
        assertThat(generator.iterator().next()).isEqualTo(1);
    }
}
