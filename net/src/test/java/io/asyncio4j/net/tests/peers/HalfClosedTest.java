package io.asyncio4j.net.tests.peers;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.Server;
import io.asyncio4j.spi.LoopObserver;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that live long and are closed on one side first, as those of ssh are; blocking sockets at the other end. */
@Timeout(60)
class HalfClosedTest {

    private static final InetAddress HOST = InetAddress.getLoopbackAddress();

    @Test
    void aPeerThatHasSaidAll_goesOnHearing() {
        run(() -> {
            try (Server server = startServer((reader, writer) -> {
                byte[] all = reader.read(); // to the end of what it has to say
                for (int i = 0; i < 20; i++) {
                    writer.write(all.length + " " + i + "\n");
                    writer.drain();
                    sleep(ms(5));
                }
            }, "127.0.0.1", 0)) {
                int port = server.port();
                String heard = toThread(() -> {
                    try (var socket = new Socket(HOST, port)) {
                        socket.getOutputStream().write(new byte[100_000]);
                        socket.shutdownOutput();
                        return text(socket.getInputStream().readAllBytes());
                    }
                });
                assertThat(heard.lines()).hasSize(20).allMatch(line -> line.startsWith("100000 "));
            }
        });
    }

    @Test
    void weHaveSaidAll_andGoOnHearing() throws Exception {
        var heardAll = new CountDownLatch(1);
        try (var listening = new ServerSocket(0, 50, HOST)) {
            var peer = Thread.ofPlatform().start(() -> {
                try (Socket socket = listening.accept()) {
                    int length = socket.getInputStream().readAllBytes().length;
                    heardAll.countDown();
                    for (int i = 0; i < 20; i++) {
                        socket.getOutputStream().write(bytes(length + "\n"));
                        Thread.sleep(5);
                    }
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            run(() -> {
                try (Connection client = openConnection("127.0.0.1", listening.getLocalPort())) {
                    client.writer().write(new byte[200_000]);
                    client.writer().writeEof();
                    int lines = 0;
                    for (byte[] line : client.reader().lines()) {
                        assertThat(text(line)).isEqualTo("200000\n");
                        lines++;
                    }
                    assertThat(lines).isEqualTo(20);
                    assertThat(client.writer().isClosing()).isFalse();
                }
            });
            assertThat(heardAll.getCount()).isZero();
            peer.join();
        }
    }

    @Test
    void aHalfClosedConnectionThatIsIdle_letsTheLoopSleep() {
        run(() -> {
            try (Server server = startServer((reader, writer) -> {
                reader.read();
                sleep(ms(300)); // half-open, and nobody has anything to say
                writer.write("late\n");
            }, "127.0.0.1", 0)) {
                int port = server.port();
                var heard = createTask(() -> toThread(() -> {
                    try (var socket = new Socket(HOST, port)) {
                        socket.shutdownOutput();
                        return text(socket.getInputStream().readAllBytes());
                    }
                }));
                sleep(ms(50));
                int[] turns = {0};
                EventLoop.running().addObserver(new LoopObserver() {
                    @Override
                    public void turnBegins(int ready) {
                        turns[0]++;
                    }
                });
                sleep(ms(150));
                assertThat(turns[0]).isLessThan(20);
                assertThat(heard.await()).isEqualTo("late\n");
            }
        });
    }
}
