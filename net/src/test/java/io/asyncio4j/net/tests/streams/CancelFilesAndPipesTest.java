package io.asyncio4j.net.tests.streams;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.net.Net.connectReadPipe;
import static io.asyncio4j.net.Net.connectWritePipe;
import static io.asyncio4j.net.Net.createDatagramEndpoint;
import static io.asyncio4j.net.Net.memoryPair;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.Net.startUnixServer;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.process.Processes.createSubprocessExec;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ConnectionHandler;
import io.asyncio4j.net.MemoryPair;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.spi.DatagramTransport;
import io.asyncio4j.net.spi.Network;
import io.asyncio4j.net.tests.kit.CancelEverywhere;
import io.asyncio4j.process.Process;
import io.asyncio4j.process.ProcessOptions;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As {@link CancelOperationsTest}: servers that start, files, pipes, signals, datagrams that wait for room. */
@Timeout(300)
class CancelFilesAndPipesTest {

    private static final ConnectionHandler SINK = (reader, writer) -> reader.read();

    @Test // SRV-23, SRV-28, UNX-08
    void serversThatStart(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("socket");
        CancelEverywhere.run(() -> {
            try (Server byName = startServer(SINK, "localhost", 0);
                    Server atSeveral =
                            startServer(SINK, List.of("localhost", "127.0.0.2"), 0, ServerOptions.DEFAULT);
                    Server unix = startUnixServer(SINK, path)) {
                assertThat(List.of(byName, atSeveral, unix)).allMatch(Server::isServing);
            }
        });
        assertThat(path).doesNotExist();
    }

    @Test // SND-03: a file over a socket, by the system, and in memory, by way of the writer's buffer
    void sendFile(@TempDir Path folder) throws Exception {
        byte[] content = new byte[6_000_000];
        new Random(1).nextBytes(content);
        Path path = Files.write(folder.resolve("file"), content);
        CancelEverywhere.run(() -> {
            Promise<byte[]> received = EventLoop.running().createFuture();
            try (FileChannel file = FileChannel.open(path);
                    Server server =
                            startServer((reader, writer) -> received.setResult(reader.read()), "127.0.0.1",
                                    0)) {
                send(openConnection("127.0.0.1", server.port()), file, received, content);
            }
        });
        CancelEverywhere.run(() -> {
            try (FileChannel file = FileChannel.open(path); MemoryPair pair = memoryPair(100_000, 65536)) {
                send(pair.left(), file, createTask(() -> pair.right().reader().read()), content);
            }
        });
    }

    private static void send(Connection from, FileChannel file, Future<byte[]> received, byte[] content)
            throws Exception {
        try (from) {
            from.writer().sendFile(file, 0, null);
        } finally {
            byte[] heard = shield(received).await();
            assertThat(heard).isEqualTo(Arrays.copyOf(content, (int) file.position()));
        }
    }

    @Test // PIP-11, STR-28, STR-30
    void aPipeThatIsRead_lineByLine() throws Exception {
        byte[] all = bytes("one\ntwo\nthree\n");
        CancelEverywhere.run(() -> {
            Pipe pipe = Pipe.open();
            var heard = new StringBuilder();
            try (Connection in = connectReadPipe(Channels.newInputStream(pipe.source()))) {
                var sending = createTask(() -> {
                    for (byte each : all) {
                        pipe.sink().write(ByteBuffer.wrap(new byte[] {each}));
                        Asyncio.sleep(Duration.ZERO);
                    }
                    pipe.sink().close();
                });
                try {
                    for (byte[] line : in.reader().lines()) {
                        heard.append(text(line));
                    }
                } catch (CancelledError e) {
                    heard.append(text(shield(createTask(() -> in.reader().read())).await()));
                    throw e;
                } finally {
                    shield(sending).await();
                    assertThat(heard.toString()).isEqualTo(text(all));
                }
            }
        });
    }

    @Test // PIP-05, PIP-07, STW-25
    void aPipeThatIsWritten() throws Exception {
        CancelEverywhere.run(() -> {
            Pipe pipe = Pipe.open();
            Connection out = connectWritePipe(Channels.newOutputStream(pipe.sink()));
            var receiving = createTask(() -> {
                try (var source = Channels.newInputStream(pipe.source())) {
                    return Asyncio.toThread(() -> source.readAllBytes().length);
                }
            });
            int written = 0;
            try {
                for (int i = 0; i < 5; i++) {
                    out.writer().write(new byte[90_000]);
                    written += 90_000;
                    out.writer().drain();
                }
                out.writer().close();
                out.writer().waitClosed();
            } finally {
                out.writer().close();
                assertThat(shield(receiving).await()).isEqualTo(written);
            }
        });
    }

    @Test // SUB-23: another process sends it
    void aSignal() throws Exception {
        CancelEverywhere.run(() -> {
            try (Process cat = createSubprocessExec(ProcessOptions.PIPES, "cat")) {
                cat.sendSignal(10);
                assertThat(cat.waitFor()).isEqualTo(-10);
            }
        });
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test // DGR-18
    void anEndpointWhoseAddressesAreResolved() throws Exception {
        CancelEverywhere.run(() -> {
            try (var server = createDatagramEndpoint(InetSocketAddress.createUnresolved("localhost", 0), null,
                    DatagramOptions.DEFAULT.withReusePort());
                    var client = createDatagramEndpoint(null, InetSocketAddress.createUnresolved("localhost",
                            ((InetSocketAddress) server.localAddress()).getPort()))) {
                client.send(bytes("x"));
                assertThat(server.receive().data()).hasSize(1);
            }
        });
    }

    /** A datagram socket that has room for one datagram in each tick. */
    private static final class Narrow implements DatagramTransport {
        final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private boolean room = true;

        @Override
        public SocketAddress receive(ByteBuffer into) {
            return null;
        }

        @Override
        public boolean send(ByteBuffer datagram, SocketAddress to) {
            boolean sends = room;
            if (sends) {
                sent.write(datagram.get());
            }
            room = false;
            return sends;
        }

        @Override
        public Future<Void> readable() {
            return EventLoop.running().createFuture();
        }

        @Override
        public Future<Void> writable() {
            Promise<Void> promise = EventLoop.running().createFuture();
            EventLoop.running().callSoon(() -> {
                room = true;
                if (!promise.done()) {
                    promise.setResult(null);
                }
            });
            return promise;
        }

        @Override
        public SocketAddress localAddress() {
            return at("127.0.0.1", 1);
        }

        @Override
        public SocketAddress remoteAddress() {
            return at("127.0.0.1", 2);
        }

        @Override
        public void close() {}
    }

    @Test // DGR-09: a cancelled send is not sent, and holds up nobody
    void datagramsThatWaitForRoom() throws Exception {
        CancelEverywhere.run(() -> {
            var socket = new Narrow();
            var network = (Network) Proxy.newProxyInstance(Network.class.getClassLoader(),
                    new Class<?>[] {Network.class}, (proxy, method, arguments) -> socket);
            try (var _ = Network.CURRENT.set(network);
                    var endpoint = createDatagramEndpoint(null, at("127.0.0.1", 2))) {
                var expected = new StringBuilder();
                var other = createTask(() -> endpoint.send(bytes("!")));
                try {
                    for (char each : "abcde".toCharArray()) {
                        endpoint.send(bytes(String.valueOf(each)));
                        expected.append(each);
                    }
                } finally {
                    shield(other).await();
                    shield(createTask(() -> endpoint.send(bytes("z")))).await();
                    assertThat(text(socket.sent.toByteArray()).replace("!", "")).isEqualTo(expected + "z");
                    assertThat(text(socket.sent.toByteArray())).containsOnlyOnce("!");
                }
            }
        });
    }
}
