package io.asyncio4j.net.tests.datagram;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Net.createDatagramEndpoint;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static io.asyncio4j.net.tests.kit.Loops.virtually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.net.DatagramEndpoint;
import io.asyncio4j.net.spi.DatagramTransport;
import io.asyncio4j.net.spi.ListenOptions;
import io.asyncio4j.net.spi.Listener;
import io.asyncio4j.net.spi.Network;
import io.asyncio4j.net.spi.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A datagram endpoint when the system has no room; on virtual time, without a system. */
@Timeout(30)
class ScarceDatagramsTest {

    private static final SocketAddress PEER = at("127.0.0.1", 9);

    private static final class Scarce implements DatagramTransport, Network {
        int room;
        boolean closed;
        boolean flooded;
        IOException failure;
        RuntimeException waitFailure;
        final List<String> sent = new ArrayList<>();
        final List<SocketAddress> opened = new ArrayList<>();
        final List<IOException> openFailures = new ArrayList<>();
        private Promise<Void> waiting;

        void room(int datagrams) {
            room = datagrams;
            if (waiting != null && !waiting.done()) {
                waiting.setResult(null);
            }
        }

        @Override
        public boolean send(ByteBuffer datagram, SocketAddress to) throws IOException {
            if (room == 0) {
                return false;
            }
            room--;
            IOException e = failure;
            failure = null;
            if (e != null) {
                throw e;
            }
            sent.add(StandardCharsets.UTF_8.decode(datagram).toString());
            return true;
        }

        @Override
        public Future<Void> writable() {
            waiting = EventLoop.running().createFuture();
            return waiting;
        }

        @Override
        public SocketAddress receive(ByteBuffer into) {
            return flooded ? PEER : null;
        }

        @Override
        public Future<Void> readable() {
            RuntimeException e = waitFailure;
            waitFailure = null;
            if (e != null) {
                throw e;
            }
            return EventLoop.running().createFuture();
        }

        @Override
        public SocketAddress localAddress() {
            return at("127.0.0.1", 8);
        }

        @Override
        public SocketAddress remoteAddress() {
            return PEER;
        }

        @Override
        public void close() {
            closed = true;
            if (waiting != null && !waiting.done()) {
                waiting.setException(new AsynchronousCloseException());
            }
        }

        @Override
        public DatagramTransport datagrams(SocketAddress local, SocketAddress remote, boolean broadcast,
                boolean reusePort) throws IOException {
            opened.add(remote);
            if (!openFailures.isEmpty()) {
                throw openFailures.removeFirst();
            }
            return this;
        }

        @Override
        public List<InetAddress> resolve(String host) {
            return List.of(InetAddress.ofLiteral("10.0.0.1"), InetAddress.ofLiteral("fd00::1"),
                    InetAddress.ofLiteral("10.0.0.2"));
        }

        @Override
        public Transport connect(SocketAddress remote, SocketAddress local) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Listener listen(SocketAddress address, ListenOptions options) {
            throw new UnsupportedOperationException();
        }
    }

    private interface Story {
        void tell(Scarce network, DatagramEndpoint endpoint) throws Exception;
    }

    private static void story(Story story) {
        virtually(() -> {
            var network = new Scarce();
            try (var _ = Network.CURRENT.set(network);
                    DatagramEndpoint endpoint = createDatagramEndpoint(null, at("127.0.0.1", 9))) {
                story.tell(network, endpoint);
            }
            assertThat(network.closed).isTrue();
        });
    }

    @Test // DGR-09, DGR-10, DGR-11
    void sendWaitsForRoom_inOrder_andKeepsNothingForLater() {
        story((network, endpoint) -> {
            byte[] array = bytes("a");
            var first = createTask(() -> endpoint.send(array));
            var second = createTask(() -> endpoint.send(bytes("b")));
            var third = createTask(() -> endpoint.send(bytes("c")));
            ticks(3);
            array[0] = 'X';
            second.cancel();
            network.room(1);
            first.await();
            assertThat(third.done()).isFalse();
            network.room(5);
            third.await();
            for (int i = 0; i < 4; i++) { // the account is even: there is room again
                endpoint.send(bytes("d"));
            }
            assertThat(network.sent).containsExactly("a", "c", "d", "d", "d", "d");
        });
    }

    @Test // DGR-17
    void closing_endsASendThatWaits() {
        story((network, endpoint) -> {
            var sending = createTask(() -> endpoint.send(bytes("a")));
            ticks(2);
            endpoint.close();
            assertThatThrownBy(sending::await).isInstanceOf(ClosedChannelException.class);
            assertThat(network.sent).isEmpty();
        });
    }

    @Test // DGR-16
    void aWaitThatCannotBegin_isForWhoeverReceives_andTheNextOneIsNotRefused() {
        story((network, endpoint) -> {
            network.waitFailure = new IllegalStateException("somebody else waits");
            assertThatThrownBy(endpoint::receive).hasMessage("somebody else waits");
            var receiving = createTask(endpoint::receive);
            ticks(2);
            assertThat(receiving.done()).isFalse();
            receiving.cancel();
        });
    }

    @Test // DGR-06, LOP-03
    void aFlood_doesNotKeepOthersFromRunning() {
        story((network, endpoint) -> {
            network.flooded = true;
            int[] others = {0};
            var other = createTask(() -> {
                while (true) {
                    sleep(Duration.ZERO);
                    others[0]++;
                }
            });
            for (int i = 0; i < 2000; i++) {
                endpoint.receive();
            }
            assertThat(others[0]).isGreaterThan(20);
            other.cancel();
        });
    }

    @Test // DGR-03
    void addresses_areTriedInTheirOrder_andTheFirstErrorIsTold() {
        story((network, _) -> {
            network.opened.clear();
            var somebody = InetSocketAddress.createUnresolved("somebody.example", 9);
            network.openFailures.addAll(List.of(new IOException("one"), new IOException("two")));
            createDatagramEndpoint(null, somebody).close();
            assertThat(network.opened)
                    .containsExactly(at("10.0.0.1", 9), at("fd00::1", 9), at("10.0.0.2", 9));

            network.opened.clear();
            network.openFailures.addAll(List.of(new IOException("one"), new IOException("two")));
            assertThatThrownBy(() -> createDatagramEndpoint(at("127.0.0.1", 0), somebody)).hasMessage("one");
            assertThat(network.opened).as("of one family").containsExactly(at("10.0.0.1", 9),
                    at("10.0.0.2", 9));
        });
    }

    @Test // DGR-13: the system tells it to the next one who sends
    void thatNobodyIsThere_isToldOnce_toWhoeverReceives_andTheDatagramIsSent() {
        story((network, endpoint) -> {
            network.room(5);
            network.failure = new PortUnreachableException("Connection refused");
            endpoint.send(bytes("a"));
            assertThat(network.sent).containsExactly("a");
            assertThat(endpoint.errors()).isEqualTo(1);
            assertThatThrownBy(endpoint::receive).isInstanceOf(PortUnreachableException.class);
            var receiving = createTask(endpoint::receive);
            ticks(2);
            assertThat(receiving.done()).isFalse();
            network.failure = new PortUnreachableException("Connection refused");
            endpoint.send(bytes("b"));
            assertThatThrownBy(receiving::await).isInstanceOf(PortUnreachableException.class);
            assertThat(network.sent).containsExactly("a", "b");
        });
    }

    @Test // DGR-14
    void anErrorAfterAWait_costsThatDatagramOnly() {
        story((network, endpoint) -> {
            var first = createTask(() -> endpoint.send(bytes("a")));
            var second = createTask(() -> endpoint.send(bytes("b")));
            ticks(3);
            network.failure = new IOException("no");
            network.room(2);
            assertThatThrownBy(first::await).hasMessage("no");
            second.await();
            assertThat(network.sent).containsExactly("b");
        });
    }
}
