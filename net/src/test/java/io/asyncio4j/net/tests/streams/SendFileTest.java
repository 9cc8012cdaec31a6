package io.asyncio4j.net.tests.streams;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.net.Net.memoryPair;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ConnectionLostException;
import io.asyncio4j.net.MemoryPair;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.tests.kit.TlsEcho;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SendFileTest {

    @TempDir Path folder;
    private final byte[] content = new byte[1_000_000];
    private Path path;

    @BeforeEach
    void makeFile() throws IOException {
        new Random(1).nextBytes(content);
        path = Files.write(folder.resolve("file"), content);
    }

    @Test // SND-01, SND-02
    void aFileGoesOutBetweenWhatIsWritten_bySocketAndInMemory() {
        run(() -> {
            try (FileChannel file = FileChannel.open(path)) {
                try (Server server = startServer((reader, writer) -> {
                    writer.write("before");
                    assertThat(writer.sendFile(file, 0, null)).isEqualTo(content.length);
                    writer.write("after");
                }, "127.0.0.1", 0); Connection client = openConnection("127.0.0.1", server.port())) {
                    expect(client);
                }
                try (MemoryPair pair = memoryPair()) { // SND-04: without the system's help
                    var sending = createTask(() -> {
                        pair.left().writer().write("before");
                        pair.left().writer().sendFile(file, 0, null);
                        pair.left().writer().write("after");
                        pair.left().writer().writeEof();
                    });
                    expect(pair.right());
                    sending.await();
                    assertThat(file.position()).isEqualTo(content.length);
                }
            }
        });
    }

    @Test // SND-04: it must come into this program to be encrypted
    void aFileGoesOutBetweenWhatIsWritten_overTls() {
        run(() -> {
            try (FileChannel file = FileChannel.open(path)) {
                long[] sent = new long[2];
                try (Server server = startServer((reader, writer) -> {
                    writer.write("before");
                    sent[0] = writer.sendFile(file, 0, null);
                    writer.write("after");
                    reader.read(1);
                    sent[1] = writer.sendFile(file, 500_000, 7L);
                }, "127.0.0.1", 0, ServerOptions.DEFAULT.withTls(TlsEcho.serverTls()));
                        Connection client = TlsEcho.connect(server, TlsEcho.clientTls())) {
                    assertThat(client.reader().readExactly(6)).isEqualTo("before".getBytes(UTF_8));
                    assertThat(client.reader().readExactly(content.length)).isEqualTo(content);
                    assertThat(client.reader().readExactly(5)).isEqualTo("after".getBytes(UTF_8));
                    client.writer().write("x");
                    assertThat(client.reader().read())
                            .isEqualTo(Arrays.copyOfRange(content, 500_000, 500_007));
                    assertThat(sent).containsExactly(content.length, 7);
                    assertThat(file.position()).isEqualTo(500_007);
                }
            }
        });
    }

    private void expect(Connection client) throws IOException {
        assertThat(client.reader().readExactly(6)).isEqualTo("before".getBytes(UTF_8));
        assertThat(client.reader().readExactly(content.length)).isEqualTo(content);
        assertThat(client.reader().read()).hasSize(5);
    }

    @Test // SND-01
    void aCountBeyondAllFiles_isToTheEnd() {
        run(() -> {
            try (FileChannel file = FileChannel.open(path); MemoryPair pair = memoryPair()) {
                assertThat(pair.left().writer().sendFile(file, content.length - 7, Long.MAX_VALUE))
                        .isEqualTo(7);
                assertThat(pair.right().reader().readExactly(7)).hasSize(7);
            }
        });
    }

    @Test // SND-02, SND-05
    void nobodyElseWritesMeanwhile_andNothingAfterTheClose() {
        run(() -> {
            try (FileChannel file = FileChannel.open(path); MemoryPair pair = memoryPair(1000, 65536)) {
                var sending = createTask(() -> pair.left().writer().sendFile(file, 0, null));
                Asyncio.sleep(ms(20));
                assertThatThrownBy(() -> pair.left().writer().write("x"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("unable to write; sendFile is in progress");
                assertThat(pair.right().reader().readExactly(content.length)).isEqualTo(content);
                sending.await();
                pair.left().writer().close();
                assertThatThrownBy(() -> pair.left().writer().sendFile(file, 0, null))
                        .isInstanceOf(IllegalStateException.class).hasMessageContaining("closing");
            }
        });
    }

    @Test // SND-03, SND-06, SND-07
    void aCancelledOrBrokenOne_tellsByTheFilesPositionHowFarItCame() {
        run(() -> {
            try (FileChannel file = FileChannel.open(path)) {
                try (MemoryPair pair = memoryPair(1000, 65536)) {
                    var sending = createTask(() -> pair.left().writer().sendFile(file, 100, 500_000L));
                    Asyncio.sleep(ms(20));
                    sending.cancel();
                    assertThatThrownBy(sending::await).isInstanceOf(CancelledError.class);
                    assertThat(file.position()).isLessThan(500_100);
                    pair.left().writer().write("free again");
                    assertThat(pair.right().reader().read(10)).isNotEmpty();
                }
                try (MemoryPair pair = memoryPair(1000, 65536)) {
                    var sending = createTask(() -> pair.left().writer().sendFile(file, 0, null));
                    Asyncio.sleep(ms(20));
                    pair.right().writer().abort();
                    assertThatThrownBy(sending::await).isInstanceOf(IOException.class);
                    assertThat(file.position()).isLessThan(content.length);
                }
            }
        });
    }

    @Test // SND-02, SND-05: from the call on, not only when earlier bytes are gone
    void nobodyElseWritesOrSends_whileEarlierBytesAreStillOnTheirWay() {
        run(() -> {
            try (FileChannel file = FileChannel.open(path); MemoryPair pair = memoryPair(1000, 65536)) {
                pair.left().writer().write(new byte[5000]);
                var sending = createTask(() -> pair.left().writer().sendFile(file, 0, null));
                ticks(3);
                assertThat(pair.left().writer().getWriteBufferSize()).isPositive();
                assertThatThrownBy(() -> pair.left().writer().write("x"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("sendFile is in progress");
                assertThatThrownBy(() -> pair.left().writer().sendFile(file, 0, null))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("sendFile is in progress");
                assertThat(pair.right().reader().readExactly(5000)).containsOnly(0);
                assertThat(pair.right().reader().readExactly(content.length)).isEqualTo(content);
                assertThat(sending.await()).isEqualTo(content.length);
                pair.left().writer().write("x");
                assertThat(pair.right().reader().readExactly(1)).hasSize(1);
            }
        });
    }

    @Test // SND-02, STW-19
    void anEndThatIsAskedForMeanwhile_comesBehindTheFile() {
        run(() -> {
            try (FileChannel file = FileChannel.open(path); MemoryPair pair = memoryPair(1000, 65536)) {
                var sending = createTask(() -> pair.left().writer().sendFile(file, 0, null));
                ticks(3);
                pair.left().writer().writeEof();
                assertThat(pair.right().reader().read()).isEqualTo(content);
                assertThat(sending.await()).isEqualTo(content.length);
            }
        });
    }

    @Test // SND-03: what is in the writer's buffer goes out all the same
    void aCancelledOne_thatTheSystemDoesNotHelp_countsWhatIsOnItsWay() {
        run(() -> {
            for (int i = 0; i < 10; i++) {
                int first = 1 + i * 60_000;
                try (FileChannel file = FileChannel.open(path); MemoryPair pair = memoryPair(20_000, 65536)) {
                    var sending = createTask(() -> pair.left().writer().sendFile(file, 7, null));
                    byte[] begin = pair.right().reader().readExactly(first);
                    assertThat(sending.cancel()).isTrue();
                    assertThatThrownBy(sending::await).isInstanceOf(CancelledError.class);
                    pair.left().writer().close();
                    byte[] received = Arrays.copyOf(begin, (int) file.position() - 7);
                    byte[] rest = pair.right().reader().read();
                    System.arraycopy(rest, 0, received, first, rest.length);
                    assertThat(first + rest.length).isEqualTo(received.length);
                    assertThat(received).isEqualTo(Arrays.copyOfRange(content, 7, 7 + received.length));
                }
            }
        });
    }

    @Test // SND-05, SND-06
    void aConnectionThatIsClosedMeanwhile_isToldToWhoeverSends() {
        run(() -> {
            for (boolean abort : new boolean[] {true, false}) {
                try (FileChannel file = FileChannel.open(path); MemoryPair pair = memoryPair(1000, 65536)) {
                    var sending = createTask(() -> pair.left().writer().sendFile(file, 0, null));
                    ticks(3);
                    if (abort) {
                        pair.left().writer().abort();
                    } else {
                        pair.left().writer().close();
                    }
                    var reading = createTask(() -> pair.right().reader().read());
                    assertThat(catchThrowable(sending::await)).isInstanceOf(ConnectionLostException.class);
                    assertThat(file.position()).isLessThan(content.length);
                    assertThat(reading.await().length).isLessThan(content.length);
                }
            }
        });
    }
}
