package io.asyncio4j.tests;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Signal.SIGTERM;
import static io.asyncio4j.tests.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Runner;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A JVM that is suspended as a whole is no loop that is held. */
class WatchdogPauseTest {

    private static final Duration LONG = ms(800);

    /** Takes short steps all the time, until it has seen its time stand still, and for a while more. */
    static final class TakesShortSteps {
        private TakesShortSteps() {}

        static void main(String[] args) {
            try (var runner = new Runner(EventLoop.builder().name("suspended")).cancelOn(SIGTERM)) {
                runner.run(() -> {
                    for (int i = 0; i < 20; i++) {
                        longestOf(20); // warm up
                    }
                    IO.println("runs");
                    while (longestOf(1).compareTo(LONG) < 0) {
                    }
                    longestOf(200);
                    IO.println("has been suspended");
                });
            }
        }

        private static Duration longestOf(int steps) throws InterruptedException {
            long longest = 0;
            for (int i = 0; i < steps; i++) {
                long start = System.nanoTime();
                Thread.sleep(2);
                sleep(Duration.ZERO);
                longest = Math.max(longest, System.nanoTime() - start);
            }
            return Duration.ofNanos(longest);
        }
    }

    // DBG-04
    @Test
    void suspendedJvm_isNotReported() throws Exception {
        try (var child = SignalledJvm.start(TakesShortSteps.class, "-Dasyncio4j.slowCallbackDuration=0.4")) {
            child.awaitLine("runs");
            child.suspendFor(LONG.multipliedBy(2));
            assertThat(child.awaitEnd()).isZero();
            assertThat(child.lines()).containsExactly("runs", "has been suspended");
        }
    }
}
