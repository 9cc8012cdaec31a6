package io.asyncio4j.net.tests.tls;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Net.memoryPair;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.net.MemoryPair;
import io.asyncio4j.net.TlsOptions;
import io.asyncio4j.net.tests.kit.TestCertificates;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What others may do with a connection while TLS is being put in place on it. */
@Timeout(60)
class StartTlsLawsTest {

    @BeforeAll
    static void makeCertificates() {
        assertThat(TestCertificates.file("authority.pem")).exists();
    }

    private static void startTlsLeft(MemoryPair pair) throws IOException {
        pair.left().writer()
                .startTls(TlsOptions.of(TestCertificates.client()).withServerHostname("localhost"));
    }

    private static void startTlsRight(MemoryPair pair) throws IOException {
        pair.right().writer().startTls(TlsOptions.of(TestCertificates.server()));
    }

    @Test // TLS-32: what comes now belongs to the handshake
    void aReadThatBeginsMeanwhile_waits_andReadsWhatWasEncrypted() {
        run(() -> {
            try (MemoryPair pair = memoryPair()) {
                var upgrading = createTask(() -> startTlsLeft(pair));
                ticks(1);
                var reading = createTask(() -> pair.left().reader().readLine());
                var cancelled = createTask(() -> pair.left().reader().readLine());
                ticks(1);
                assertThatThrownBy(cancelled::await).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("already waiting for incoming data");
                startTlsRight(pair);
                upgrading.await();
                assertThat(reading.done()).isFalse();
                pair.right().writer().write("secret\n");
                assertThat(text(reading.await())).isEqualTo("secret\n");
            }
        });
    }

    @Test // TLS-32: bytes that are there already, too
    void aReadThatBeginsMeanwhile_doesNotTakeWhatHasCome() {
        run(() -> {
            try (MemoryPair pair = memoryPair(1000, 65536)) {
                pair.right().writer().write(new byte[5000]);
                var upgrading = createTask(() -> startTlsRight(pair));
                ticks(2); // it waits until the 5,000 bytes are sent
                pair.left().writer().write("no TLS\n");
                ticks(2);
                var reading = createTask(() -> pair.right().reader().readLine());
                ticks(5);
                assertThat(reading.done()).isFalse();
                assertThat(pair.left().reader().readExactly(5000)).hasSize(5000);
                Throwable e = catchThrowable(upgrading::await);
                assertThat(e).isInstanceOf(SSLException.class);
                assertThat(catchThrowable(reading::await)).isSameAs(e);
            }
        });
    }

    @Test // TLS-32, STR-28
    void aReadThatWaitsForTls_canBeCancelled_andHearsIfThatFails() {
        run(() -> {
            try (MemoryPair pair = memoryPair()) {
                var upgrading = createTask(() -> startTlsLeft(pair));
                ticks(1);
                var impatient = createTask(() -> pair.left().reader().readLine());
                ticks(2);
                impatient.cancel();
                assertThatThrownBy(impatient::await).isInstanceOf(CancelledError.class);
                var reading = createTask(() -> pair.left().reader().readLine());
                ticks(2);
                pair.right().writer().abort();
                Throwable e = catchThrowable(upgrading::await);
                assertThat(e).isInstanceOf(IOException.class);
                assertThat(catchThrowable(reading::await)).isSameAs(e);
                assertThat(catchThrowable(pair.left().writer()::waitClosed)).isSameAs(e);
            }
        });
    }

    @Test // STW-35
    void whatIsWrittenWhileEarlierBytesAreStillOnTheirWay_isEncryptedToo() {
        run(() -> {
            try (MemoryPair pair = memoryPair(1000, 65536)) {
                pair.left().writer().write(new byte[5000]);
                var upgrading = createTask(() -> startTlsLeft(pair));
                ticks(5); // it waits until the 5,000 bytes are sent
                pair.left().writer().write("hidden\n");
                assertThat(pair.left().writer().getWriteBufferSize()).isEqualTo(4007);
                assertThat(pair.right().reader().readExactly(5000)).hasSize(5000);
                startTlsRight(pair);
                upgrading.await();
                assertThat(text(pair.right().reader().readLine())).isEqualTo("hidden\n");
                assertThat(pair.left().writer().getWriteBufferSize()).isZero();
            }
        });
    }

    @Test // STW-35: they go to the transport by a way of their own
    void largeWritesMeanwhile_areEncryptedToo() {
        run(() -> {
            byte[] large = bytes("0123456789".repeat(10_000));
            try (MemoryPair pair = memoryPair(1000, 65536)) {
                var upgrading = createTask(() -> startTlsLeft(pair));
                ticks(2); // it shakes hands
                pair.left().writer().write(large);
                startTlsRight(pair);
                upgrading.await();
                assertThat(pair.right().reader().readExactly(large.length)).isEqualTo(large);
            }
            try (MemoryPair pair = memoryPair(1000, 65536)) {
                pair.left().writer().write(new byte[5000]);
                var upgrading = createTask(() -> startTlsLeft(pair));
                ticks(5); // it waits until the 5,000 bytes are sent
                pair.left().writer().write(large);
                assertThat(pair.right().reader().readExactly(5000)).containsOnly(0);
                startTlsRight(pair);
                upgrading.await();
                assertThat(pair.right().reader().readExactly(large.length)).isEqualTo(large);
            }
        });
    }

    @Test // STW-07, STW-35: what was held back counts, and is waited for
    void aDrainMeanwhile_waitsForWhatWasHeldBack() {
        run(() -> {
            try (MemoryPair pair = memoryPair()) {
                pair.left().writer().setWriteBufferLimits(100L, 10L);
                var upgrading = createTask(() -> startTlsLeft(pair));
                ticks(2);
                var draining = createTask(() -> {
                    pair.left().writer().write(new byte[500]);
                    pair.left().writer().drain();
                });
                sleep(ms(20));
                assertThat(draining.done()).isFalse();
                startTlsRight(pair);
                upgrading.await();
                draining.await();
                assertThat(pair.right().reader().readExactly(500)).hasSize(500);
            }
        });
    }

    @Test // TLS-31, STW-36
    void whatDoesNotGoTogether_isRefused_andDisturbsNothing(@TempDir Path folder) throws IOException {
        Path path = Files.write(folder.resolve("file"), new byte[100_000]);
        run(() -> {
            try (FileChannel file = FileChannel.open(path); MemoryPair pair = memoryPair(1000, 65536)) {
                var sending = createTask(() -> pair.left().writer().sendFile(file, 0, null));
                ticks(3);
                refused("sendFile is in progress", () -> startTlsLeft(pair));
                assertThat(pair.right().reader().readExactly(100_000)).hasSize(100_000);
                sending.await();

                var upgrading = createTask(() -> startTlsLeft(pair));
                ticks(2);
                refused("startTls() is in progress", () -> startTlsLeft(pair));
                refused("startTls() is in progress", () -> pair.left().writer().sendFile(file, 0, null));
                refused("startTls() is in progress", () -> pair.left().writer().writeEof());
                startTlsRight(pair);
                upgrading.await();
                pair.left().writer().write("fine\n");
                assertThat(text(pair.right().reader().readLine())).isEqualTo("fine\n");
            }
            try (MemoryPair ended = memoryPair()) {
                ended.left().writer().writeEof();
                refused("Cannot call startTls() after writeEof()", () -> startTlsLeft(ended));
                assertThat(ended.left().writer().isClosing()).isFalse();
            }
        });
    }

    private static void refused(String why, VoidCoroutine operation) {
        assertThat(catchThrowable(operation::run)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(why);
    }
}
