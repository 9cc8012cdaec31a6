package io.asyncio4j.net.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.spi.VirtualClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Loops and bytes for tests. */
public final class Loops {

    private Loops() {}

    /** Runs {@code main} on virtual time: for what needs no real socket. */
    public static void virtually(VoidCoroutine main) {
        Asyncio.run(EventLoop.builder().poller(new VirtualClock()), main);
    }

    public static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    /** Lets everything that is ready run, {@code ticks} times. */
    public static void ticks(int ticks) {
        for (int i = 0; i < ticks; i++) {
            Asyncio.sleep(Duration.ZERO);
        }
    }

    /** Runs {@code body}, which lets nobody else run. */
    public static void atOnce(VoidCoroutine body) throws Exception {
        boolean[] others = {false};
        EventLoop.running().callSoon(() -> others[0] = true);
        body.run();
        assertThat(others[0]).as("others have run meanwhile").isFalse();
        ticks(1);
    }

    /** Collects what the running loop reports to its exception handler. */
    public static List<Map<String, Object>> collectReports() {
        List<Map<String, Object>> reports = new ArrayList<>();
        EventLoop.running().setExceptionHandler((where, context) -> reports.add(context));
        return reports;
    }

    /** {@return an address, for JDK methods that want one} */
    public static InetSocketAddress at(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
