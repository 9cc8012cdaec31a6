package io.asyncio4j.net.tests.streams;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.net.tests.kit.Loops.collectReports;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static io.asyncio4j.net.tests.kit.Loops.virtually;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Task;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.tests.kit.ScarceStreams;
import io.asyncio4j.net.tests.kit.Scarcity;
import io.asyncio4j.net.tests.kit.ScriptedTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Streams are written to, or read, and one allocation fails, each in turn. What a write has refused is not sent; all else is, in
 * order, or the connection is lost and says so; other connections of the loop do not notice, and those that wait go on.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamsWithoutMemoryTest {

    @Test // TRN-14
    void nothingIsLostOrSentTwice() throws Exception {
        new ScarceStreams().run(Writes.class);
    }

    @Test
    void whatIsRead_hasNoHoles() throws Exception {
        new ScarceStreams().run(Reads.class);
    }

    /** Tells {@code story} with each number of an allocation that fails, until none does. */
    private static void tell(IntPredicate story, int leastAllocations) {
        int number = 1;
        while (story.test(number)) {
            number++;
            assertThat(number).isLessThan(1_000);
        }
        assertThat(number).as("allocations").isGreaterThan(leastAllocations);
    }

    /** Reads in pieces what comes in pieces, in the copy that asks. */
    public static final class Reads {

        private Reads() {}

        public static void run() {
            tell(Reads::hasFailed, 4);
        }

        private static boolean hasFailed(int number) {
            boolean[] failed = {false};
            virtually(() -> {
                var transport = new ScriptedTransport();
                var connection = Connection.over(transport, 1 << 16);
                var came = new ByteArrayOutputStream();
                var got = new ByteArrayOutputStream();
                for (int length : new int[] {100, 5_000, 20, 9_000, 1}) {
                    byte[] bytes = Stream.some(length);
                    came.writeBytes(bytes);
                    transport.arrive(bytes);
                }
                transport.end();
                Scarcity.failAt(number);
                boolean lost = !readToTheEnd(connection, got);
                failed[0] = Scarcity.end();
                byte[] all = came.toByteArray();
                assertThat(got.toByteArray()).as("read, allocation " + number)
                        .isEqualTo(lost ? Arrays.copyOf(all, got.size()) : all);
                connection.writer().abort();
                ticks(2);
            });
            return failed[0];
        }

        /** Reads on where there was no memory for it; says whether the end has come without an error. */
        private static boolean readToTheEnd(Connection connection, ByteArrayOutputStream got) {
            while (true) {
                try {
                    byte[] some = connection.reader().read(4_000);
                    if (some.length == 0) {
                        return true;
                    }
                    got.writeBytes(some);
                } catch (OutOfMemoryError e) {
                    // once more
                } catch (IOException e) {
                    assertThat(e).hasRootCauseInstanceOf(OutOfMemoryError.class);
                    return false;
                }
            }
        }
    }

    /** Writes to several streams, in the copy that asks. */
    public static final class Writes {

        private Writes() {}

        public static void run() {
            tell(Writes::hasFailed, 30);
        }

        private static boolean hasFailed(int number) {
            boolean[] failed = {false};
            virtually(() -> {
                collectReports();
                List<Stream> streams = new ArrayList<>();
                for (long room : new long[] {Long.MAX_VALUE, 30, 0, 1_000, 0, 0, 0}) {
                    streams.add(new Stream(room));
                }
                Scarcity.failAt(number);
                write(streams);
                failed[0] = Scarcity.end();
                streams.forEach(stream -> stream.transport.room(Long.MAX_VALUE));
                ticks(6);
                int lost = 0;
                for (Stream stream : streams) {
                    lost += stream.isLost("allocation " + number) ? 1 : 0;
                }
                assertThat(lost).as("connections lost by allocation " + number).isLessThan(2);
                var next = new Stream(Long.MAX_VALUE);
                next.write(10);
                ticks(2);
                assertThat(next.isLost("the next one")).isFalse();
                assertThat(next.transport.fromOutsideTheHeap).as("the loop's memory is free again").isTrue();
            });
            return failed[0];
        }

        /** The first is taken at once, the others for a part, or not at all. */
        private static void write(List<Stream> streams) {
            streams.get(1).write(20); // into the loop's memory, and it cannot be sent at once
            streams.get(1).writeBuffer(20);
            for (int i : new int[] {0, 2, 3, 4, 5}) {
                streams.get(i).write(20);
            }
            ticks(1);
            streams.get(0).write(20);
            ticks(1);
            streams.get(6).write(50_000);
            streams.get(0).write(50_000);
            streams.get(3).write(50_000);
            streams.get(4).write(50_000);
            streams.get(0).writeLines(10, 20, 5_000, 30);
            for (int i = 0; i < 6; i++) {
                streams.get(1).write(3_000);
                streams.get(2).write(3_000);
            }
            streams.get(2).waitUntilSent();
            streams.get(2).waitUntilSent();
            ticks(1);
            streams.get(5).write(70_000);
            streams.get(2).transport.room(30_000); // those that wait are woken
            ticks(2);
            streams.get(2).write(40_000);
            streams.get(0).write(20);
            streams.get(4).abort();
            ticks(1);
        }
    }

    /** One end of a connection, and what it was given. */
    private static final class Stream {

        private static byte next;

        final ScriptedTransport transport = new ScriptedTransport();
        private final Connection connection = Connection.over(transport, 1 << 20);
        private final ByteArrayOutputStream given = new ByteArrayOutputStream();
        private final List<Task<?>> waiting = new ArrayList<>();
        private boolean aborted;

        Stream(long room) {
            transport.room(room);
        }

        private static byte[] some(int length) {
            var bytes = new byte[length];
            Arrays.fill(bytes, next++);
            return bytes;
        }

        void write(int length) {
            byte[] bytes = some(length);
            try {
                connection.writer().write(bytes);
            } catch (OutOfMemoryError e) {
                return; // refused
            }
            given.writeBytes(bytes);
            Arrays.fill(bytes, (byte) -1); // it is the program's again
        }

        void writeBuffer(int length) {
            ByteBuffer bytes = ByteBuffer.wrap(some(length));
            try {
                connection.writer().write(bytes);
            } catch (OutOfMemoryError e) {
                assertThat(bytes.position()).isZero();
                return; // refused
            }
            assertThat(bytes.hasRemaining()).isFalse();
            given.writeBytes(bytes.array());
        }

        /** All come to be written but the one for which there is no memory, and those behind it. */
        void writeLines(int... lengths) {
            List<byte[]> begun = new ArrayList<>();
            Iterator<byte[]> lines =
                    Arrays.stream(lengths).mapToObj(Stream::some).peek(begun::add).iterator();
            try {
                connection.writer().writeLines(() -> lines);
            } catch (OutOfMemoryError e) {
                begun.removeLast();
            }
            begun.forEach(given::writeBytes);
        }

        void waitUntilSent() {
            waiting.add(createTask(() -> {
                connection.writer().setWriteBufferLimits(0L, 0L);
                connection.writer().drain();
            }));
            ticks(1);
        }

        void abort() {
            aborted = true;
            try {
                connection.writer().abort();
            } catch (OutOfMemoryError e) {
                connection.writer().abort();
            }
        }

        /** Looks at what has come through, which is all that it was given unless the connection says that it is lost. */
        boolean isLost(String when) {
            assertThat(connection.writer().isClosing() ? 0 : connection.writer().getWriteBufferSize())
                    .as("never sent, " + when).isZero();
            boolean lost = false;
            try {
                connection.writer().drain();
            } catch (IOException e) {
                if (!aborted) {
                    assertThat(e).as(when).hasRootCauseInstanceOf(OutOfMemoryError.class);
                }
                lost = true;
            }
            byte[] sent = transport.written();
            byte[] all = given.toByteArray();
            assertThat(sent).as("sent, " + when)
                    .isEqualTo(lost ? Arrays.copyOf(all, Math.min(sent.length, all.length)) : all);
            assertThat(waiting).as("those that wait, " + when).allMatch(Task::done);
            connection.writer().abort();
            ticks(2);
            assertThat(transport.closes).as(when).isEqualTo(1);
            return lost && !aborted;
        }
    }
}
