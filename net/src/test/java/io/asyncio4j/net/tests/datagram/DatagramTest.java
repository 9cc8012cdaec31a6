package io.asyncio4j.net.tests.datagram;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.net.Net.createDatagramEndpoint;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.atOnce;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.collectReports;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.net.Datagram;
import io.asyncio4j.net.DatagramEndpoint;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.tests.kit.Leaks;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DatagramTest {

    private static DatagramEndpoint bound() throws IOException {
        return createDatagramEndpoint(at("127.0.0.1", 0), null);
    }

    private static DatagramEndpoint connectedTo(DatagramEndpoint peer) throws IOException {
        return createDatagramEndpoint(null, (InetSocketAddress) peer.localAddress());
    }

    @Test // DGR-01, DGR-06
    void datagramsKeepTheirBorders_andTellTheirSender() throws Exception {
        run(() -> ticks(1));
        Leaks.assertNone(() -> {
            run(() -> {
                try (DatagramEndpoint server = bound(); DatagramEndpoint client = connectedTo(server)) {
                    client.send(bytes("one"));
                    client.send(bytes("two"), server.localAddress());
                    Datagram first = server.receive();
                    assertThat(text(first.data())).isEqualTo("one");
                    assertThat(first.sender()).isEqualTo(client.localAddress());
                    assertThat(text(server.receive().data())).isEqualTo("two");
                    server.send(bytes("answer"), first.sender());
                    assertThat(text(client.receive().data())).isEqualTo("answer");
                    assertThat(client.remoteAddress()).isEqualTo(server.localAddress());
                    assertThat(server.remoteAddress()).isNull();
                }
            });
            return null;
        });
    }

    @Test // DGR-01
    void bothAddresses_bindAndConnect_andNamesAreResolved() {
        run(() -> {
            try (DatagramEndpoint server = bound(); DatagramEndpoint stranger = bound()) {
                int port = ((InetSocketAddress) server.localAddress()).getPort();
                try (DatagramEndpoint client = createDatagramEndpoint(at("127.0.0.2", 0),
                        InetSocketAddress.createUnresolved("localhost", port))) {
                    assertThat(((InetSocketAddress) client.localAddress()).getAddress())
                            .isEqualTo(at("127.0.0.2", 0).getAddress());
                    client.send(bytes("x"));
                    assertThat(server.receive().sender()).isEqualTo(client.localAddress());
                    stranger.send(bytes("not for you"), client.localAddress());
                    server.send(bytes("for you"), client.localAddress());
                    assertThat(text(client.receive().data())).isEqualTo("for you");
                }
            }
        });
    }

    @Test // DGR-05
    void aPort_isSharedIfAllWantThat() {
        run(() -> {
            DatagramOptions shared = DatagramOptions.DEFAULT.withReusePort();
            try (DatagramEndpoint one = createDatagramEndpoint(at("127.0.0.1", 0), null, shared)) {
                var address = (InetSocketAddress) one.localAddress();
                createDatagramEndpoint(address, null, shared).close();
                assertThatThrownBy(() -> createDatagramEndpoint(address, null))
                        .isInstanceOf(BindException.class);
            }
        });
    }

    @Test // DGR-07, DGR-08
    void emptyAndLargeOnes_arriveWhole() {
        run(() -> {
            try (DatagramEndpoint server = bound(); DatagramEndpoint client = connectedTo(server)) {
                assertThatThrownBy(() -> client.send(new byte[0])).isInstanceOf(IOException.class)
                        .hasMessageContaining("an empty datagram cannot be sent by a connected endpoint");
                client.send(new byte[60_000]);
                assertThat(server.receive().data()).hasSize(60_000);
                server.send(new byte[0], client.localAddress());
                assertThat(client.receive().data()).isEmpty(); // a connected one, too
            }
        });
    }

    @Test // DGR-02
    void withoutAnyAddress_itIsBoundToAnyPort() {
        run(() -> {
            try (DatagramEndpoint server = bound();
                    DatagramEndpoint any = createDatagramEndpoint(null, null)) {
                any.send(bytes("x"), server.localAddress());
                assertThat(text(server.receive().data())).isEqualTo("x");
            }
        });
    }

    @Test // DGR-16
    void anErrorThatIsNone_isForWhoeverCalled_andTheEndpointLivesOn() {
        run(() -> {
            var reports = collectReports();
            try (DatagramEndpoint server = bound(); DatagramEndpoint client = connectedTo(server)) {
                assertThatThrownBy(() -> client.send(null)).isInstanceOf(NullPointerException.class);
                client.send(bytes("x"));
                assertThat(text(server.receive().data())).isEqualTo("x");
                assertThat(reports).isEmpty();
            }
        });
    }

    @Test // DGR-13, DGR-14: too long
    void oneThatIsTooLong_isRefused_andTheEndpointLivesOn() {
        run(() -> {
            try (DatagramEndpoint server = bound(); DatagramEndpoint client = connectedTo(server)) {
                assertThatThrownBy(() -> client.send(new byte[100_000])).isInstanceOf(IOException.class)
                        .hasMessageContaining("too long")
                        .hasMessageContaining("100000 bytes")
                        .hasMessageContaining(
                                "127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort());
                client.send(bytes("x"));
                assertThat(text(server.receive().data())).isEqualTo("x");
            }
        });
    }

    @Test // DGR-13, DGR-19: nobody there
    void nobodyAtThePeer_isHeardByWhoeverReceives_once() {
        run(() -> {
            DatagramEndpoint gone = bound();
            try (DatagramEndpoint client = connectedTo(gone)) {
                gone.close();
                var receiving = createTask(client::receive);
                ticks(1);
                client.send(bytes("x"));
                assertThatThrownBy(receiving::await).isInstanceOf(PortUnreachableException.class)
                        .hasMessageContaining("nobody receives at 127.0.0.1:");
                assertThat(client.errors()).isEqualTo(1);
                assertThatThrownBy(() -> timeout(ms(20), () -> client.receive()))
                        .isInstanceOf(TimeoutException.class);
                client.send(bytes("y"));
                sleep(ms(20));
                client.send(bytes("z")); // the system tells the sender of "z", who is not to blame
                assertThatThrownBy(client::receive).isInstanceOf(PortUnreachableException.class);
            }
        });
    }

    @Test // DGR-12, DGR-15
    void addresses_areChecked_andTheEndpointLivesOn() {
        run(() -> {
            try (DatagramEndpoint server = bound(); DatagramEndpoint client = connectedTo(server)) {
                assertThatThrownBy(() -> client.send(bytes("x"), at("127.0.0.1", 1)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("Invalid address: must be null or");
                assertThatThrownBy(() -> server.send(bytes("x"))).isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("not connected");
                client.send(bytes("x"));
                assertThat(server.receive().data()).hasSize(1);
            }
        });
    }

    @Test // DGR-18
    void cancellingAReceive_losesNoDatagram() {
        run(() -> {
            try (DatagramEndpoint server = bound(); DatagramEndpoint client = connectedTo(server)) {
                for (int ticks = 0; ticks < 5; ticks++) {
                    var receiving = createTask(server::receive);
                    ticks(1);
                    client.send(bytes("x"));
                    ticks(ticks);
                    if (receiving.cancel()) {
                        assertThatThrownBy(receiving::await).isInstanceOf(CancelledError.class);
                        assertThat(server.receive().data()).hasSize(1);
                    }
                }
            }
        });
    }

    @Test
    void aSecondReceiver_isRefused() {
        run(() -> {
            try (DatagramEndpoint server = bound()) {
                var receiving = createTask(server::receive);
                ticks(1);
                assertThatThrownBy(server::receive).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("another task receives");
                receiving.cancel();
            }
        });
    }

    @Test // DGR-17
    void closing_endsAReceive() {
        run(() -> {
            DatagramEndpoint server = bound();
            var receiving = createTask(server::receive);
            ticks(2);
            server.close();
            server.close();
            assertThatThrownBy(receiving::await).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> server.send(bytes("x"), at("127.0.0.1", 9))).isInstanceOf(
                    ClosedChannelException.class);
            assertThat(server.isClosed()).isTrue();
        });
    }

    @Test // DGR-03, DGR-01
    void whatCannotBeOpened_isNamed() {
        run(() -> {
            try (DatagramEndpoint taken = bound()) {
                assertThatThrownBy(
                        () -> createDatagramEndpoint((InetSocketAddress) taken.localAddress(), null))
                        .isInstanceOf(BindException.class)
                        .hasMessageContaining("error while attempting to bind on address (127.0.0.1:");
            }
            assertThatThrownBy(() -> createDatagramEndpoint(at("127.0.0.1", 0), at("::1", 9)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("can not get address information");
            assertThatThrownBy(
                    () -> createDatagramEndpoint(null,
                            InetSocketAddress.createUnresolved("no-such-host.invalid", 1)))
                    .isInstanceOf(UnknownHostException.class);
        });
    }

    @Test // DGR-05
    void broadcastingNeedsToBeAllowed() {
        run(() -> {
            InetSocketAddress everybody = at("255.255.255.255", 9);
            try (DatagramEndpoint plain = createDatagramEndpoint(null, null)) {
                assertThatThrownBy(() -> plain.send(bytes("x"), everybody)).isInstanceOf(IOException.class);
            }
            try (DatagramEndpoint wide = createDatagramEndpoint(null, at("127.0.0.1", 9),
                    DatagramOptions.DEFAULT.withBroadcast())) {
                assertThat(wide.remoteAddress()).isNull(); // not connected, and yet it has a default receiver
                wide.send(bytes("x"));
            }
        });
    }

    @Test // DGR-06, LOP-03
    @Timeout(120)
    void aFlood_doesNotKeepOthersFromRunning() {
        run(() -> {
            int[] others = {0};
            var over = new AtomicBoolean();
            var other = createTask(() -> {
                while (true) {
                    sleep(ms(0));
                    others[0]++;
                }
            });
            try (DatagramEndpoint server = bound()) {
                var address = (InetSocketAddress) server.localAddress();
                var flood = Thread.ofPlatform().daemon().start(() -> flood(address, over));
                server.receive();
                int turns = others[0];
                for (int i = 0; i < 2000; i++) {
                    assertThat(server.receive().data()).hasSize(1400);
                }
                assertThat(others[0] - turns).as("turns of others").isGreaterThanOrEqualTo(2000 / 64 - 1);
                over.set(true);
                while (flood.isAlive()) {
                    sleep(ms(5));
                }
            }
            other.cancel();
        });
    }

    private static void flood(InetSocketAddress receiver, AtomicBoolean over) {
        try (var socket = DatagramChannel.open()) {
            var datagram = ByteBuffer.allocate(1400);
            while (!over.get()) {
                socket.send(datagram.clear(), receiver);
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void receiveNowait_takesWhatIsThere_andNeverWaits() {
        run(() -> {
            DatagramEndpoint server = bound();
            try (server; DatagramEndpoint client = connectedTo(server)) {
                atOnce(() -> assertThat(server.receiveNowait()).isNull());
                client.send(bytes("one"));
                client.send(bytes("two"));
                Datagram first = server.receive();
                atOnce(() -> {
                    Datagram second = server.receiveNowait(); // sent before: on this machine it is there
                    assertThat(text(first.data()) + text(second.data())).isEqualTo("onetwo");
                    assertThat(second.sender()).isEqualTo(client.localAddress());
                    assertThat(server.receiveNowait()).isNull();
                });
                server.close();
                assertThatThrownBy(server::receiveNowait).isInstanceOf(ClosedChannelException.class);
                client.send(bytes("to nobody"));
                var e = catchThrowable(client::receive);
                assertThat(e).isInstanceOf(PortUnreachableException.class);
                assertThat(client.receiveNowait()).isNull(); // it was told
            }
        });
    }

    @Test // DGR-04
    void aChannelCanBeTakenOver() {
        run(() -> {
            DatagramChannel channel = DatagramChannel.open().bind(at("127.0.0.1", 0));
            try (DatagramEndpoint taken = createDatagramEndpoint(channel);
                    DatagramEndpoint client = connectedTo(taken)) {
                client.send(bytes("x"));
                assertThat(taken.receive().data()).hasSize(1);
                assertThatThrownBy(() -> EventLoop.running().readable(channel))
                        .hasMessageContaining("used by");
            }
            assertThat(channel.isOpen()).isFalse();
        });
    }

    @Test // STW-31
    void closingTheLoop_closesIt() throws Exception {
        Leaks.assertNone(() -> {
            EventLoop loop = EventLoop.create();
            loop.runUntilComplete(() -> assertThat(bound().isClosed()).isFalse());
            loop.close();
            return null;
        });
    }
}
