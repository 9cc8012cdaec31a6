package io.asyncio4j.net.tests.datagram;

import static io.asyncio4j.Asyncio.createTask;
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
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
        IOException failure;
        final List<String> sent = new ArrayList<>();
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
            return null;
        }

        @Override
        public Future<Void> readable() {
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
        }

        @Override
        public DatagramTransport datagrams(SocketAddress local, SocketAddress remote, boolean broadcast,
                boolean reusePort) {
            return this;
        }

        @Override
        public List<InetAddress> resolve(String host) {
            throw new UnsupportedOperationException();
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
