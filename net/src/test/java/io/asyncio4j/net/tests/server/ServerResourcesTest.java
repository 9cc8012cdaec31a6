package io.asyncio4j.net.tests.server;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static io.asyncio4j.net.tests.kit.Loops.virtually;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.internal.stream.MemoryTransport;
import io.asyncio4j.net.spi.DatagramTransport;
import io.asyncio4j.net.spi.ListenOptions;
import io.asyncio4j.net.spi.Listener;
import io.asyncio4j.net.spi.Network;
import io.asyncio4j.net.spi.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server does when the system has no room for another connection; on virtual time, without a system. */
@Timeout(30)
class ServerResourcesTest {

    /** A listener whose clients wait, and that fails as a test wants it to. */
    private static final class Scarce implements Listener, Network {
        int waiting;
        String failure = "";
        int attempts;
        boolean closed;
        private Promise<Void> promise;

        void arrive(int clients) {
            waiting += clients;
            if (promise != null && !promise.done()) {
                promise.setResult(null);
            }
        }

        @Override
        public Transport accept() throws IOException {
            attempts++;
            if (waiting == 0) {
                return null;
            }
            if (!failure.isEmpty()) {
                throw new IOException(failure);
            }
            waiting--;
            return MemoryTransport.pair(EventLoop.running(), 100)[1];
        }

        @Override
        public Future<Void> acceptable() {
            promise = EventLoop.running().createFuture();
            if (waiting > 0) {
                promise.setResult(null);
            }
            return promise;
        }

        @Override
        public SocketAddress localAddress() {
            return at("127.0.0.1", 1);
        }

        @Override
        public void close() {
            closed = true;
            if (promise != null && !promise.done()) {
                promise.setException(new AsynchronousCloseException());
            }
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
            return this;
        }

        @Override
        public DatagramTransport datagrams(SocketAddress local, SocketAddress remote, boolean broadcast,
                boolean reusePort) {
            throw new UnsupportedOperationException();
        }
    }

    private interface Story {
        void tell(Scarce listener, Server server, List<String> reports) throws Exception;
    }

    private static void story(Story story) {
        virtually(() -> {
            var listener = new Scarce();
            List<String> messages = new ArrayList<>();
            EventLoop.running()
                    .setExceptionHandler((loop, context) -> messages.add((String) context.get("message")));
            try (var _ = Network.CURRENT.set(listener)) {
                Server server = startServer((reader, writer) -> reader.read(), "127.0.0.1", 1,
                        ServerOptions.DEFAULT.withBacklog(7));
                story.tell(listener, server, messages);
                server.close();
                server.abortClients();
                server.waitClosed();
            }
        });
    }

    @Test // SRV-34, SRV-35
    void withoutDescriptors_itPausesForASecond_andReportsOnce() {
        story((listener, server, reports) -> {
            listener.failure = "Too many open files";
            listener.arrive(3);
            sleep(ms(900));
            assertThat(reports).containsExactly("socket.accept() out of system resource");
            assertThat(listener.attempts).isLessThanOrEqualTo(2);
            listener.failure = "";
            sleep(ms(200));
            assertThat(server.connections()).isEqualTo(3);
            assertThat(reports).hasSize(1);
        });
    }

    @Test // SRV-36
    void closingDuringThePause_endsIt() {
        story((listener, server, reports) -> {
            listener.failure = "Too many open files";
            listener.arrive(1);
            sleep(ms(100));
            server.close();
            sleep(ms(1));
            assertThat(Asyncio.allTasks()).hasSize(1);
            assertThat(listener.closed).isTrue();
            sleep(ms(5000));
            assertThat(reports).hasSize(1);
        });
    }

    @Test // SRV-37
    void anotherError_isReported_andTheListenerStays() {
        story((listener, server, reports) -> {
            listener.failure = "Something else";
            listener.arrive(1);
            sleep(ms(0));
            sleep(ms(0));
            listener.failure = "";
            sleep(ms(10));
            assertThat(server.connections()).isEqualTo(1);
            assertThat(reports).isNotEmpty()
                    .allMatch(message -> message.contains("could not be accepted at 127.0.0.1:1"));
        });
    }

    @Test // SRV-37: nothing would be gained by trying as fast as it goes
    void anErrorThatDoesNotPass_isTriedOnceASecond() {
        story((listener, server, reports) -> {
            listener.failure = "Operation not permitted";
            listener.arrive(2);
            sleep(ms(3500));
            assertThat(reports).hasSizeBetween(10, 14);
            listener.failure = "";
            sleep(ms(1100));
            assertThat(server.connections()).isEqualTo(2);
            listener.failure = "Operation not permitted";
            listener.arrive(1);
            ticks(3);
            listener.failure = "";
            ticks(5);
            assertThat(server.connections()).as("a fresh error does not delay anybody").isEqualTo(3);
        });
    }

    @Test // SRV-32
    void aFlood_isAcceptedInPortions() {
        story((listener, server, reports) -> {
            listener.arrive(20);
            int most = 0;
            for (int i = 0; i < 30; i++) {
                int before = server.connections();
                sleep(ms(0));
                most = Math.max(most, server.connections() - before);
            }
            assertThat(server.connections()).isEqualTo(20);
            assertThat(most).isEqualTo(7);
        });
    }
}
