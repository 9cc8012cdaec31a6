package io.asyncio4j.net.tests.streams;

import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.collectReports;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static io.asyncio4j.net.tests.kit.Loops.virtually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.net.Connection;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.net.tests.kit.ScriptedTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams of a loop share the memory in which they keep what they are about to send; each sends its own all the same. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WritesInOneTurnTest {

    private static final int STREAMS = 4;

    private final List<ScriptedTransport> transports = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();

    private interface Story {
        void tell() throws Exception;
    }

    private void story(Story story) {
        virtually(() -> {
            for (int i = 0; i < STREAMS; i++) {
                transports.add(new ScriptedTransport());
                connections.add(Connection.over(transports.get(i), 1 << 20));
            }
            story.tell();
            for (Connection connection : connections) {
                connection.writer().close();
            }
            ticks(3);
        });
    }

    private StreamWriter out(int stream) {
        return connections.get(stream).writer();
    }

    @Test // TRN-14
    void whatManyStreamsWrite_isEachOnesOwn_howeverLittleIsTaken() {
        story(() -> {
            var random = new Random(4);
            List<ByteArrayOutputStream> given = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                given.add(new ByteArrayOutputStream());
            }
            for (int turn = 0; turn < 1_000; turn++) {
                for (int writes = random.nextInt(8); writes > 0; writes--) {
                    int stream = random.nextInt(STREAMS);
                    var bytes = new byte[random.nextInt(random.nextBoolean() ? 50 : 100_000)];
                    random.nextBytes(bytes);
                    given.get(stream).writeBytes(bytes);
                    if (random.nextBoolean()) {
                        out(stream).write(bytes);
                    } else {
                        out(stream).writeLines(List.of(bytes));
                    }
                }
                if (random.nextInt(4) > 0) {
                    transports.get(random.nextInt(STREAMS)).room(random.nextInt(200_000));
                }
                ticks(random.nextInt(3));
            }
            transports.forEach(transport -> transport.room(Long.MAX_VALUE));
            ticks(3);
            for (int i = 0; i < STREAMS; i++) {
                assertThat(transports.get(i).written()).isEqualTo(given.get(i).toByteArray());
            }
        });
    }

    @Test
    void whatIsSentAtOnce_isNotCopiedOnceMoreByTheJdk() {
        story(() -> {
            for (int i = 0; i < STREAMS; i++) {
                out(i).write(bytes("head "));
                out(i).write(bytes("and rest"));
                out(i).drain();
                assertThat(transports.get(i).fromOutsideTheHeap).isTrue();
                assertThat(transports.get(i).writes).isEqualTo(1);
                assertThat(transports.get(i).written()).isEqualTo(bytes("head and rest"));
            }
        });
    }

    @Test
    void whoCannotSend_isNotInTheWayOfOthers() {
        story(() -> {
            transports.get(0).room(3);
            out(0).write(bytes("stays"));
            ticks(2);
            transports.get(1).failWriting(new IOException("gone"));
            out(1).write(bytes("lost"));
            ticks(3);
            out(2).write(bytes("dropped"));
            out(2).abort();
            ticks(2);
            out(3).write(bytes("goes"));
            out(3).drain();
            assertThat(transports.get(3).fromOutsideTheHeap).isTrue();
            transports.get(0).room(100);
            ticks(2);
            assertThat(transports.get(0).written()).isEqualTo(bytes("stays"));
        });
    }

    private void writeOneEach(List<Integer> streams) {
        for (int i : streams) {
            out(i).write(bytes("to " + i));
        }
    }

    private void assertSent(String text, List<Integer> streams) {
        for (int i : streams) {
            assertThat(text(transports.get(i).written())).isEqualTo(text.formatted(i, i));
        }
    }

    @Test // TRN-09
    void exceptionOfATransport_endsItsConnection_andNoOther() {
        story(() -> {
            var broken = new IllegalStateException("a broken transport");
            transports.get(1).breakWriting(broken);
            writeOneEach(List.of(0, 1, 2, 3));
            ticks(3);
            assertSent("to %d", List.of(0, 2, 3));
            assertThat(transports.get(1).closes).isEqualTo(1);
            assertThatThrownBy(() -> out(1).drain()).isInstanceOf(IOException.class).hasCause(broken);
            writeOneEach(List.of(0, 2, 3));
            ticks(2);
            assertSent("to %dto %d", List.of(0, 2, 3));
        });
    }

    @Test
    void errorOfATransport_isReported_andOthersAreSentAllTheSame() {
        story(() -> {
            List<Map<String, Object>> reports = collectReports();
            var broken = new AssertionError("a broken transport");
            transports.get(1).breakWriting(broken);
            writeOneEach(List.of(0, 1, 2, 3));
            ticks(3);
            assertThat(reports).singleElement()
                    .satisfies(report -> assertThat(report.get("exception")).isSameAs(broken));
            assertSent("to %d", List.of(0, 2, 3));
            transports.get(1).breakWriting((Error) null);
            writeOneEach(List.of(0, 1, 2, 3));
            ticks(2);
            assertSent("to %dto %d", List.of(0, 1, 2, 3));
        });
    }
}
