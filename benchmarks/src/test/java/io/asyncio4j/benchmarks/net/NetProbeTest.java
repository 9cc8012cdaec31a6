package io.asyncio4j.benchmarks.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Runs each side of each work of sockets once, small: the client looks at the answers. */
class NetProbeTest {

    private static final Effort SMALL = new Effort(Duration.ofMillis(50), Duration.ofMillis(150), 4, 4, 10,
            Duration.ofMinutes(2));

    private record Turn(NetWork work, NetSide side) {}

    @Test
    @Timeout(value = 600, threadMode = ThreadMode.SEPARATE_THREAD)
    void eachSideDoesItsWork() throws Exception {
        try (var probe = new NetProbe(python(), uvloopPython())) {
            List<Turn> turns = Stream.of(NetWork.values())
                    // the same servers and clients as for 100 connections
                    .filter(work -> work != NetWork.ECHO_1 && work != NetWork.ECHO_1000)
                    .flatMap(work -> probe.available().stream().filter(side -> side.works().contains(work))
                            .map(side -> new Turn(work, side)))
                    .toList();

            List<String> failures =
                    turns.parallelStream().flatMap(turn -> failureOf(probe, turn).stream()).toList();

            assertThat(failures).isEmpty();
            assertThat(turns).extracting(Turn::side).contains(NetSide.CARRIED, NetSide.PORTABLE,
                    NetSide.THREADS,
                    NetSide.KTOR);
        }
    }

    @Test
    void serverThatFails_isAnErrorWithItsWords() throws Exception {
        try (var probe = new NetProbe("/bin/false", null)) {
            assertThatIOException()
                    .isThrownBy(() -> probe.measure(NetWork.ECHO_1, NetSide.ASYNCIO_STREAMS, SMALL))
                    .withMessageContaining("the server has ended without a figure");
            assertThat(probe.available()).doesNotContain(NetSide.UVLOOP_STREAMS, NetSide.UVLOOP_PROTOCOLS);
        }
    }

    @Test
    void serverThatSaysNothing_isKilledInTime(@org.junit.jupiter.api.io.TempDir Path folder)
            throws Exception {
        Path sleeps = folder.resolve("sleeps");
        java.nio.file.Files.writeString(sleeps, "#!/bin/sh\nexec sleep 600\n");
        assertThat(sleeps.toFile().setExecutable(true)).isTrue();
        var hurry = new Effort(Duration.ZERO, Duration.ZERO, 1, 1, 1, Duration.ofMillis(50));

        try (var probe = new NetProbe(sleeps.toString(), null)) {
            assertThatIOException()
                    .isThrownBy(() -> probe.measure(NetWork.ECHO_1, NetSide.ASYNCIO_STREAMS, hurry))
                    .withMessageContaining("the server has ended without a figure");
        }
    }

    @Test
    void eachWork_isDoneByUsOnBothKindsOfThreads_andBySomebodyElse() {
        Map<NetWork, EnumSet<NetSide>> sides = new TreeMap<>();
        for (NetSide side : NetSide.values()) {
            side.works().forEach(
                    work -> sides.computeIfAbsent(work, _ -> EnumSet.noneOf(NetSide.class)).add(side));
        }

        assertThat(sides).hasSize(NetWork.values().length);
        assertThat(sides.values()).allSatisfy(its -> assertThat(its)
                .contains(NetSide.CARRIED, NetSide.PORTABLE, NetSide.THREADS, NetSide.NODE));
    }

    private static Optional<String> failureOf(NetProbe probe, Turn turn) {
        try {
            NetProbe.Figure figure = probe.measure(turn.work(), turn.side(), SMALL);
            boolean something = turn.work() == NetWork.IDLE || figure.value() > 0;
            return something ? Optional.empty() : Optional.of(turn + ": " + figure);
        } catch (IOException | InterruptedException e) {
            return Optional.of(turn + ": " + e.getMessage());
        }
    }

    private static String python() {
        String named = System.getenv("ASYNCIO4J_PYTHON");
        List<String> candidates = new ArrayList<>(List.of("python3", "python3.13"));
        if (named != null && !named.isEmpty()) {
            candidates.addFirst(named);
        }
        return first(candidates, "import sys; sys.exit(sys.version_info < (3, 12))");
    }

    private static String uvloopPython() {
        return first(List.of("python3", "/usr/bin/python3"), "import uvloop");
    }

    private static String first(List<String> candidates, String question) {
        return candidates.stream().filter(candidate -> {
            try {
                return new ProcessBuilder(candidate, "-c", question).redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }).findFirst().orElse(null);
    }
}
