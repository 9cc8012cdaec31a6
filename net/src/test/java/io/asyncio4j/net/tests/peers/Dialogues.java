package io.asyncio4j.net.tests.peers;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.net.IncompleteReadException;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.net.TlsOptions;
import io.asyncio4j.net.tests.kit.TestCertificates;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;

/**
 * Both parts of the dialogues that {@code dialogues.py} has, too, statement by statement. Only the one that ends with a reset
 * has another client: this one reads when it comes, that one writes.
 */
final class Dialogues {

    static final String RESET = "reset";

    private static final int SIZE = 3_000_000;
    private static final int CHUNK = 50_000;
    private static final byte[] END_OF_HEAD = bytes("\r\n\r\n");

    private Dialogues() {}

    static void server(String dialogue, StreamReader reader, StreamWriter writer) throws Exception {
        switch (dialogue) {
            case "lines" -> linesServer(reader, writer);
            case "frames" -> framesServer(reader, writer);
            case "half-closed" -> halfClosedServer(reader, writer);
            case "both-ways" -> bothWays(reader, writer);
            case RESET -> resetServer(reader, writer);
            case "upgrade" -> upgradeServer(reader, writer);
            default -> throw new IllegalArgumentException(dialogue);
        }
    }

    static void client(String dialogue, StreamReader reader, StreamWriter writer) throws Exception {
        switch (dialogue) {
            case "lines" -> linesClient(reader, writer);
            case "frames" -> framesClient(reader, writer);
            case "half-closed" -> halfClosedClient(reader, writer);
            case "both-ways" -> bothWays(reader, writer);
            case RESET -> resetClient(reader, writer);
            case "upgrade" -> upgradeClient(reader, writer);
            default -> throw new IllegalArgumentException(dialogue);
        }
    }

    private static void linesServer(StreamReader reader, StreamWriter writer) throws IOException {
        for (byte[] line : reader.lines()) {
            long sum = Arrays.stream(text(line).strip().split(" +")).mapToLong(Long::parseLong).sum();
            writer.write(sum + "\n");
            writer.drain();
        }
        writer.write("bye");
    }

    private static void linesClient(StreamReader reader, StreamWriter writer) throws IOException {
        for (int i = 0; i < 200; i++) {
            writer.write(i + " " + i * i + "\n");
            writer.drain();
            assertThat(reader.readLine(UTF_8)).isEqualTo(Integer.toString(i + i * i));
        }
        writer.writeLines(List.of(bytes("1 2\n"), bytes("3"), bytes(" 4"), bytes("\n5")));
        writer.writeEof();
        assertThat(text(reader.read())).isEqualTo("3\n7\n5\nbye");
        assertThat(reader.atEof()).isTrue();
    }

    private static void framesServer(StreamReader reader, StreamWriter writer) throws IOException {
        while (true) {
            String head;
            try {
                head = text(reader.readUntil(END_OF_HEAD));
            } catch (IncompleteReadException e) {
                assertThat(text(e.partial())).isEqualTo("half a head\r\n\r");
                return;
            }
            byte[] body = reader.readExactly(Integer.parseInt(head.strip().split(" ")[1]));
            writer.writeLines(List.of(head(body.length), reversed(body)));
            writer.drain();
        }
    }

    private static void framesClient(StreamReader reader, StreamWriter writer) throws IOException {
        for (int size : new int[] {0, 1, 4, 5000, 3, 40_000}) {
            byte[] body = Arrays.copyOf(pattern(), size);
            writer.write(head(size));
            writer.write(body);
            writer.drain();
            assertThat(reader.readUntil(END_OF_HEAD)).isEqualTo(head(size));
            assertThat(reader.readExactly(size)).isEqualTo(reversed(body));
        }
        writer.write("half a head\r\n\r");
        writer.writeEof();
        assertThatThrownBy(() -> reader.readExactly(1)).isInstanceOfSatisfying(IncompleteReadException.class,
                e -> assertThat(e.partial()).isEmpty());
    }

    private static byte[] head(int length) {
        return bytes("length: " + length + "\r\n\r\n");
    }

    private static byte[] reversed(byte[] bytes) {
        var reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    private static void halfClosedServer(StreamReader reader, StreamWriter writer) throws IOException {
        for (int i = 0; i < 10; i++) {
            writer.write(i + " ");
            writer.drain();
        }
        writer.writeEof();
        assertThat(text(reader.read())).isEqualTo("heard ".repeat(1000));
    }

    private static void halfClosedClient(StreamReader reader, StreamWriter writer) throws IOException {
        assertThat(text(reader.read())).isEqualTo("0 1 2 3 4 5 6 7 8 9 ");
        for (int i = 0; i < 1000; i++) {
            writer.write("heard ");
            writer.drain();
        }
        writer.writeEof();
    }

    private static byte[] pattern() {
        var chunk = new byte[CHUNK];
        for (int i = 0; i < CHUNK; i++) {
            chunk[i] = (byte) (i * 7 + i / 251);
        }
        return chunk;
    }

    private static void bothWays(StreamReader reader, StreamWriter writer) throws Exception {
        byte[] chunk = pattern();
        MessageDigest said = MessageDigest.getInstance("SHA-256");
        var sending = createTask(() -> {
            for (int sent = 0; sent < SIZE; sent += CHUNK) {
                writer.write(chunk);
                writer.drain();
                said.update(chunk);
            }
        });
        MessageDigest heard = MessageDigest.getInstance("SHA-256");
        for (int left = SIZE; left > 0;) {
            byte[] data = reader.read(Math.min(left, 65536));
            assertThat(data).as("before the end, with %s bytes left", left).isNotEmpty();
            heard.update(data);
            left -= data.length;
        }
        sending.await();
        writer.write(heard.digest());
        writer.drain();
        assertThat(reader.readExactly(32)).isEqualTo(said.digest());
    }

    private static void resetServer(StreamReader reader, StreamWriter writer) throws IOException {
        assertThat(text(reader.readLine())).isEqualTo("reset me\n");
        writer.write("as you like\n");
        writer.drain();
        reader.readExactly(6);
        writer.abort();
    }

    private static void resetClient(StreamReader reader, StreamWriter writer) throws IOException {
        writer.write("reset me\n");
        assertThat(text(reader.readLine())).isEqualTo("as you like\n");
        writer.write("unread");
        assertThatThrownBy(() -> reader.read(1000)).as("no end").isInstanceOf(IOException.class)
                .hasMessageContaining("reset");
        assertThatThrownBy(() -> reader.read(1)).as("it stays broken").isInstanceOf(IOException.class)
                .hasMessageContaining("reset");
        writer.write("more");
        assertThatThrownBy(writer::drain).isInstanceOf(IOException.class).hasMessageContaining("reset");
    }

    private static void upgradeServer(StreamReader reader, StreamWriter writer) throws IOException {
        assertThat(text(reader.readLine())).isEqualTo("STARTTLS\n");
        writer.write("go ahead\n");
        writer.drain();
        writer.startTls(TlsOptions.of(TestCertificates.server()));
        for (byte[] line : reader.lines()) {
            writer.write("secret " + text(line));
            writer.drain();
        }
    }

    private static void upgradeClient(StreamReader reader, StreamWriter writer) throws IOException {
        writer.write("STARTTLS\n");
        assertThat(text(reader.readLine())).isEqualTo("go ahead\n");
        writer.startTls(TlsOptions.of(TestCertificates.client()).withServerHostname("localhost"));
        assertThat(writer.sslSession().getProtocol()).startsWith("TLSv1.");
        for (int i = 0; i < 50; i++) {
            writer.write(i + "\n");
            writer.drain();
            assertThat(text(reader.readLine())).isEqualTo("secret " + i + "\n");
        }
    }
}
