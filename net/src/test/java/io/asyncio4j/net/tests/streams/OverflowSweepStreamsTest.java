package io.asyncio4j.net.tests.streams;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.net.Net.memoryPair;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static io.asyncio4j.net.tests.kit.Loops.virtually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.IncompleteReadException;
import io.asyncio4j.net.MemoryPair;
import io.asyncio4j.net.Net;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.net.tests.kit.OverflowSweep;
import io.asyncio4j.net.tests.kit.ScriptedTransport;
import io.asyncio4j.net.tests.kit.TlsEcho;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Streams are written to, read and ended where the stack overflows within that: at each frame in turn. Either all of it has
 * happened then, or nothing, so that doing it once more, with stack enough, does what it should.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OverflowSweepStreamsTest {

    private static final int ROUNDS = 20;
    private static final int HOT = 300; // compiled, then
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int[] LENGTHS =
            {20, 30, 3_000, 1, 5_000, 0, 4_000, 60_000, 7, 33_000, 200_000, 20, 70_000, 9};

    private static void sweep(VoidCoroutine operation) throws Exception {
        OverflowSweep.of(operation);
    }

    private static byte[] sweepFor(Callable<byte[]> operation) throws Exception {
        byte[][] result = new byte[1][];
        sweep(() -> result[0] = operation.call()); // and no call behind that, which could fail
        return result[0];
    }

    private static void once(VoidCoroutine operation) throws Exception {
        operation.run();
    }

    private interface How {
        void call(VoidCoroutine operation) throws Exception;
    }

    interface Story {
        void tell(Connection here, Connection there) throws Exception;
    }

    /** What two streams are the ends of. */
    enum Way {
        MEMORY(ROUNDS) {
            @Override
            void tell(Story story) throws Exception {
                try (MemoryPair pair = memoryPair()) {
                    story.tell(pair.left(), pair.right());
                }
            }
        },
        SOCKET(ROUNDS / 2) {
            @Override
            void tell(Story story) throws Exception {
                throughAServer(story, ServerOptions.DEFAULT, ConnectOptions.DEFAULT);
            }
        },
        TLS(ROUNDS / 4) {
            @Override
            void tell(Story story) throws Exception {
                throughAServer(story, ServerOptions.DEFAULT.withTls(TlsEcho.serverTls()),
                        ConnectOptions.DEFAULT.withTls(TlsEcho.clientTls()));
            }
        };

        private final int rounds;

        Way(int rounds) {
            this.rounds = rounds;
        }

        abstract void tell(Story story) throws Exception;

        private static void throughAServer(Story story, ServerOptions server, ConnectOptions client)
                throws Exception {
            List<Connection> accepted = new ArrayList<>();
            try (Server listening = Net.startServer((reader, writer) -> {
                writer.keepOpen();
                accepted.add(new Connection(reader, writer));
            }, "localhost", 0, server);
                    Connection here = Net.openConnection("localhost", listening.port(), client)) {
                while (accepted.isEmpty()) {
                    ticks(1);
                }
                try (Connection there = accepted.getFirst()) {
                    story.tell(here, there);
                }
            }
        }

        /** Tells {@code story} some times, of new streams each time; none may take for ever. */
        final void rounds(Story story) {
            Asyncio.run(() -> {
                for (int i = 0; i < rounds; i++) {
                    timeout(PATIENCE, () -> tell(story));
                }
            });
        }
    }

    private static void assertSame(byte[] got, byte[] expected) { // short, if it fails
        assertThat(got.length).isEqualTo(expected.length);
        assertThat(Arrays.mismatch(got, expected)).as("first difference").isEqualTo(-1);
    }

    private static byte next;

    private static byte[] some(int length) {
        var bytes = new byte[length];
        Arrays.fill(bytes, next++);
        return bytes;
    }

    /** Writes pieces of all lengths, and then the end, to somebody who reads all. */
    private static void writeAll(Connection here, Connection there, How how) throws Exception {
        Task<byte[]> received = createTask(() -> there.reader().read());
        StreamWriter writer = here.writer();
        var given = new ByteArrayOutputStream();
        for (int i = 0; i < LENGTHS.length; i++) {
            byte[] bytes = some(LENGTHS[i]);
            given.writeBytes(bytes);
            how.call(() -> writer.write(bytes));
            Arrays.fill(bytes, (byte) -1); // it is the program's again
            ByteBuffer buffer = ByteBuffer.wrap(some(LENGTHS[i]));
            given.writeBytes(buffer.array());
            how.call(() -> writer.write(buffer));
            assertThat(buffer.hasRemaining()).isFalse();
            List<byte[]> lines = List.of(some(10), some(LENGTHS[i]), some(1));
            lines.forEach(given::writeBytes);
            how.call(() -> writer.writeLines(lines));
            switch (i % 4) {
                case 0 -> how.call(writer::drain);
                case 1 -> ticks(1);
                case 2 -> ticks(3);
                default -> {}
            }
        }
        if (writer.canWriteEof()) {
            how.call(writer::writeEof);
        } else {
            how.call(writer::close);
        }
        assertSame(received.await(), given.toByteArray());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWritten_isSentWholeAndOnce(Way way) {
        way.rounds((here, there) -> writeAll(here, there, OverflowSweepStreamsTest::sweep));
    }

    // once it is compiled, what looks for stack takes less of that than what hardly ever happens
    @Test
    void whatIsWritten_isSentWholeAndOnce_byCompiledCode() {
        Asyncio.run(() -> {
            for (int i = 0; i < HOT; i++) {
                Way.MEMORY.tell((here, there) -> writeAll(here, there, OverflowSweepStreamsTest::once));
            }
        });
        Way.MEMORY.rounds((here, there) -> writeAll(here, there, OverflowSweepStreamsTest::sweep));
    }

    // none of the loop's memory may be in two hands
    @Test
    void whatIsWrittenToSeveralStreams_isSentToEachOfThem() {
        virtually(() -> {
            for (int round = 0; round < ROUNDS; round++) {
                List<ScriptedTransport> transports = new ArrayList<>();
                List<StreamWriter> writers = new ArrayList<>();
                List<ByteArrayOutputStream> given = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    transports.add(new ScriptedTransport());
                    transports.get(i).room(i * 50L);
                    writers.add(Connection.over(transports.get(i), 100).writer());
                    given.add(new ByteArrayOutputStream());
                }
                for (int length : LENGTHS) {
                    for (int i = 0; i < 4; i++) {
                        byte[] bytes = some(length);
                        StreamWriter writer = writers.get(i);
                        given.get(i).writeBytes(bytes);
                        sweep(() -> writer.write(bytes));
                    }
                    ticks(1);
                }
                transports.forEach(transport -> transport.room(Long.MAX_VALUE));
                ticks(4);
                for (int i = 0; i < 4; i++) {
                    assertSame(transports.get(i).written(), given.get(i).toByteArray());
                    sweep(writers.get(i)::abort);
                    ticks(2);
                    assertThat(transports.get(i).closes).isEqualTo(1);
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatIsThere_isReadOnce(Way way) {
        way.rounds((here, there) -> {
            StreamReader reader = here.reader();
            for (int i = 0; i < 3; i++) {
                there.writer().write("line\nuntil;exactly some");
                there.writer().write(new byte[] {7, 8, 9});
                there.writer().drain();
                assertThat(text(sweepFor(reader::readLine))).isEqualTo("line\n");
                assertThat(text(sweepFor(() -> reader.readUntil(bytes("#"), bytes(";")))))
                        .isEqualTo("until;");
                assertThat(text(sweepFor(() -> reader.readExactly(7)))).isEqualTo("exactly");
                assertThat(text(sweepFor(() -> reader.read(5)))).isEqualTo(" some");
                ByteBuffer into = ByteBuffer.allocate(2);
                sweep(() -> reader.read(into));
                assertThat(into.array()).containsExactly(7, 8);
                assertThat(sweepFor(() -> reader.readExactly(1))).containsExactly(9);
            }
            there.writer().write(new byte[100]);
            there.close();
            assertThat(sweepFor(reader::read)).hasSize(100);
            assertThat(reader.atEof()).isTrue();
        });
    }

    @ParameterizedTest
    @EnumSource
    void lines_areReadOnce_andSoIsTheRest(Way way) {
        way.rounds((here, there) -> {
            there.writer().write("one\ntwo\r\nthr\u00e4\nlast\nrest");
            there.close();
            String[] line = new String[1];
            for (String expected : new String[] {"one", "two", "thr\u00e4"}) {
                sweep(() -> line[0] = here.reader().readLine(UTF_8));
                assertThat(line[0]).isEqualTo(expected);
            }
            assertThat(text(sweepFor(here.reader()::readLine))).isEqualTo("last\n");
            byte[][] partial = new byte[1][];
            sweep(() -> {
                try {
                    here.reader().readExactly(10);
                } catch (IncompleteReadException e) {
                    partial[0] = e.partial();
                }
            });
            assertThat(text(partial[0])).isEqualTo("rest");
            assertThat(here.reader().atEof()).isTrue();
        });
    }

    // the JDK has a lock for that, which whoever writes would wait for
    @Test
    void whoIsAskedForItsSession_canBeWrittenToByOthers() {
        Way.TLS.rounds((here, there) -> {
            sweep(() -> here.writer().sslSession());
            sweep(() -> here.writer().applicationProtocol());
            createTask(() -> here.writer().write("line\n")).await();
            assertThat(text(there.reader().readLine())).isEqualTo("line\n");
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatComesLater_isReadOnce(Way way) {
        way.rounds((here, there) -> {
            StreamReader reader = here.reader();
            var writing = createTask(() -> {
                for (int i = 0; i < 2_000; i++) {
                    there.writer().write(new byte[] {(byte) i});
                    Asyncio.sleep(Duration.ZERO);
                }
                there.close();
            });
            var got = new ByteArrayOutputStream(2_000);
            for (int i = 0; i < 20; i++) {
                got.writeBytes(sweepFor(() -> reader.readExactly(3)));
            }
            got.writeBytes(reader.read());
            var all = new ByteArrayOutputStream();
            for (int i = 0; i < 2_000; i++) {
                all.write(i);
            }
            assertSame(got.toByteArray(), all.toByteArray());
            writing.await();
        });
    }

    @ParameterizedTest
    @EnumSource
    void closing_endsTheConnection_andWakesAllWhoWaitForThat(Way way) {
        for (boolean abort : new boolean[] {false, true}) {
            way.rounds((here, there) -> {
                here.writer().setCloseTimeout(ms(60_000));
                Task<?> reading = createTask(() -> here.reader().read());
                List<Task<?>> waiting = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    waiting.add(createTask(() -> here.writer().waitClosed()));
                }
                Task<byte[]> received = createTask(() -> {
                    try {
                        return there.reader().read();
                    } catch (IOException e) { // with TLS, an abort is no end
                        return new byte[0];
                    } finally {
                        there.close();
                    }
                });
                ticks(2);
                here.writer().write("last words");
                sweep(abort ? here.writer()::abort : here.writer()::close);
                for (Task<?> each : waiting) {
                    each.await();
                }
                sweep(here.writer()::waitClosed);
                byte[] got = received.await();
                if (!abort) {
                    assertThat(text(got)).isEqualTo("last words");
                }
                reading.await();
            });
        }
    }
}
