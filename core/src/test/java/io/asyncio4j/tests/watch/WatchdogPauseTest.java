package io.asyncio4j.tests.watch;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Signal.SIGTERM;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Runner;
import io.asyncio4j.tests.support.SignalledJvm;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A JVM that is suspended as a whole is no loop that is held. */
class WatchdogPauseTest {

    private static final Duration LONG = ms(1200);

    /** Takes steps that are short enough all the time, until it has seen its time stand still, and for a while more. */
    static final class TakesShortSteps {
        private TakesShortSteps() {}

        static void main(String[] args) {
            try (var runner = new Runner(EventLoop.builder().name("suspended")).cancelOn(SIGTERM)) {
                runner.run(() -> {
                    step("warms up");
                    boolean stoodStill;
                    do {
                        stoodStill = step("runs").compareTo(LONG) > 0;
                    } while (!stoodStill);
                    step("has been suspended");
                });
            }
        }

        /** Says what it does in the midst of a step, when the watchdog has seen that, and gives the time it took. */
        private static Duration step(String name) throws InterruptedException {
            sleep(Duration.ZERO);
            long start = System.nanoTime();
            hold();
            IO.println(name);
            hold();
            return Duration.ofNanos(System.nanoTime() - start);
        }

        private static void hold() throws InterruptedException {
            for (int i = 0; i < 12; i++) {
                Thread.sleep(10); // if the JVM is suspended in one of them, the others are yet to come
            }
        }
    }

    // DBG-04
    @Test
    void suspendedJvm_isNotReported() throws Exception {
        try (var child = SignalledJvm.start(TakesShortSteps.class, "-Dasyncio4j.slowCallbackDuration=0.8")) {
            child.awaitLine("runs");
            child.suspendFor(LONG.plusSeconds(1));
            assertThat(child.awaitEnd()).isZero();
            assertThat(child.lines()).startsWith("warms up", "runs").endsWith("has been suspended")
                    .containsOnly("warms up", "runs", "has been suspended");
        }
    }
}
