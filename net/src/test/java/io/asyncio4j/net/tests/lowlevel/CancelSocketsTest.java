package io.asyncio4j.net.tests.lowlevel;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.net.Sockets;
import io.asyncio4j.net.tests.kit.CancelEverywhere;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each operation on channels, cancelled at each await in turn: no byte, datagram or connection is lost. */
@Timeout(300)
class CancelSocketsTest {

    private interface Story {
        void tell(SocketChannel left, SocketChannel right) throws Exception;
    }

    /** Tells {@code story} of two connected channels, cancelled at each await. */
    private static void everywhere(Story story) throws Exception {
        CancelEverywhere.run(() -> {
            try (var server = ServerSocketChannel.open().bind(at("127.0.0.1", 0));
                    var left = SocketChannel.open(server.getLocalAddress());
                    SocketChannel right = server.accept()) {
                left.configureBlocking(false);
                right.configureBlocking(false);
                story.tell(left, right);
            }
        });
    }

    private static byte[] toTheEnd(SocketChannel channel) throws IOException {
        var all = new ByteArrayOutputStream();
        var buffer = ByteBuffer.allocate(100_000);
        for (int count; (count = Sockets.receive(channel, buffer.clear())) >= 0;) {
            all.write(buffer.array(), 0, count);
        }
        return all.toByteArray();
    }

    @Test // SCK-05, SCK-06
    void receive() throws Exception {
        byte[] all = bytes("what is sent byte by byte");
        everywhere((left, right) -> {
            var sending = createTask(() -> {
                for (byte each : all) {
                    Sockets.sendAll(left, ByteBuffer.wrap(new byte[] {each}));
                    Asyncio.sleep(Duration.ZERO);
                }
                left.shutdownOutput();
            });
            var heard = new ByteArrayOutputStream();
            var buffer = ByteBuffer.allocate(3);
            try {
                for (int count; (count = Sockets.receive(right, buffer.clear())) >= 0;) {
                    heard.write(buffer.array(), 0, count);
                }
            } catch (CancelledError e) {
                heard.writeBytes(shield(createTask(() -> toTheEnd(right))).await());
                throw e;
            } finally {
                shield(sending).await();
                assertThat(text(heard.toByteArray())).isEqualTo(text(all));
            }
        });
    }

    @Test // SCK-07: what is behind the position was sent, the rest never is
    void sendAll() throws Exception {
        everywhere((left, right) -> {
            var receiving = createTask(() -> toTheEnd(right));
            var data = ByteBuffer.allocate(8_000_000);
            new Random(1).nextBytes(data.array());
            try {
                Sockets.sendAll(left, data);
            } finally {
                left.shutdownOutput();
                byte[] heard = shield(receiving).await();
                assertThat(heard).isEqualTo(Arrays.copyOf(data.array(), data.position()));
            }
        });
    }

    @Test // SCK-12
    void accept() throws Exception {
        CancelEverywhere.run(() -> {
            List<SocketChannel> all = new ArrayList<>();
            try (var server = ServerSocketChannel.open().bind(at("127.0.0.1", 0))) {
                server.configureBlocking(false);
                var connecting = createTask(() -> {
                    for (int i = 0; i < 3; i++) {
                        Asyncio.sleep(Duration.ofMillis(1));
                        var client = SocketChannel.open(server.getLocalAddress());
                        all.add(client);
                        client.write(ByteBuffer.wrap(new byte[] {(byte) ('a' + i)}));
                    }
                });
                var accepted = new StringBuilder();
                try {
                    acceptUntilThree(server, accepted);
                } catch (CancelledError e) {
                    shield(createTask(() -> acceptUntilThree(server, accepted))).await();
                    throw e;
                } finally {
                    shield(connecting).await();
                    assertThat(accepted.chars().sorted().toArray()).containsExactly('a', 'b', 'c');
                }
            } finally {
                for (SocketChannel each : all) {
                    each.close();
                }
            }
        });
    }

    private static void acceptUntilThree(ServerSocketChannel server, StringBuilder accepted)
            throws IOException {
        while (accepted.length() < 3) {
            try (SocketChannel channel = Sockets.accept(server)) {
                channel.configureBlocking(true); // its byte is there, or about to be
                var buffer = ByteBuffer.allocate(1);
                channel.read(buffer);
                accepted.append((char) buffer.get(0));
            }
        }
    }

    @Test // SCK-10, SCK-11
    void connect() throws Exception {
        CancelEverywhere.run(() -> {
            try (var server = ServerSocketChannel.open().bind(at("127.0.0.1", 0));
                    var channel = SocketChannel.open()) {
                channel.configureBlocking(false);
                boolean connected = false;
                try {
                    Sockets.connect(channel,
                            InetSocketAddress.createUnresolved("localhost", server.socket().getLocalPort()));
                    connected = true;
                } finally {
                    assertThat(channel.isOpen()).isEqualTo(connected);
                }
                Sockets.sendAll(channel, ByteBuffer.wrap(bytes("x")));
            }
        });
    }

    @Test // SCK-06, SCK-14
    void receiveFrom_andSendTo() throws Exception {
        CancelEverywhere.run(() -> {
            try (var left = DatagramChannel.open().bind(at("127.0.0.1", 0));
                    var right = DatagramChannel.open().bind(at("127.0.0.1", 0))) {
                left.configureBlocking(false);
                right.configureBlocking(false);
                var sending = createTask(() -> {
                    for (char each : "abcde".toCharArray()) {
                        Sockets.sendTo(left, ByteBuffer.wrap(new byte[] {(byte) each}),
                                right.getLocalAddress());
                        Asyncio.sleep(Duration.ZERO);
                    }
                });
                var heard = new StringBuilder();
                try {
                    receiveFive(right, heard);
                } catch (CancelledError e) {
                    shield(createTask(() -> receiveFive(right, heard))).await();
                    throw e;
                } finally {
                    shield(sending).await();
                    assertThat(heard.toString()).isEqualTo("abcde");
                }
            }
        });
    }

    private static void receiveFive(DatagramChannel channel, StringBuilder heard) throws IOException {
        var buffer = ByteBuffer.allocate(10);
        while (heard.length() < 5) {
            Sockets.receiveFrom(channel, buffer.clear());
            heard.append((char) buffer.get(0));
        }
    }

    @Test // SND-03
    void sendFile(@TempDir Path folder) throws Exception {
        byte[] content = new byte[8_000_000];
        new Random(1).nextBytes(content);
        Path path = Files.write(folder.resolve("file"), content);
        everywhere((left, right) -> {
            try (FileChannel file = FileChannel.open(path)) {
                var receiving = createTask(() -> toTheEnd(right));
                try {
                    Sockets.sendFile(left, file, 0, null);
                } finally {
                    left.shutdownOutput();
                    byte[] heard = shield(receiving).await();
                    assertThat(heard).isEqualTo(Arrays.copyOf(content, (int) file.position()));
                }
            }
        });
    }
}
