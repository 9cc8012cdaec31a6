package io.asyncio4j.net.tests.lowlevel;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.Sockets;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SocketsTest {

    private interface Story {
        void tell(SocketChannel left, SocketChannel right) throws Exception;
    }

    private static void story(Story story) {
        run(() -> {
            try (var server = ServerSocketChannel.open().bind(at("127.0.0.1", 0));
                    var left = SocketChannel.open()) {
                server.configureBlocking(false);
                left.configureBlocking(false);
                var accepting = createTask(() -> Sockets.accept(server));
                Sockets.connect(left, server.getLocalAddress());
                try (SocketChannel right = accepting.await()) {
                    story.tell(left, right);
                }
            }
        });
    }

    private static String receive(SocketChannel channel, int most) throws IOException {
        var buffer = ByteBuffer.allocate(most);
        int count = Sockets.receive(channel, buffer);
        return count < 0 ? "end" : text(Arrays.copyOf(buffer.array(), count));
    }

    @Test // SCK-01, SCK-03, SCK-12
    void operations_areTriedFirst_andWaitWhenTheyWouldBlock() {
        story((left, right) -> {
            assertThat(right.isBlocking()).isFalse();
            var reading = createTask(() -> receive(right, 10));
            ticks(1);
            Sockets.sendAll(left, ByteBuffer.wrap(bytes("hello")));
            assertThat(reading.await()).isEqualTo("hello");
            left.close();
            assertThat(receive(right, 10)).isEqualTo("end");
        });
    }

    @Test // SCK-04, SCK-09
    void muchInBothDirections_atTheSameTime() {
        story((left, right) -> {
            byte[] much = new byte[5_000_000];
            var sending = createTask(() -> Sockets.sendAll(left, ByteBuffer.wrap(much)));
            var back = createTask(() -> Sockets.sendAll(right, ByteBuffer.wrap(much)));
            var there = createTask(() -> count(right, much.length));
            assertThat(count(left, much.length)).isEqualTo(much.length);
            assertThat(there.await()).isEqualTo(much.length);
            sending.await();
            back.await();
        });
    }

    private static int count(SocketChannel channel, int expected) throws IOException {
        var buffer = ByteBuffer.allocate(100_000);
        int total = 0;
        while (total < expected) {
            total += Sockets.receive(channel, buffer.clear());
        }
        return total;
    }

    @Test // SCK-02
    void aBlockingChannel_isRefused() {
        run(() -> {
            try (var blocking = SocketChannel.open()) {
                assertThatThrownBy(() -> Sockets.receive(blocking, ByteBuffer.allocate(1)))
                        .isInstanceOf(IllegalBlockingModeException.class);
            }
        });
    }

    @Test // SCK-05, SCK-06
    void aCancelledOperation_consumesNothing_wheneverTheCancelComes() {
        story((left, right) -> {
            for (int ticks = 0; ticks < 6; ticks++) {
                var reading = createTask(() -> receive(right, 10));
                ticks(1);
                Sockets.sendAll(left, ByteBuffer.wrap(bytes("x")));
                ticks(ticks);
                if (reading.cancel()) {
                    var again = createTask(() -> receive(right, 10)); // in the same tick
                    assertThatThrownBy(reading::await).isInstanceOf(CancelledError.class);
                    assertThat(again.await()).isEqualTo("x");
                }
            }
        });
    }

    @Test // SCK-07
    void aCancelledSend_tellsHowMuchWasSent() {
        story((left, right) -> {
            var data = ByteBuffer.allocate(20_000_000);
            var sending = createTask(() -> Sockets.sendAll(left, data));
            Asyncio.sleep(ms(20));
            sending.cancel();
            assertThatThrownBy(sending::await).isInstanceOf(CancelledError.class);
            assertThat(data.position()).isPositive().isLessThan(data.limit());
            assertThat(count(right, data.position())).isEqualTo(data.position());
        });
    }

    @Test // SCK-08
    void aSecondReceiver_isRefused() {
        story((left, right) -> {
            var reading = createTask(() -> receive(right, 10));
            ticks(1);
            assertThatThrownBy(() -> receive(right, 10)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("already waited for by");
            Sockets.sendAll(left, ByteBuffer.wrap(bytes("x")));
            assertThat(reading.await()).isEqualTo("x");
        });
    }

    @Test // SCK-10
    void aRefusedConnect_namesTheAddress() {
        run(() -> {
            int port;
            try (var server = ServerSocketChannel.open().bind(at("127.0.0.1", 0))) {
                port = server.socket().getLocalPort();
            }
            var channel = SocketChannel.open();
            channel.configureBlocking(false);
            assertThatThrownBy(() -> Sockets.connect(channel, at("127.0.0.1", port)))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("Connect call failed (127.0.0.1:" + port + ")");
            assertThat(channel.isOpen()).isFalse();
        });
    }

    @Test // SCK-10
    void anAddressThatIsNotResolved_isResolved_withoutHoldingTheLoop() {
        run(() -> {
            try (var server = ServerSocketChannel.open().bind(at("127.0.0.1", 0));
                    var channel = SocketChannel.open(StandardProtocolFamily.INET)) {
                channel.configureBlocking(false);
                Sockets.connect(channel,
                        InetSocketAddress.createUnresolved("localhost", server.socket().getLocalPort()));
                assertThat(channel.isConnected()).isTrue();
            }
            var lost = SocketChannel.open();
            lost.configureBlocking(false);
            assertThatThrownBy(
                    () -> Sockets.connect(lost,
                            InetSocketAddress.createUnresolved("no-such-host.invalid", 1)))
                    .isInstanceOf(UnknownHostException.class).hasMessageContaining("no-such-host.invalid");
            assertThat(lost.isOpen()).isFalse();
        });
    }

    @Test // SCK-12
    void aCancelledAccept_losesNoConnection() {
        run(() -> {
            try (var server = ServerSocketChannel.open().bind(at("127.0.0.1", 0))) {
                server.configureBlocking(false);
                for (int ticks = 0; ticks < 4; ticks++) {
                    var accepting = createTask(() -> Sockets.accept(server));
                    ticks(1);
                    try (var client = SocketChannel.open(server.getLocalAddress())) {
                        ticks(ticks);
                        if (accepting.cancel()) {
                            assertThatThrownBy(accepting::await).isInstanceOf(CancelledError.class);
                            Sockets.accept(server).close();
                        } else {
                            accepting.result().close();
                        }
                        assertThat(client.isConnected()).isTrue();
                    }
                }
            }
        });
    }

    @Test // SCK-13
    void aSocketOfAStream_isNotForOthers() {
        run(() -> {
            try (Server server = startServer((reader, writer) -> reader.read(), "127.0.0.1", 0)) {
                var channel = SocketChannel.open(at("127.0.0.1", server.port()));
                try (var mine = io.asyncio4j.net.Net.openConnection(channel,
                        io.asyncio4j.net.ConnectOptions.DEFAULT)) {
                    assertThatThrownBy(() -> Sockets.receive(channel, ByteBuffer.allocate(1)))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("used by the connection");
                    assertThat(mine.writer().isClosing()).isFalse();
                }
            }
        });
    }

    @Test // SCK-14
    void datagrams_canBeSentAndReceived() {
        run(() -> {
            try (var left = DatagramChannel.open().bind(at("127.0.0.1", 0));
                    var right = DatagramChannel.open().bind(at("127.0.0.1", 0))) {
                left.configureBlocking(false);
                right.configureBlocking(false);
                var buffer = ByteBuffer.allocate(10);
                var receiving = createTask(() -> Sockets.receiveFrom(right, buffer));
                ticks(1);
                assertThat(Sockets.sendTo(left, ByteBuffer.wrap(bytes("abc")), right.getLocalAddress()))
                        .isEqualTo(3);
                assertThat(receiving.await()).isEqualTo(left.getLocalAddress());
                assertThat(buffer.position()).isEqualTo(3);
            }
        });
    }

    @Test // PIP-01
    void pipes_workToo() {
        run(() -> {
            Pipe pipe = Pipe.open();
            var sink = pipe.sink();
            try (var source = pipe.source()) {
                source.configureBlocking(false);
                sink.configureBlocking(false);
                var sending = createTask(() -> {
                    Sockets.sendAll(sink, ByteBuffer.allocate(1_000_000));
                    sink.close();
                });
                var buffer = ByteBuffer.allocate(100_000);
                int total = 0;
                for (int count = 0; count >= 0; count = Sockets.receive(source, buffer.clear())) {
                    total += count;
                }
                assertThat(total).isEqualTo(1_000_000);
                sending.await();
            }
        });
    }

    @Test // SND-01, SND-03, SND-08
    void sendFile_sendsAFileOrAPart(@TempDir Path folder) {
        story((left, right) -> {
            byte[] content = new byte[3_000_000];
            Path path = Files.write(folder.resolve("file"), content);
            try (FileChannel file = FileChannel.open(path)) {
                var sending = createTask(() -> Sockets.sendFile(left, file, 0, null));
                assertThat(count(right, content.length)).isEqualTo(content.length);
                assertThat(sending.await()).isEqualTo(content.length);
                assertThat(file.position()).isEqualTo(content.length);
                assertThat(Sockets.sendFile(left, file, 100, 50L)).isEqualTo(50);
                assertThat(file.position()).isEqualTo(150);
                assertThat(Sockets.sendFile(left, file, content.length, null)).isZero();
                assertThat(Sockets.sendFile(left, file, content.length - 7, Long.MAX_VALUE)).isEqualTo(7);
                assertThatThrownBy(() -> Sockets.sendFile(left, file, -1, null))
                        .hasMessage("offset must be a non-negative integer (got -1)");
                assertThatThrownBy(() -> Sockets.sendFile(left, file, 0, 0L))
                        .hasMessage("count must be a positive integer (got 0)");
            }
        });
    }

    @Test // SND-03, SND-06
    void aCancelledSendFile_leavesThePositionBehindWhatWasSent(@TempDir Path folder) {
        story((left, right) -> {
            Path path = Files.write(folder.resolve("file"), new byte[30_000_000]);
            try (FileChannel file = FileChannel.open(path)) {
                var sending = createTask(() -> Sockets.sendFile(left, file, 0, null));
                Asyncio.sleep(ms(20));
                sending.cancel();
                assertThatThrownBy(sending::await).isInstanceOf(CancelledError.class);
                int sent = (int) file.position();
                assertThat(sent).isPositive().isLessThan(30_000_000);
                assertThat(count(right, sent)).isEqualTo(sent);
                right.close();
                assertThatThrownBy(() -> {
                    while (true) {
                        Sockets.sendFile(left, file, 0, null);
                    }
                }).isInstanceOf(IOException.class);
            }
        });
    }
}
