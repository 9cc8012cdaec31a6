package io.asyncio4j.testkit.tests.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.net.Datagram;
import io.asyncio4j.net.IncompleteReadException;
import io.asyncio4j.net.Net;
import io.asyncio4j.net.Server;
import io.asyncio4j.testkit.SimulatedNetwork;
import io.asyncio4j.testkit.SimulatedNetwork.Pieces;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.SimulationFailure;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.junit.Async.On;
import io.asyncio4j.testkit.junit.AsyncTest;
import io.asyncio4j.testkit.junit.Simulated;
import io.asyncio4j.testkit.tests.support.Launched;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the simulated network does with connections and datagrams, and that each fault is a line of the trace. */
class SimulatedNetworkTest {

    private static final int PORT = 8080;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A server that gives back each line, in capital letters. */
    private static Server shouting() throws IOException {
        return Net.startServer((reader, writer) -> {
            try {
                for (byte[] line = reader.readLine(); line.length > 0; line = reader.readLine()) {
                    writer.write(bytes(new String(line, StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT)));
                    writer.drain();
                }
            } catch (SocketException e) {
                // the client is gone
            }
        }, "localhost", PORT);
    }

    private static String ask(String line) throws IOException {
        try (var connection = Net.openConnection("localhost", PORT)) {
            connection.writer().write(bytes(line + "\n"));
            connection.writer().drain();
            return new String(connection.reader().readLine(), StandardCharsets.US_ASCII).strip();
        }
    }

    @Simulated(seeds = 200)
    void whateverTheSeed_whatIsSentArrives(TestLoop test) throws IOException {
        var network = SimulatedNetwork.install(test);
        try (var server = shouting()) {
            assertThat(ask("hello")).isEqualTo("HELLO");
            assertThat(Asyncio.gather(() -> ask("one"), () -> ask("two")).await()).containsExactly("ONE",
                    "TWO");
            server.shutdown(MINUTE);
        }
        test.advance(MINUTE); // a connection takes its time to close
        assertThat(network.open()).isZero();
    }

    /** {@return what single reads of ten bytes give when {@code parts} are written one after another} */
    private static List<String> reads(TestLoop test, Pieces pieces, String... parts) throws IOException {
        SimulatedNetwork.install(test).pieces(pieces).latency(Duration.ZERO, Duration.ZERO);
        List<String> reads = new ArrayList<>();
        try (var _ = Net.startServer((reader, writer) -> {
            for (String part : parts) {
                writer.write(bytes(part));
                writer.drain();
            }
        }, "localhost", PORT); var connection = Net.openConnection("localhost", PORT)) {
            test.settle();
            for (byte[] read = connection.reader().read(10); read.length > 0;
                    read = connection.reader().read(10)) {
                reads.add(new String(read, StandardCharsets.US_ASCII));
            }
        }
        return reads;
    }

    @AsyncTest
    void writesThatNobodyHasReadYet_areOneRead(TestLoop test) throws IOException {
        assertThat(reads(test, Pieces.WHOLE, "abc", "def")).containsExactly("abcdef");
    }

    @AsyncTest
    void singleBytes_areAReadEach(TestLoop test) throws IOException {
        assertThat(String.join("|", reads(test, Pieces.SINGLE_BYTES, "abc", "de"))).isEqualTo("a|b|c|d|e");
    }

    // a write of a megabyte is not a million of deliveries, but of reads
    @AsyncTest
    void singleBytes_areAReadEach_howeverManyThereAre(TestLoop test) throws IOException {
        assertThat(reads(test, Pieces.SINGLE_BYTES, "x".repeat(200))).hasSize(200);
    }

    @AsyncTest
    void latency_isOnTheLoopsClock(TestLoop test) throws IOException {
        SimulatedNetwork.install(test).latency(Duration.ofMillis(100), Duration.ofMillis(100));
        try (var server = shouting()) {
            ask("hello");
            assertThat(test.time()).isEqualTo(Duration.ofMillis(300)); // to connect, to ask, to answer
            server.shutdown(MINUTE);
        }
    }

    @AsyncTest
    void aSlowReader_holdsItsWriter_whenItsBufferIsFull(TestLoop test) throws IOException {
        SimulatedNetwork.install(test).capacity(1000).bytesPerSecond(1000);
        List<Duration> took = new ArrayList<>();
        try (var server = Net.startServer((reader, writer) -> {
            while (reader.read(1000).length > 0) {
            }
        }, "localhost", PORT)) {
            try (var connection = Net.openConnection("localhost", PORT)) {
                connection.writer().setWriteBufferLimits(0L, 0L);
                connection.writer().write(new byte[5000]);
                connection.writer().drain();
                took.add(test.time());
            }
            server.shutdown(MINUTE);
        }
        assertThat(took.getFirst()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(5));
    }

    @AsyncTest
    void halfOpen_noEndIsTold(TestLoop test) throws IOException {
        SimulatedNetwork.install(test).halfOpenAtByte(3);
        try (var server = shouting(); var connection = Net.openConnection("localhost", PORT)) {
            connection.writer().write(bytes("hello\n"));
            connection.writer().drain();
            assertThatThrownBy(
                    () -> Asyncio.timeout(Duration.ofHours(1), () -> connection.reader().readLine()))
                    .isInstanceOf(TimeoutException.class);
            connection.writer().close();
            server.shutdown(MINUTE); // the server is not told either: it is cancelled
            assertThat(test.time()).isGreaterThanOrEqualTo(Duration.ofHours(1).plus(MINUTE));
        }
    }

    @AsyncTest
    void loss_isAResetAtBothEnds_andTheNextConnectionIsWell(TestLoop test) throws IOException {
        var network = SimulatedNetwork.install(test).loseAtByte(8);
        List<String> ends = new ArrayList<>();
        try (var _ = Net.startServer((reader, writer) -> {
            writer.write(bytes("0123456789"));
            try {
                reader.readLine();
            } catch (SocketException e) {
                ends.add("server " + e.getMessage());
            }
        }, "localhost", PORT)) {
            try (var connection = Net.openConnection("localhost", PORT)) {
                assertThatThrownBy(() -> connection.reader().readExactly(10))
                        .isInstanceOfAny(SocketException.class, IncompleteReadException.class);
            }
            test.settle();
            assertThat(ends).containsExactly("server Connection reset");
            try (var connection = Net.openConnection("localhost", PORT)) {
                assertThat(connection.reader().readExactly(10)).hasSize(10);
            }
        }
        test.settle();
        assertThat(network.open()).isZero();
    }

    @AsyncTest
    void refused_whereNobodyListens_andAsOftenAsOrdered(TestLoop test) throws IOException {
        SimulatedNetwork.install(test).refuse(PORT, 2);
        assertThatThrownBy(() -> Net.openConnection("localhost", 9)).isInstanceOf(ConnectException.class);
        try (var server = shouting()) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> ask("hello")).isInstanceOf(ConnectException.class)
                        .hasMessageContaining("refused");
            }
            assertThat(ask("hello")).isEqualTo("HELLO");
            assertThatThrownBy(SimulatedNetworkTest::shouting).isInstanceOf(BindException.class);
            server.shutdown(MINUTE);
        }
        assertThatThrownBy(() -> Net.openConnection("nowhere.example", PORT))
                .isInstanceOf(UnknownHostException.class).hasMessageContaining("[localhost]");
    }

    // the program is right only if it tries again
    private static void loses(TestLoop test, boolean triesAgain) throws IOException {
        SimulatedNetwork.install(test);
        try (var server = shouting()) {
            String answer = "";
            for (int tries = 0; answer.isEmpty() && tries < (triesAgain ? 2 : 1); tries++) {
                try {
                    answer = ask("hi");
                } catch (IOException e) {
                    // lost
                }
            }
            server.shutdown(MINUTE);
            assertThat(answer).isEqualTo("HI");
        }
    }

    @Test
    void lossAtEveryByte_findsTheProgramThatDoesNotTryAgain() {
        assertThatThrownBy(
                () -> new Simulation().seeds(3).loseAtEveryByte().start(test -> loses(test, false)))
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("with the connection lost at byte 0,")
                .hasMessageContaining("fault: loses c1>");
        Simulation.Report report =
                new Simulation().seeds(3).loseAtEveryByte().start(test -> loses(test, true));
        assertThat(report.runs()).isEqualTo(3 * (1 + 6 + 1)); // as is, at each of six bytes, and the one that finds no more
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Simulation().seeds(3).loseAtEveryByte().start(_ -> {}))
                .withMessageContaining("no byte goes over the simulated network");
    }

    @Test
    void eachFaultIsALineOfTheTrace() {
        List<String> trace = new Simulation().trace(7, test -> {
            SimulatedNetwork.install(test).refuse(PORT, 1).loseAtByte(2).halfOpenAtByte(9).loseDatagrams(1);
            try (var server = shouting()) {
                for (String each : List.of("refused", "lost", "silent")) {
                    try {
                        Asyncio.timeout(MINUTE, () -> ask(each));
                    } catch (Exception e) {
                        // as ordered
                    }
                }
                server.shutdown(MINUTE);
            }
            try (var endpoint = Net.createDatagramEndpoint(new InetSocketAddress("localhost", 0), null)) {
                endpoint.send(bytes("x"), new InetSocketAddress("localhost", 1));
            }
        });
        assertThat(trace).extracting(line -> line.substring(line.indexOf(' ') + 1))
                .contains("fault: refuses 8080", "fault: loses c1>", "fault: half-opens c2>")
                .anyMatch(line -> line.startsWith("fault: loses datagram udp "))
                .anyMatch(line -> line.startsWith("delivers c1> "));
    }

    @Test
    void datagrams_overtakeEachOther_andGetLost_byTheSeed() {
        List<String> seen = new ArrayList<>();
        new Simulation().seeds(60).start(test -> {
            SimulatedNetwork.install(test);
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9000);
            var got = new StringBuilder();
            try (var server = Net.createDatagramEndpoint(address, null);
                    var client = Net.createDatagramEndpoint(null, address)) {
                for (String each : List.of("a", "b", "c")) {
                    client.send(bytes(each));
                }
                try {
                    Asyncio.timeout(MINUTE, () -> {
                        while (true) {
                            Datagram datagram = server.receive();
                            got.append(new String(datagram.data(), StandardCharsets.US_ASCII));
                        }
                    });
                } catch (TimeoutException e) {
                    // nothing comes any more
                }
            }
            seen.add(got.toString());
        });
        assertThat(seen).contains("abc").anyMatch(got -> got.length() < 3)
                .anyMatch(got -> got.startsWith("b"))
                .allMatch(got -> got.chars().distinct().count() == got.length());
    }

    static class Injected {

        @BeforeEach
        void before(SimulatedNetwork network) {
            network.latency(MINUTE, MINUTE);
        }

        @AsyncTest(threads = On.BOTH)
        void asyncTest(SimulatedNetwork network, TestLoop test) throws IOException {
            askAMinuteAway(network, test);
        }

        @Simulated(seeds = 2)
        void simulated(SimulatedNetwork network, TestLoop test) throws IOException {
            askAMinuteAway(network, test);
        }

        private static void askAMinuteAway(SimulatedNetwork network, TestLoop test) throws IOException {
            try (var server = shouting()) {
                assertThat(ask("hello")).isEqualTo("HELLO");
                assertThat(network.open()).isPositive();
                server.shutdown(MINUTE);
            }
            assertThat(test.time()).isGreaterThanOrEqualTo(MINUTE.multipliedBy(3));
        }
    }

    @Test
    void networkAsAParameter_isOneForTheTest_andInUse() {
        assertThat(Launched.classes(Injected.class).failures()).isEmpty();
    }

    /** A server at {@code host}, null for all of them, that says so. */
    private static Server naming(@Nullable String host) throws IOException {
        return Net.startServer((reader, writer) -> writer.write(bytes(host + "\n")), host, PORT);
    }

    private static String nameAt(String host) throws IOException {
        try (var connection = Net.openConnection(host, PORT)) {
            return connection.reader().readLine(StandardCharsets.US_ASCII);
        } catch (ConnectException e) {
            return "refused";
        }
    }

    @AsyncTest
    void hostsCanUseTheSamePort_andAreReachedAtTheirOwnAddresses(TestLoop test) throws IOException {
        SimulatedNetwork.install(test).host("one.example", "10.0.0.1").host("two.example", "10.0.0.2");
        try (var _ = naming("one.example")) {
            assertThat(nameAt("two.example")).isEqualTo("refused");
            try (var _ = naming("two.example")) {
                assertThat(nameAt("one.example")).isEqualTo("one.example");
                assertThat(nameAt("10.0.0.2")).isEqualTo("two.example");
                assertThat(nameAt("localhost")).isEqualTo("refused");
                assertThatThrownBy(() -> naming("10.0.0.1")).isInstanceOf(BindException.class);
                assertThatThrownBy(() -> naming(null)).isInstanceOf(BindException.class);
            }
        }
        try (var _ = naming(null)) {
            assertThat(nameAt("two.example")).isEqualTo("null");
            assertThatThrownBy(() -> naming("one.example")).isInstanceOf(BindException.class);
        }
        test.advance(MINUTE);
    }

    @AsyncTest
    void datagramsComeToTheHostThatTheyAreSentTo(TestLoop test) throws IOException {
        SimulatedNetwork.install(test);
        var first = new InetSocketAddress("10.0.0.1", 9000);
        var second = new InetSocketAddress("10.0.0.2", 9000);
        try (var one = Net.createDatagramEndpoint(first, null);
                var two = Net.createDatagramEndpoint(second, null)) {
            one.send(bytes("to two"), second);
            two.send(bytes("to one"), first);
            Datagram atTwo = two.receive();
            assertThat(atTwo.data()).isEqualTo(bytes("to two"));
            assertThat(atTwo.sender()).isEqualTo(first);
            assertThat(one.receive().data()).isEqualTo(bytes("to one"));
            assertThatThrownBy(() -> Net.createDatagramEndpoint(first, null))
                    .isInstanceOf(BindException.class);
        }
    }

    @AsyncTest
    void settingsThatCannotBe_areNamed(TestLoop test) {
        var network = new SimulatedNetwork(test);
        assertThatIllegalArgumentException().isThrownBy(() -> network.capacity(0))
                .withMessageContaining("got 0");
        assertThatIllegalArgumentException().isThrownBy(() -> network.bytesPerSecond(0));
        assertThatIllegalArgumentException().isThrownBy(() -> network.loseAtByte(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> network.loseDatagrams(2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.latency(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    }
}
