package io.asyncio4j.net.tests.tls;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.net.Net.memoryPair;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.TlsEcho.serverTls;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.MemoryPair;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.tests.kit.TestCertificates;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer that does not stop. */
@Timeout(60)
class TlsFloodTest {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    @Test // TLS-16, TLS-21, LOP-03
    void aPeerThatGoesOnSendingAfterOurClose_doesNotHoldTheLoop_andIsLeftInTime() throws Exception {
        SSLContext client = TestCertificates.client();
        run(() -> {
            try (Server server = startServer((reader, writer) -> {}, "127.0.0.1", 0,
                    ServerOptions.DEFAULT.withTls(serverTls().withShutdownTimeout(ms(500))))) {
                int port = server.port();
                var flood = Thread.ofPlatform().daemon().start(() -> flood(client, port));
                while (server.connections() == 0) {
                    sleep(ms(1));
                }
                timeout(Duration.ofSeconds(20), () -> {
                    while (server.connections() > 0) {
                        sleep(ms(1));
                    }
                });
                assertThat(server.failedSetups()).isZero();
                while (flood.isAlive()) {
                    sleep(ms(5));
                }
            }
        });
    }

    /** {@return a client's engine, when {@code pair}'s right side has become its server} */
    private static SSLEngine clientOf(MemoryPair pair) throws Exception {
        SSLEngine engine = TestCertificates.client().createSSLEngine("localhost", 1);
        engine.setUseClientMode(true);
        var upgrading = createTask(() -> pair.right().writer().startTls(serverTls()));
        shakeHands(engine, pair.left());
        upgrading.await();
        return engine;
    }

    /** {@return a task that counts its turns} */
    private static Task<?> counting(int[] turns) {
        return createTask(() -> {
            while (true) {
                sleep(Duration.ZERO);
                turns[0]++;
            }
        });
    }

    @Test // TLS-16, LOP-03
    void whatHasComeWhenWeClose_isDroppedInPortions() {
        run(() -> {
            try (MemoryPair pair = memoryPair(1 << 24, 65536)) {
                SSLEngine engine = clientOf(pair);
                var content = ByteBuffer.allocate(8 << 20);
                var records = ByteBuffer.allocate(9 << 20);
                while (content.hasRemaining()) {
                    engine.wrap(content, records);
                }
                engine.closeOutbound();
                engine.wrap(NOTHING, records);
                pair.left().writer().write(records.flip());
                pair.left().writer().drain();
                int[] others = {0};
                Task<?> other = counting(others);
                pair.right().writer().close();
                pair.right().writer().waitClosed();
                assertThat(others[0]).as("turns of others, while 8 MiB are dropped").isGreaterThan(25);
                other.cancel();
            }
        });
    }

    @Test // LOP-03: such as empty ones, which the JDK does not send, or new keys
    void recordsWithoutContent_doNotHoldTheLoop() {
        run(() -> {
            try (MemoryPair pair = memoryPair(1 << 24, 65536)) {
                SSLEngine engine = clientOf(pair);
                var records = ByteBuffer.allocate(1 << 20);
                for (int i = 0; i < 1000; i++) {
                    engine.beginHandshake();
                    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                        engine.wrap(NOTHING, records);
                    }
                }
                engine.wrap(ByteBuffer.wrap(bytes("at last")), records);
                pair.left().writer().write(records.flip());
                pair.left().writer().drain();
                int[] others = {0};
                Task<?> other = counting(others);
                assertThat(text(pair.right().reader().read(10))).isEqualTo("at last");
                assertThat(others[0]).isGreaterThan(10);
                other.cancel();
            }
        });
    }

    @Test // LOP-03, TLS-26: a record is taken when its bytes are wanted
    @Timeout(200)
    void aFloodThatIsRead_doesNotKeepOthersFromRunning_andTakesNoMemory() throws Exception {
        SSLContext client = TestCertificates.client();
        run(() -> {
            int[] others = {0};
            var measured = EventLoop.running().<long[]>createFuture();
            try (Server server = startServer((reader, writer) -> {
                reader.readExactly(1 << 20); // what is made once is made
                long before = used();
                int turns = others[0];
                for (int i = 0; i < 1 << 13; i++) {
                    reader.readExactly(1 << 10);
                }
                measured.setResult(new long[] {others[0] - turns, used() - before});
                writer.abort();
            }, "127.0.0.1", 0, ServerOptions.DEFAULT.withTls(serverTls()))) {
                int port = server.port();
                var flood = Thread.ofPlatform().daemon().start(() -> flood(client, port));
                timeout(Duration.ofMinutes(3), () -> {
                    while (!measured.done() || flood.isAlive()) {
                        sleep(Duration.ZERO);
                        others[0]++;
                    }
                });
                assertThat(measured.result()[0]).as("turns of others in 8 MiB").isGreaterThanOrEqualTo(20);
                assertThat(measured.result()[1]).as("bytes kept").isLessThan(4_000_000);
            }
        });
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void shakeHands(SSLEngine engine, Connection connection) throws IOException {
        var in = ByteBuffer.allocate(1 << 16).flip();
        var out = ByteBuffer.allocate(1 << 16);
        var plain = ByteBuffer.allocate(1 << 16);
        engine.beginHandshake();
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_WRAP -> {
                    engine.wrap(NOTHING, out.clear());
                    connection.writer().write(out.flip());
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (engine.unwrap(in, plain.clear()).getStatus() == Status.BUFFER_UNDERFLOW) {
                        connection.reader().read(in.compact());
                        in.flip();
                    }
                }
                case NEED_TASK -> engine.getDelegatedTask().run();
                case FINISHED, NOT_HANDSHAKING -> {
                    return;
                }
            }
        }
    }

    private static void flood(SSLContext context, int port) {
        try (var socket = context.getSocketFactory().createSocket("127.0.0.1", port)) {
            var much = new byte[1 << 20];
            while (true) {
                socket.getOutputStream().write(much);
            }
        } catch (IOException e) {
            // it has been left
        }
    }
}
