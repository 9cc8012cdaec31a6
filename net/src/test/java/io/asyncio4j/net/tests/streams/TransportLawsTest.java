package io.asyncio4j.net.tests.streams;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.net.Net.memoryPair;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.collectReports;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static io.asyncio4j.net.tests.kit.Loops.virtually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.LimitOverrunException;
import io.asyncio4j.net.MemoryPair;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.net.tests.kit.ScriptedTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a stream makes of its transport: when it asks, in which order things end, and that they end once. */
@Timeout(30)
class TransportLawsTest {

    private interface Story {
        void tell(ScriptedTransport transport, StreamReader in, StreamWriter out) throws Exception;
    }

    private static void story(Story story) {
        virtually(() -> {
            var transport = new ScriptedTransport();
            try (Connection connection = Connection.over(transport, 1000)) {
                story.tell(transport, connection.reader(), connection.writer());
            }
        });
    }

    @Test // STR-20, TRN-02, TRN-11: there is no pausing: a source is asked when bytes are wanted
    void aSource_isAskedOnlyWhenBytesAreWanted() {
        story((transport, in, out) -> {
            transport.arrive(new byte[100]);
            transport.arrive(new byte[100]);
            ticks(5);
            assertThat(transport.reads).isZero();
            assertThat(in.read(10)).hasSize(10);
            assertThat(in.readExactly(90)).hasSize(90);
            ticks(5);
            assertThat(transport.reads).isEqualTo(1);
            for (int i = 0; i < 20; i++) {
                transport.arrive(new byte[400]);
            }
            assertThatThrownBy(in::readLine).isInstanceOf(LimitOverrunException.class);
            assertThat(transport.reads).as("no more than the limit needs").isLessThanOrEqualTo(5);
        });
    }

    @Test // STR-22
    void nothing_isNoEnd_andNothingComesBehindTheEnd() {
        story((transport, in, out) -> {
            var reading = createTask(() -> in.read(10));
            ticks(2);
            transport.arrive(new byte[0]);
            ticks(5);
            assertThat(reading.done()).isFalse();
            transport.arrive(bytes("x"));
            assertThat(text(reading.await())).isEqualTo("x");
        });
        virtually(() -> {
            MemoryPair pair = memoryPair();
            var reading = createTask(() -> pair.right().reader().read(10));
            ticks(2);
            pair.left().writer().write(new byte[0]);
            ticks(5);
            assertThat(reading.done()).isFalse();
            pair.left().writer().writeEof();
            assertThat(reading.await()).isEmpty();
            assertThatThrownBy(() -> pair.left().writer().write("late"))
                    .isInstanceOf(IllegalStateException.class);
            pair.close();
        });
    }

    @Test // STR-24, STR-25, TRN-09
    void aReadError_endsTheReadThatWaits_andAllLaterOnes_withTheSameObject() {
        story((transport, in, out) -> {
            var reports = collectReports();
            var e = new IOException("Connection reset");
            var reading = createTask(() -> in.readExactly(10));
            ticks(2);
            transport.arrive(bytes("abc"));
            ticks(2);
            transport.failReading(e);
            assertThat(catchThrowable(reading::await)).isSameAs(e);
            assertThat(out.isClosing()).isTrue();
            assertThat(in.exception()).isSameAs(e);
            assertThat(text(in.read(10))).as("what came before").isEqualTo("abc");
            assertThat(catchThrowable(() -> in.read(10))).isSameAs(e);
            assertThat(catchThrowable(in::readLine)).isSameAs(e);
            assertThat(catchThrowable(out::waitClosed)).isSameAs(e);
            assertThat(reports).isEmpty();
        });
    }

    @Test // STR-24
    void aReadThatWasCancelled_isLeftAlone_whenTheConnectionBreaks() {
        story((transport, in, out) -> {
            var reading = createTask(() -> in.read(10));
            ticks(2);
            reading.cancel();
            transport.failReading(new IOException("Connection reset"));
            assertThat(catchThrowable(reading::await)).isInstanceOf(CancelledError.class);
        });
    }

    @Test // STW-05
    void lines_goOutInOneGatheringCall_andInAsManyAsItTakes() {
        story((transport, in, out) -> {
            out.writeLines(List.of(bytes("a"), bytes("b"), new byte[0], bytes("c\n")));
            ticks(2);
            assertThat(transport.writes).isEqualTo(1);
            assertThat(text(transport.written())).isEqualTo("abc\n");
            List<byte[]> large = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                large.add(new byte[5000]);
            }
            out.writeLines(large);
            out.drain();
            assertThat(transport.written()).hasSize(4 + 200 * 5000);
            assertThat(transport.mostPieces).isLessThanOrEqualTo(1024).isGreaterThan(1);
            assertThat(transport.writes).isLessThan(100);
        });
    }

    @Test
    void anAnswerInTwoWrites_goesOutInOnePiece_whatTheTransportHasNotTakenAhead() {
        story((transport, in, out) -> {
            out.write("head ");
            out.write("of an answer, and its body; ");
            out.drain();
            assertThat(transport.writes).isEqualTo(1);
            assertThat(transport.mostPieces).isEqualTo(1);

            transport.room(2);
            out.write("cut");
            ticks(2);
            out.write(" in the middle");
            transport.room(Long.MAX_VALUE);
            ticks(2);
            assertThat(transport.mostPieces).isEqualTo(1);
            assertThat(text(transport.written()))
                    .isEqualTo("head of an answer, and its body; cut in the middle");
        });
    }

    @Test
    void aLargeWrite_isSentAtOnce_behindWhatWasWritten_andItsArrayMayBeUsedAgain() {
        story((transport, in, out) -> {
            byte[] large = bytes("x".repeat(100_000));
            transport.room(40_001);
            out.write("a");
            out.write(large);
            assertThat(transport.written()).hasSize(40_001);
            assertThat(out.getWriteBufferSize()).isEqualTo(60_000);

            Arrays.fill(large, (byte) 'y');
            out.write("b");
            transport.room(Long.MAX_VALUE);
            ticks(2);
            assertThat(text(transport.written())).isEqualTo("a" + "x".repeat(100_000) + "b");
        });
    }

    @Test
    void largeWrites_thatNobodyTakesYet_stayBetweenWhatIsWrittenBeforeAndAfter() {
        story((transport, in, out) -> {
            transport.room(0);
            var expected = new StringBuilder();
            for (int i = 0; i < 3; i++) {
                String small = "small " + i;
                byte[] large = bytes(String.valueOf((char) ('a' + i)).repeat(40_000));
                out.write(small);
                out.write(large);
                expected.append(small).append(text(large));
                Arrays.fill(large, (byte) '!');
            }
            assertThat(out.getWriteBufferSize()).isEqualTo(expected.length());
            for (int i = 0; i < 4; i++) { // in pieces that end anywhere
                transport.room(25_001);
                ticks(2);
                assertThat(transport.written()).hasSize((i + 1) * 25_001);
                assertThat(out.getWriteBufferSize()).isEqualTo(expected.length() - (i + 1) * 25_001);
                out.write("more");
                expected.append("more");
            }
            transport.room(Long.MAX_VALUE);
            out.drain();
            ticks(2);
            assertThat(text(transport.written())).isEqualTo(expected.toString());
        });
    }

    @Test
    void manySmallWrites_goOutInFewPieces_andInOrder() {
        story((transport, in, out) -> {
            var all = new StringBuilder();
            for (int i = 0; i < 3000; i++) {
                String text = i + " ";
                all.append(text);
                out.write(text);
            }
            out.write(new byte[5000]);
            out.write("end");
            out.drain();
            assertThat(transport.mostPieces).isLessThan(8);
            assertThat(text(transport.written())).isEqualTo(all + "\0".repeat(5000) + "end");
        });
    }

    @Test // STW-24
    void anErrorThatNobodyAsksFor_isNotReported() {
        run(() -> {
            var reports = collectReports();
            var transport = new ScriptedTransport();
            Connection connection = Connection.over(transport, 1000);
            transport.failWriting(new IOException("Broken pipe"));
            connection.writer().write("x");
            ticks(5);
            assertThat(connection.writer().isClosing()).isTrue();
            System.gc();
            ticks(5);
            assertThat(reports).isEmpty();
        });
    }

    @Test // STW-28
    void addressesThatNobodyKnows_areNull() {
        story((transport, in, out) -> {
            assertThat(out.localAddress()).isNull();
            assertThat(out.remoteAddress()).isNull();
            assertThat(out.sslSession()).isNull();
            assertThat(out.applicationProtocol()).isNull();
        });
    }

    @Test // TRN-01, TRN-03, TRN-17
    void theEnd_comesOnce_andNeverInsideACall() {
        story((transport, in, out) -> {
            var waiting = createTask(out::waitClosed);
            ticks(2);
            transport.failWriting(new IOException("Broken pipe"));
            out.write(new byte[100_000]); // more than fits: it is tried at once
            assertThat(transport.writes).isEqualTo(1);
            assertThat(out.isClosing()).isTrue();
            assertThat(transport.closes).as("not inside write").isZero();
            out.abort();
            out.close();
            assertThat(transport.closes).as("not inside abort").isZero();
            assertThatThrownBy(waiting::await).hasMessage("Broken pipe");
            out.abort();
            ticks(3);
            assertThat(transport.closes).isEqualTo(1);
        });
    }

    @Test // TRN-04, TRN-13, PIP-09
    void whoGoesOnAfterAPause_mayClose_andTheEndComesOnce() {
        story((transport, in, out) -> {
            transport.room(0);
            List<String> order = new ArrayList<>();
            out.setWriteBufferLimits(100L, 50L);
            out.write(new byte[200]);
            var draining = createTask(() -> {
                out.drain();
                order.add("goes on");
                out.close();
            });
            var closed = createTask(() -> {
                out.waitClosed();
                order.add("closed");
            });
            ticks(3);
            transport.room(120); // 80 are left: above the low mark
            ticks(3);
            assertThat(order).isEmpty();
            transport.room(30); // 50 are left
            draining.await();
            assertThat(out.getWriteBufferSize()).isEqualTo(50);
            transport.room(1000);
            closed.await();
            assertThat(order).containsExactly("goes on", "closed");
            assertThat(transport.closes).isEqualTo(1);
        });
    }

    @Test // STW-08
    void drains_goOnTogether_inTheTickAfterTheLowMark() {
        story((transport, in, out) -> {
            transport.room(0);
            out.setWriteBufferLimits(100L, 50L);
            out.write(new byte[200]);
            List<Task<?>> drains = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                drains.add(createTask(out::drain));
            }
            ticks(3);
            drains.remove(1).cancel();
            transport.room(150);
            ticks(1); // what was waited for is known, and has woken them
            assertThat(transport.written()).hasSize(150);
            assertThat(drains).noneMatch(Task::done);
            ticks(1);
            assertThat(drains).allMatch(Task::done);
            transport.room(1000);
            ticks(2);
            assertThat(transport.written()).hasSize(200);
        });
    }

    @Test // STW-07, STW-13
    void aDrain_goesOnAtTheLowMark_whichIsAQuarterOfTheHighOne() {
        assertGoesOnAt(16_384, null, null);
        assertGoesOnAt(100, 400L, null);
        assertGoesOnAt(30, 400L, 30L);
    }

    private static void assertGoesOnAt(int mark, Long high, Long low) {
        story((transport, in, out) -> {
            transport.room(0);
            out.setWriteBufferLimits(high, low);
            out.write(new byte[100_000]);
            var draining = createTask(out::drain);
            ticks(2);
            transport.room(100_000 - mark - 1);
            ticks(5);
            assertThat(draining.done()).isFalse();
            transport.room(1);
            ticks(5);
            assertThat(draining.done()).isTrue();
            assertThat(out.getWriteBufferSize()).isEqualTo(mark);
        });
    }

    @Test // STR-37: past the buffer
    void aReadIntoABuffer_isTheTransports() {
        story((transport, in, out) -> {
            var mine = ByteBuffer.allocate(10);
            transport.arrive(bytes("abc"));
            assertThat(in.read(mine)).isEqualTo(3);
            assertThat(transport.lastInto).isSameAs(mine);
        });
    }

    @Test // TRN-05
    void afterOurClose_nothingIsReadAnyMore() {
        story((transport, in, out) -> {
            transport.arrive(bytes("one"));
            assertThat(text(in.read(10))).isEqualTo("one");
            transport.arrive(bytes("two"));
            out.close();
            int reads = transport.reads;
            assertThat(in.read(10)).isEmpty();
            assertThat(transport.reads).isEqualTo(reads);
        });
    }

    @Test // TRN-06, TRN-07
    void afterThePeersEnd_nothingIsReadAnyMore_andWritingGoesOn() {
        story((transport, in, out) -> {
            transport.arrive(bytes("last"));
            transport.end();
            assertThat(text(in.read())).isEqualTo("last");
            int reads = transport.reads;
            assertThat(in.read(1)).isEmpty();
            ticks(5);
            assertThat(transport.reads).isEqualTo(reads);
            assertThat(out.isClosing()).isFalse();
            out.write("answer");
            out.drain();
            assertThat(text(transport.written())).isEqualTo("answer");
        });
    }

    @Test // TRN-08
    void wouldBlock_isASilentWait() {
        story((transport, in, out) -> {
            var reading = createTask(() -> in.readExactly(2));
            ticks(2);
            for (int i = 0; i < 5; i++) {
                transport.arrive(new byte[0]); // woken for nothing
                ticks(2);
            }
            assertThat(reading.done()).isFalse();
            transport.arrive(bytes("ab"));
            assertThat(text(reading.await())).isEqualTo("ab");
        });
    }

    @Test // TRN-14
    void whatIsLeft_isCountedToTheByte() {
        story((transport, in, out) -> {
            transport.room(10);
            out.write(new byte[7]);
            out.writeLines(List.of(new byte[5], new byte[1]));
            assertThat(out.getWriteBufferSize()).isEqualTo(13);
            ticks(2);
            assertThat(out.getWriteBufferSize()).isEqualTo(3);
            transport.room(2);
            ticks(2);
            assertThat(out.getWriteBufferSize()).isEqualTo(1);
            transport.room(2);
            ticks(2);
            assertThat(out.getWriteBufferSize()).isZero();
        });
    }

    @Test // TRN-18
    void whatIsLeftWhenItIsClosed_isStillSent_andAnErrorThenIsTold() {
        story((transport, in, out) -> {
            transport.room(10);
            out.write(new byte[30]);
            out.close();
            ticks(3);
            transport.room(10);
            ticks(3);
            assertThat(transport.written()).hasSize(20);
            var e = new IOException("Broken pipe");
            transport.failWriting(e);
            assertThat(catchThrowable(out::waitClosed)).isSameAs(e);
            assertThat(transport.closes).isEqualTo(1);
        });
    }
}
