package io.asyncio4j.tests.support;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.spi.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Loops for tests: on virtual time, on the thread backend that the build has chosen for this run. */
public final class Loops {

    private Loops() {}

    /** {@return a builder for a loop on virtual time} */
    public static EventLoopBuilder virtual() {
        return EventLoop.builder().poller(new VirtualClock());
    }

    /** Runs {@code main} on a fresh loop on virtual time. */
    public static <T> T run(Coroutine<T> main) {
        return Asyncio.run(virtual(), main);
    }

    /** Runs {@code main} on a fresh loop on virtual time. */
    public static void run(VoidCoroutine main) {
        Asyncio.run(virtual(), main);
    }

    /** {@return how far the running loop's clock has come since {@code start}, in milliseconds} */
    public static long millisSince(Duration start) {
        return EventLoop.running().time().minus(start).toMillis();
    }

    public static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    public static Duration seconds(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    /** Lets everything that is ready run, {@code ticks} times. */
    public static void ticks(int ticks) {
        for (int i = 0; i < ticks; i++) {
            Asyncio.sleep(Duration.ZERO);
        }
    }

    /** Collects what the running loop reports to its exception handler. */
    public static List<Map<String, Object>> collectReports() {
        return collectReports(EventLoop.running());
    }

    public static List<Map<String, Object>> collectReports(EventLoop loop) {
        List<Map<String, Object>> reports = new ArrayList<>();
        loop.setExceptionHandler((where, context) -> reports.add(context));
        return reports;
    }

    public static boolean isCarried() {
        return !"portable".equals(System.getProperty("asyncio4j.threads"));
    }
}
