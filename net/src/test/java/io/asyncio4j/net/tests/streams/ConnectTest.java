package io.asyncio4j.net.tests.streams;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.CancelledError;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ConnectionLostException;
import io.asyncio4j.net.ConnectionHandler;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.tests.kit.Leaks;
import io.asyncio4j.net.tests.kit.TestNetwork;
import io.asyncio4j.net.spi.Network;
import io.asyncio4j.spi.VirtualClock;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectTest {

    private static final ConnectionHandler ECHO = (reader, writer) -> {
        for (byte[] line : reader.lines()) {
            writer.write(line);
        }
    };

    private static int unusedPort() throws IOException {
        try (var server = ServerSocketChannel.open().bind(at("127.0.0.1", 0))) {
            return server.socket().getLocalPort();
        }
    }

    @Test // CON-01, CON-02, STW-27, STW-29
    void aConnection_knowsItsAddresses_andDelaysNothing() {
        run(() -> {
            try (Server server = startServer(ECHO, "127.0.0.1", 0);
                    Connection client = openConnection("127.0.0.1", server.port())) {
                assertThat(client.writer().remoteAddress()).isEqualTo(at("127.0.0.1", server.port()));
                var local = client.writer().localAddress();
                assertThat(local).isInstanceOf(InetSocketAddress.class);
                assertThat(client.writer().sslSession()).isNull();
                client.writer().close();
                client.writer().waitClosed();
                assertThat(client.writer().remoteAddress()).isEqualTo(at("127.0.0.1", server.port()));
                assertThat(client.writer().localAddress()).isEqualTo(local);
                assertThat(client.writer().toString()).contains("127.0.0.1:" + server.port() + " closed");
                var channel = SocketChannel.open(at("127.0.0.1", server.port()));
                try (Connection taken = openConnection(channel, ConnectOptions.DEFAULT)) {
                    assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
                    assertThat(taken.writer().isClosing()).isFalse();
                }
                try (var listener = ServerSocketChannel.open().bind(at("127.0.0.1", 0));
                        var peer = SocketChannel.open(listener.getLocalAddress())) {
                    SocketChannel accepted = listener.accept(); // of a server, too
                    assertThat(accepted.getOption(StandardSocketOptions.TCP_NODELAY)).isFalse();
                    server.serve(accepted);
                    assertThat(accepted.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
                    assertThat(peer.isConnected()).isTrue();
                }
            }
        });
    }

    @Test // CON-04
    void aNameThatDoesNotResolve_isNamed() {
        run(() -> assertThatThrownBy(() -> openConnection("no-such-host.invalid", 80))
                .isInstanceOf(UnknownHostException.class).hasMessageContaining("no-such-host.invalid"));
    }

    @Test // CON-06
    void aRefusedConnection_namesTheAddress_andLeavesNothing() throws Exception {
        run(() -> sleep(ms(1)));
        Leaks.assertNone(() -> {
            int port = unusedPort();
            run(() -> assertThatThrownBy(() -> openConnection("127.0.0.1", port))
                    .isInstanceOf(ConnectException.class)
                    .hasMessage("Connect call failed (127.0.0.1:" + port + "): Connection refused"));
            return null;
        });
    }

    @Test // CON-05, CON-07, CON-08
    void severalFailures_areAllTold() {
        run(() -> {
            int port = unusedPort();
            List<String> hosts = List.of("127.0.0.1", "127.0.0.2");
            Throwable e = catchThrowable(() -> openConnection(hosts, port, ConnectOptions.DEFAULT));
            assertThat(e).isInstanceOf(IOException.class).hasMessageStartingWith("Multiple exceptions: ")
                    .hasMessageContaining("127.0.0.1:" + port).hasMessageContaining("127.0.0.2:" + port);
            assertThat(e.getSuppressed()).hasSize(1);
            assertThatThrownBy(() -> openConnection(hosts, port, ConnectOptions.DEFAULT.withAllErrors()))
                    .isInstanceOfSatisfying(ExceptionGroup.class, group -> {
                        assertThat(group).hasMessageContaining("create_connection failed");
                        assertThat(group.exceptions()).hasSize(2)
                                .allMatch(ConnectException.class::isInstance);
                    });
            assertThatThrownBy(
                    () -> openConnection("127.0.0.1", port, ConnectOptions.DEFAULT.withAllErrors()))
                    .isInstanceOf(ExceptionGroup.class);
        });
    }

    @Test // CON-04, CON-05
    void aHostWithoutAnAddress_isPassedOver_andToldIfNoOtherAnswers() {
        simulated(network -> {
            network.host("there.example", "10.0.0.1");
            network.host("refusing.example", "10.0.0.2");
            network.refusing("10.0.0.2");
            try (Connection client = openConnection(List.of("missing.example", "there.example"), 80,
                    ConnectOptions.DEFAULT)) {
                assertThat(client.writer().isClosing()).isFalse();
            }
            assertThatThrownBy(() -> openConnection(List.of("missing.example", "refusing.example"), 80,
                    ConnectOptions.DEFAULT))
                    .hasMessage("Multiple exceptions: missing.example, refused by 10.0.0.2");
            assertThatThrownBy(() -> openConnection(List.of("missing.example", "absent.example"), 80,
                    ConnectOptions.DEFAULT))
                    .isInstanceOf(IOException.class).hasMessageContaining("missing.example, absent.example");
            assertThat(network.open()).isZero();
        });
    }

    @Test // CON-09
    void aFamily_narrowsTheAddresses() {
        run(() -> assertThatThrownBy(() -> openConnection("127.0.0.1", 1,
                ConnectOptions.DEFAULT.withFamily(StandardProtocolFamily.INET6)))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("returned empty list for INET6"));
    }

    @Test // CON-10
    void aLocalAddress_isBound() {
        run(() -> {
            try (Server server = startServer(ECHO, "127.0.0.1", 0)) {
                var options = ConnectOptions.DEFAULT.withLocalAddress(at("127.0.0.3", 0));
                try (Connection client = openConnection("127.0.0.1", server.port(), options)) {
                    assertThat(((InetSocketAddress) client.writer().localAddress()).getAddress())
                            .isEqualTo(InetAddress.ofLiteral("127.0.0.3"));
                }
                assertThatThrownBy(() -> openConnection("127.0.0.1", server.port(),
                        ConnectOptions.DEFAULT.withLocalAddress(at("::1", 0))))
                        .hasMessageContaining("no matching local address with family=INET found");
                assertThatThrownBy(() -> openConnection("127.0.0.1", server.port(),
                        ConnectOptions.DEFAULT.withLocalAddress(at("192.0.2.1", 0))))
                        .hasMessageContaining("error while attempting to bind on address (192.0.2.1:0)");
            }
        });
    }

    @Test // CON-22
    void aTimeLimit_isForEverything() {
        simulated(network -> {
            network.silent("10.0.0.1");
            Duration start = EventLoop.running().time();
            assertThatThrownBy(() -> openConnection("10.0.0.1", 80,
                    ConnectOptions.DEFAULT.withTimeout(Duration.ofSeconds(3))))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("connecting to 10.0.0.1:80 took longer than PT3S");
            assertThat(EventLoop.running().time().minus(start)).isEqualTo(Duration.ofSeconds(3));
            assertThatThrownBy(() -> timeout(ms(5), () -> openConnection("10.0.0.1", 80)))
                    .isInstanceOf(TimeoutException.class);
            assertThat(network.open()).isZero();
        });
    }

    @Test // CON-12
    void interleave_saysAfterHowManyOfOneFamilyTheOtherIsTried() {
        assertThat(triedWith(0)).containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "fd00::1",
                "fd00::2");
        assertThat(triedWith(1)).containsExactly("10.0.0.1", "fd00::1", "10.0.0.2", "fd00::2", "10.0.0.3",
                "10.0.0.4");
        assertThat(triedWith(2)).containsExactly("10.0.0.1", "10.0.0.2", "fd00::1", "10.0.0.3", "fd00::2",
                "10.0.0.4");
        assertThat(triedWith(9)).containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "fd00::1",
                "fd00::2");
        assertThatThrownBy(() -> ConnectOptions.DEFAULT.withInterleave(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("interleave must not be negative: -1");
    }

    /** {@return the addresses of a host in the order in which they are tried, if all refuse} */
    private static List<String> triedWith(int interleave) {
        List<String> tried = new ArrayList<>();
        simulated(network -> {
            String[] addresses = {"10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "fd00::1", "fd00::2"};
            network.host("both.example", addresses);
            List.of(addresses).forEach(network::refusing);
            assertThatThrownBy(() -> openConnection("both.example", 80,
                    ConnectOptions.DEFAULT.withInterleave(interleave))).isInstanceOf(IOException.class);
            tried.addAll(network.tried());
        });
        return tried;
    }

    @Test // CON-11, CON-12
    void addressesAreTriedAfterADelay_theFamiliesInTurn() {
        simulated(network -> {
            network.host("both.example", "10.0.0.1", "10.0.0.2", "fd00::1", "fd00::2");
            network.silent("10.0.0.1");
            network.silent("fd00::1");
            network.silent("10.0.0.2");
            Duration start = EventLoop.running().time();
            try (Connection client = openConnection("both.example", 80)) {
                assertThat(network.tried()).containsExactly("10.0.0.1", "fd00::1", "10.0.0.2", "fd00::2");
                assertThat(EventLoop.running().time().minus(start)).isEqualTo(ms(750));
                assertThat(network.open()).isEqualTo(1);
                assertThat(client.writer().isClosing()).isFalse();
            }
        });
        simulated(network -> {
            network.host("both.example", "10.0.0.1", "fd00::1", "10.0.0.2");
            network.refusing("10.0.0.1");
            network.refusing("fd00::1");
            try (Connection client = openConnection("both.example", 80,
                    ConnectOptions.DEFAULT.withHappyEyeballsDelay(null))) {
                assertThat(network.tried()).containsExactly("10.0.0.1", "fd00::1", "10.0.0.2");
                assertThat(client.writer().isClosing()).isFalse();
            }
        });
    }

    @Test // CON-16
    void anErrorThatIsNoneOfTheNetworks_closesWhatWasMade() {
        simulated(network -> {
            network.host("broken.example", "10.0.0.1", "10.0.0.2");
            network.slow("10.0.0.1", ms(300));
            network.breaking("10.0.0.2");
            assertThatThrownBy(() -> openConnection("10.0.0.2", 80))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(network.open()).isZero();
            try (Connection client = openConnection("broken.example", 80)) {
                assertThat(client.writer().isClosing()).isFalse();
                assertThat(network.open()).isEqualTo(1);
            }
            assertThatThrownBy(() -> openConnection(List.of("10.0.0.2", "10.0.0.2"), 80,
                    ConnectOptions.DEFAULT.withHappyEyeballsDelay(null)))
                    .isInstanceOf(IllegalStateException.class);
        });
    }

    @Test // CON-13
    void aRaceThatEndsWithoutAnyError_isAnErrorAllTheSame() {
        simulated(network -> {
            network.host("odd.example", "10.0.0.1", "10.0.0.2");
            network.cancelling("10.0.0.1");
            network.cancelling("10.0.0.2");
            for (ConnectOptions options : List.of(ConnectOptions.DEFAULT,
                    ConnectOptions.DEFAULT.withAllErrors())) {
                assertThatThrownBy(() -> openConnection("odd.example", 80, options))
                        .isInstanceOf(SocketTimeoutException.class).hasMessage("create_connection failed");
            }
            assertThat(network.open()).isZero();
        });
    }

    @Test // CON-14
    void ofTwoThatConnectAtTheSameMoment_oneIsKept() {
        simulated(network -> {
            network.host("twins.example", "10.0.0.1", "10.0.0.2");
            network.slow("10.0.0.1", ms(300));
            network.slow("10.0.0.2", ms(50));
            try (Connection client = openConnection("twins.example", 80)) {
                assertThat(client.writer().isClosing()).isFalse();
                assertThat(network.open()).isEqualTo(1);
            }
        });
    }

    @Test // CON-15: also when one has been made already, and the race is not over
    void cancelledInAnyTick_itLeavesNothingOpen() {
        boolean[] done = {false};
        for (int i = 0; !done[0]; i++) {
            int ticks = i;
            simulated(network -> {
                network.host("several.example", "10.0.0.1", "10.0.0.2", "10.0.0.3");
                network.refusing("10.0.0.1");
                var connecting = createTask(() -> openConnection("several.example", 80));
                ticks(ticks);
                done[0] = !connecting.cancel();
                if (done[0]) {
                    connecting.result().close();
                    ticks(3);
                } else {
                    assertThatThrownBy(connecting::await).isInstanceOf(CancelledError.class);
                }
                assertThat(network.open()).as("cancelled after %s ticks", ticks).isZero();
            });
            assertThat(i).isLessThan(100);
        }
    }

    @Test // CON-23
    void bytesThatComeAtOnce_waitInTheReader() {
        run(() -> {
            try (Server server = startServer((reader, writer) -> writer.write("welcome\n"), "127.0.0.1", 0);
                    Connection client = openConnection("127.0.0.1", server.port())) {
                sleep(ms(10));
                assertThat(text(client.reader().readLine())).isEqualTo("welcome\n");
            }
        });
    }

    @Test // CON-24
    void theLimit_isTheReaders() {
        run(() -> {
            try (Server server = startServer((reader, writer) -> writer.write("abcdef\n"), "127.0.0.1", 0);
                    Connection client =
                            openConnection("127.0.0.1", server.port(), ConnectOptions.DEFAULT.withLimit(3))) {
                assertThatThrownBy(() -> client.reader().readLine())
                        .hasMessageContaining("longer than limit");
            }
            assertThatThrownBy(() -> ConnectOptions.DEFAULT.withLimit(0)).hasMessage("Limit cannot be <= 0");
        });
    }

    @Test // STW-17, TRN-12: half-open, reset, and who hears of it
    void aPeerThatHasGone_isNoticedByTheWriter() {
        run(() -> {
            try (Server server = startServer((reader, writer) -> writer.abort(), "127.0.0.1", 0);
                    Connection client = openConnection("127.0.0.1", server.port())) {
                sleep(ms(20));
                assertThat(client.writer().isClosing()).isFalse();
                Throwable first = catchThrowable(() -> {
                    while (true) {
                        client.writer().write("x");
                        client.writer().drain();
                        sleep(ms(5));
                    }
                });
                assertThat(first).isInstanceOf(ConnectionLostException.class)
                        .hasMessageStartingWith("Connection lost (")
                        .hasMessageEndingWith(" <-> 127.0.0.1:" + server.port() + ")");
                Throwable later = catchThrowable(() -> client.writer().drain());
                assertThat(later).isInstanceOf(SocketException.class).isSameAs(first.getCause());
                assertThat(catchThrowable(() -> client.writer().waitClosed())).isSameAs(later);
                assertThat(catchThrowable(() -> client.reader().read(1))).isSameAs(later);
            }
        });
    }

    private interface Story {
        void tell(TestNetwork network) throws Exception;
    }

    /** On a network in memory and on virtual time. */
    private static void simulated(Story story) {
        Asyncio.run(EventLoop.builder().poller(new VirtualClock()), () -> {
            var network = new TestNetwork();
            try (var _ = Network.CURRENT.set(network)) {
                story.tell(network);
            }
        });
    }
}
