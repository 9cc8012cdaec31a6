package io.asyncio4j.net.tests.lowlevel;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.net.Sockets;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations on channels that the peer breaks off say with whom, what was tried, and what has happened. */
@Timeout(60)
class SocketErrorsTest {

    @TempDir static Path folder;

    /** Something that waits for the peer, and what its error says of it. */
    record Operation(String text, Waiting waiting) {
        interface Waiting {
            void on(SocketChannel channel) throws Exception;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    static Stream<Operation> operations() {
        return Stream.of(
                new Operation("receiving from", c -> Sockets.receive(c, ByteBuffer.allocate(10))),
                new Operation("sending to", c -> Sockets.sendAll(c, ByteBuffer.allocate(20_000_000))),
                new Operation("sending a file to", c -> {
                    Path file = Files.write(folder.resolve("file"), new byte[20_000_000]);
                    try (FileChannel content = FileChannel.open(file)) {
                        Sockets.sendFile(c, content, 0, null);
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aResetInTheMidst_namesThePeerAndTheOperation(Operation operation) {
        run(() -> {
            try (var listener = ServerSocketChannel.open().bind(at("127.0.0.1", 0));
                    var channel = SocketChannel.open(listener.getLocalAddress());
                    SocketChannel peer = listener.accept()) {
                channel.configureBlocking(false);
                var waiting = createTask(() -> operation.waiting().on(channel));
                sleep(ms(20));
                assertThat(waiting.done()).isFalse();
                reset(peer);
                Throwable e = catchThrowable(waiting::await);
                assertThat(e).isInstanceOf(IOException.class).hasMessageMatching(operation.text()
                        + " 127\\.0\\.0\\.1:" + listener.socket().getLocalPort()
                        + " failed: (Connection reset|Broken pipe).*");
                assertThat(e.getClass()).as("the JDK's type").isEqualTo(e.getCause().getClass());
            }
        });
    }

    private static void reset(SocketChannel peer) throws IOException {
        peer.setOption(StandardSocketOptions.SO_LINGER, 0);
        peer.close();
    }

    @Test
    void aUnixSocketsPeer_isNamedAsFarAsItHasAName() {
        run(() -> {
            var address = UnixDomainSocketAddress.of(folder.resolve("socket"));
            try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                    SocketChannel accepted = leftBehind(listener, address)) {
                accepted.configureBlocking(false);
                assertThatThrownBy(() -> Sockets.sendAll(accepted, ByteBuffer.allocate(10)))
                        .hasMessage("sending to a peer without a name failed: Broken pipe");
            }
            try (var second = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                second.configureBlocking(false);
                assertThatThrownBy(() -> Sockets.connect(second, address))
                        .hasMessageContaining(address.toString());
            }
        });
    }

    /** {@return a connection whose client has gone} */
    private static SocketChannel leftBehind(ServerSocketChannel listener, UnixDomainSocketAddress address)
            throws IOException {
        try (var client = SocketChannel.open(address)) {
            assertThat(client.isConnected()).isTrue();
            return listener.accept();
        }
    }

    @Test // DGR-13
    void datagrams_nameThePeer() {
        run(() -> {
            try (var channel = DatagramChannel.open().bind(at("127.0.0.1", 0))) {
                channel.configureBlocking(false);
                int port;
                try (var gone = DatagramChannel.open().bind(at("127.0.0.1", 0))) {
                    port = gone.socket().getLocalPort();
                }
                assertThatThrownBy(() -> Sockets.sendTo(channel, ByteBuffer.allocate(70_000),
                        at("127.0.0.1", port)))
                        .isExactlyInstanceOf(SocketException.class)
                        .hasMessage("sending to 127.0.0.1:" + port + " failed: Message too long");
                channel.connect(at("127.0.0.1", port));
                Sockets.sendTo(channel, ByteBuffer.wrap(bytes("x")), at("127.0.0.1", port));
                assertThatThrownBy(() -> Sockets.receiveFrom(channel, ByteBuffer.allocate(10)))
                        .isExactlyInstanceOf(PortUnreachableException.class)
                        .hasMessage("receiving from 127.0.0.1:" + port + " failed: nobody receives there");
            }
        });
    }

    @Test // what has no peer, and what its owner has closed, is the JDK's alone
    void aPipe_andAChannelThatIsClosedMeanwhile_haveTheJdksError() {
        run(() -> {
            Pipe pipe = Pipe.open();
            try (var sink = pipe.sink()) {
                sink.configureBlocking(false);
                pipe.source().close();
                assertThatThrownBy(() -> Sockets.sendAll(sink, ByteBuffer.allocate(10)))
                        .isExactlyInstanceOf(IOException.class).hasMessage("Broken pipe");
            }
            var listener = ServerSocketChannel.open().bind(at("127.0.0.1", 0));
            try (listener) {
                listener.configureBlocking(false);
                var accepting = createTask(() -> Sockets.accept(listener));
                ticks(2);
                listener.close();
                assertThat(catchThrowable(accepting::await)).isInstanceOf(ClosedChannelException.class);
            }
        });
    }
}
