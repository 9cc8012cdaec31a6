package io.asyncio4j.net.tests.datagram;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.net.Datagram;
import io.asyncio4j.net.DatagramEndpoint;
import io.asyncio4j.net.Net;
import io.asyncio4j.net.Sockets;
import io.asyncio4j.net.tests.kit.OverflowSweep;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Datagrams, and channels of the program's own, where the stack overflows within their operations: at each frame in turn. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OverflowSweepDatagramsTest {

    private static final int ROUNDS = 20;
    private static final int HOT = 3_000; // compiled, then
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private interface Story {
        void tell(DatagramEndpoint here, DatagramEndpoint there) throws Exception;
    }

    private static void rounds(Story story) {
        Asyncio.run(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                timeout(PATIENCE, () -> {
                    try (var there = Net.createDatagramEndpoint(at("127.0.0.1", 0), null);
                            var here = Net.createDatagramEndpoint(at("127.0.0.1", 0), null)) {
                        story.tell(here, there);
                    }
                });
            }
        });
    }

    @Test
    void eachDatagram_isSentOnce_andReceivedOnce() {
        sendAndReceive();
    }

    private static void sendAndReceive() {
        rounds((here, there) -> {
            SocketAddress address = there.localAddress();
            for (int i = 0; i < 10; i++) {
                byte[] data = bytes("datagram " + i);
                OverflowSweep.of(() -> here.send(data, address));
                Datagram[] got = new Datagram[1];
                if (i % 2 == 0) {
                    OverflowSweep.of(() -> got[0] = there.receive());
                } else {
                    while (got[0] == null) {
                        OverflowSweep.of(() -> got[0] = there.receiveNowait());
                    }
                }
                assertThat(text(got[0].data())).isEqualTo("datagram " + i);
            }
            ticks(2);
            assertThat(there.receiveNowait()).isNull();
        });
    }

    @Test
    void eachDatagram_isSentOnce_byCompiledCode() {
        Asyncio.run(() -> {
            try (var there = Net.createDatagramEndpoint(at("127.0.0.1", 0), null);
                    var here = Net.createDatagramEndpoint(at("127.0.0.1", 0), null)) {
                for (int i = 0; i < HOT; i++) {
                    here.send(bytes("hot"), there.localAddress());
                    there.receive();
                }
            }
        });
        sendAndReceive();
    }

    @Test
    void waitingForADatagram_losesNone() {
        rounds((here, there) -> {
            SocketAddress address = there.localAddress();
            int[] sent = new int[1];
            Task<?> sending = createTask(() -> {
                while (true) {
                    Asyncio.sleep(Duration.ofMillis(1));
                    here.send(bytes("datagram " + sent[0]++), address);
                }
            });
            for (int i = 0; i < 5; i++) {
                Datagram[] got = new Datagram[1];
                OverflowSweep.of(() -> got[0] = there.receive());
                assertThat(text(got[0].data())).isEqualTo("datagram " + i);
            }
            sending.cancel();
        });
    }

    @Test
    void closing_wakesWhoReceives() {
        rounds((_, there) -> {
            Task<?> receiving = createTask(there::receive);
            ticks(2);
            OverflowSweep.of(there::close);
            assertThat(there.isClosed()).isTrue();
            assertThatThrownBy(receiving::await).isInstanceOf(ClosedChannelException.class);
        });
    }

    @Test
    void channels_areReadAndWrittenOnce_howeverTheWaitBegins() {
        Asyncio.run(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                timeout(PATIENCE, () -> {
                    Pipe pipe = Pipe.open();
                    try (var source = pipe.source(); var sink = pipe.sink()) {
                        source.configureBlocking(false);
                        sink.configureBlocking(false);
                        Task<?> writing = createTask(() -> {
                            Asyncio.sleep(Duration.ofMillis(3));
                            Sockets.sendAll(sink, ByteBuffer.wrap(bytes("late")));
                        });
                        ByteBuffer into = ByteBuffer.allocate(10);
                        OverflowSweep.of(() -> Sockets.receive(source, into));
                        assertThat(text(into.flip().array()).trim().replace("\0", "")).isEqualTo("late");
                        writing.await();
                        ByteBuffer data = ByteBuffer.wrap(bytes("now"));
                        OverflowSweep.of(() -> Sockets.sendAll(sink, data));
                        OverflowSweep.of(() -> Sockets.receive(source, into.clear()));
                        assertThat(into.position()).isEqualTo(3);
                    }
                });
            }
        });
    }

    @Test
    void datagramsOfChannels_areSentAndReceivedOnce() {
        Asyncio.run(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                timeout(PATIENCE, () -> {
                    try (var here = DatagramChannel.open(); var there = DatagramChannel.open()) {
                        here.configureBlocking(false);
                        there.configureBlocking(false);
                        there.bind(at("127.0.0.1", 0));
                        SocketAddress address = there.getLocalAddress();
                        ByteBuffer data = ByteBuffer.wrap(bytes("one"));
                        OverflowSweep.of(() -> Sockets.sendTo(here, data, address));
                        ByteBuffer into = ByteBuffer.allocate(10);
                        OverflowSweep.of(() -> Sockets.receiveFrom(there, into));
                        assertThat(into.position()).isEqualTo(3);
                        assertThat(there.receive(into)).isNull();
                    }
                });
            }
        });
    }
}
