package io.asyncio4j.net.tests.streams;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Net.memoryPair;
import static io.asyncio4j.net.tests.kit.Loops.atOnce;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static io.asyncio4j.net.tests.kit.Loops.virtually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ConnectionLostException;
import io.asyncio4j.net.MemoryPair;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.net.tests.kit.Log;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StreamWriterTest {

    private interface Story {
        void tell(StreamWriter out, StreamReader in, Connection peer) throws Exception;
    }

    /** A connection whose directions hold 1,000 bytes, with water marks of 400 and 100. */
    private static void story(Story story) {
        virtually(() -> {
            try (MemoryPair pair = memoryPair(1000, 65536)) {
                pair.left().writer().setWriteBufferLimits(400L, 100L);
                story.tell(pair.left().writer(), pair.right().reader(), pair.right());
            }
        });
    }

    @Test // STW-01
    void bytesLeaveBeforeTheLoopSleeps_withoutADrain() {
        story((out, in, peer) -> {
            out.write("x");
            sleep(ms(1));
            assertThat(out.getWriteBufferSize()).isZero();
            assertThat(text(in.read(1))).isEqualTo("x");
        });
    }

    @Test // STW-02
    void bytesLeaveInOrder() {
        story((out, in, peer) -> {
            var expected = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                out.write(i + ",");
                out.writeLines(List.of(bytes("a"), bytes(""), bytes("b")));
                expected.append(i).append(",ab");
            }
            out.writeEof();
            assertThat(text(in.read())).isEqualTo(expected.toString());
        });
    }

    @Test // STW-03
    void anArray_mayBeUsedAgainAtOnce() {
        story((out, in, peer) -> {
            byte[] array = bytes("first");
            out.write(array);
            array[0] = 'X';
            ByteBuffer buffer = ByteBuffer.wrap(bytes("second"));
            out.write(buffer);
            assertThat(buffer.hasRemaining()).isFalse();
            buffer.put(0, (byte) 'X');
            out.write(new byte[0]);
            out.writeEof();
            assertThat(text(in.read())).isEqualTo("firstsecond");
        });
    }

    @Test // STW-03
    void writingNothing_doesNothing_unlessTheOutputHasEnded() {
        story((out, in, peer) -> {
            out.write(new byte[0]);
            out.writeLines(List.of(new byte[0]));
            assertThat(out.getWriteBufferSize()).isZero();
            out.writeEof();
            assertThatThrownBy(() -> out.write(new byte[0])).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test // STW-06: an empty piece does not keep it from closing
    void emptyLines_areNothingThatIsLeft() {
        story((out, in, peer) -> {
            out.writeLines(List.of(new byte[0], bytes("x"), new byte[0]));
            out.writeLines(List.of(new byte[0]));
            out.close();
            out.waitClosed();
            assertThat(text(in.read())).isEqualTo("x");
        });
    }

    @Test
    void linesThatCannotAllBeHad_areWrittenUpToThere() {
        story((out, in, peer) -> {
            Iterable<byte[]> broken =
                    () -> List.of(1, 0).stream().map(i -> bytes("line " + 1 / i)).iterator();
            assertThatThrownBy(() -> out.writeLines(broken)).isInstanceOf(ArithmeticException.class);
            assertThat(text(in.read(100))).isEqualTo("line 1");
            Iterable<byte[]> closing = () -> List.of("a", "b", "c").stream().map(line -> {
                if (line.equals("b")) {
                    out.close(); // another task may, while a line is awaited
                }
                return bytes(line);
            }).iterator();
            out.writeLines(closing);
            assertThat(text(in.read())).isEqualTo("a");
            assertThat(out.getWriteBufferSize()).isZero();
        });
    }

    @Test // STW-06, STW-07
    void drain_waitsAboveTheHighMark_untilTheLowOneIsReached() {
        story((out, in, peer) -> {
            out.write(new byte[1400]);
            atOnce(out::drain); // 1000 are with the peer, 400 are not more than the high mark
            assertThat(out.getWriteBufferSize()).isEqualTo(400);
            out.writeLines(List.of(new byte[1]));
            var draining = createTask(out::drain);
            ticks(5);
            assertThat(draining.done()).isFalse();
            in.readExactly(1000);
            ticks(5);
            assertThat(draining.done()).isTrue();
        });
    }

    @Test // STW-08
    void manyDrains_goOnTogether_andCancellingOneDisturbsNone() {
        story((out, in, peer) -> {
            out.write(new byte[3000]);
            var first = createTask(out::drain);
            var second = createTask(out::drain);
            var third = createTask(out::drain);
            ticks(3);
            second.cancel();
            in.readExactly(3000);
            first.await();
            third.await();
            assertThat(second.cancelled()).isTrue();
        });
    }

    @Test // STW-10
    void drainOnAClosingStream_givesWay_thenSaysWhetherItIsLost() {
        story((out, in, peer) -> {
            out.close();
            int[] others = {0};
            createTask(() -> others[0]++);
            assertThatThrownBy(out::drain).isInstanceOf(ConnectionLostException.class)
                    .hasMessageMatching("Connection lost \\(memory \\(.+\\)\\)");
            assertThat(others[0]).isEqualTo(1);
        });
        story((out, in, peer) -> {
            out.write(new byte[3000]);
            out.close();
            int[] others = {0};
            createTask(() -> others[0]++);
            out.drain(); // there is something to be sent still
            assertThat(others[0]).isEqualTo(1);
            assertThat(in.read()).hasSize(3000);
        });
    }

    @Test // STW-09, STW-11, STW-14
    void whatBreaksTheConnection_isThrownByDrainAndWaitClosedAndReads_theSameObject() {
        virtually(() -> {
            MemoryPair pair = memoryPair(1000, 65536);
            StreamWriter out = pair.left().writer();
            out.setWriteBufferLimits(400L, 100L);
            out.write(new byte[3000]);
            var draining = createTask(out::drain);
            ticks(3);
            pair.right().writer().abort();
            Throwable e = catchThrowable(draining::await);
            assertThat(e).isInstanceOf(IOException.class).hasMessageContaining("Broken pipe");
            assertThat(catchThrowable(out::waitClosed)).isSameAs(e);
            assertThat(catchThrowable(out::drain)).isSameAs(e);
            assertThat(catchThrowable(() -> pair.left().reader().read(1))).isSameAs(e);
            assertThat(pair.left().reader().exception()).isSameAs(e);
        });
    }

    @Test // STW-12
    void aDrainWhoseBytesWereDropped_fails() {
        story((out, in, peer) -> {
            out.write(new byte[3000]);
            var draining = createTask(out::drain);
            ticks(3);
            out.abort();
            assertThatThrownBy(draining::await).isInstanceOf(ConnectionLostException.class);
            out.waitClosed();
        });
    }

    @Test // STW-12
    void aDrainWhoseBytesWereSentByClose_returns() {
        story((out, in, peer) -> {
            out.write(new byte[3000]);
            var draining = createTask(out::drain);
            ticks(3);
            out.close();
            assertThat(in.read()).hasSize(3000);
            draining.await();
        });
    }

    @Test // STW-13
    void waterMarks_areChecked() {
        story((out, in, peer) -> {
            assertThatThrownBy(() -> out.setWriteBufferLimits(1L, 2L))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("high (1) must be >= low (2) must be >= 0");
            out.setWriteBufferLimits(0L, null);
            out.write(new byte[1001]);
            var draining = createTask(out::drain);
            ticks(3);
            assertThat(draining.done()).isFalse(); // one byte is left
            in.readExactly(1001);
            draining.await();
        });
    }

    @Test // STW-13
    void oneWaterMark_givesTheOther_andNoneTheUsualOnes() {
        assertPausesAbove(400, null, 100L);
        assertPausesAbove(400, 400L, null);
        assertPausesAbove(65536, null, null);
    }

    private static void assertPausesAbove(int high, Long given, Long low) {
        story((out, in, peer) -> {
            out.setWriteBufferLimits(given, low);
            out.write(new byte[1000 + high]);
            atOnce(out::drain);
            out.write(new byte[1]);
            var draining = createTask(out::drain);
            ticks(5);
            assertThat(draining.done()).isFalse();
            draining.cancel();
        });
    }

    @Test // STW-13
    void lowerMarks_pauseAtOnce() {
        story((out, in, peer) -> {
            out.write(new byte[1300]);
            atOnce(out::drain);
            out.setWriteBufferLimits(200L, null);
            var draining = createTask(out::drain);
            ticks(5);
            assertThat(draining.done()).isFalse();
            assertThat(in.readExactly(1300)).hasSize(1300);
            draining.await();
        });
    }

    @Test // STW-15, STW-16
    void writesAfterClose_areDropped() {
        story((out, in, peer) -> {
            out.write(new byte[1500]);
            out.close();
            for (int i = 0; i < 10; i++) {
                out.write("late");
            }
            assertThat(in.read()).hasSize(1500);
            assertThat(out.isClosing()).isTrue();
        });
    }

    @Test // STW-15
    void theFifthWriteThatIsDropped_isWarnedOf_andNoOther() {
        try (Log log = Log.of("io.asyncio4j.net", Level.WARNING)) {
            story((out, in, peer) -> {
                out.close();
                for (int i = 0; i < 4; i++) {
                    out.write("late");
                }
                assertThat(log.lines()).isEmpty();
                for (int i = 0; i < 100; i++) {
                    out.writeLines(List.of(bytes("late")));
                }
                assertThat(log.lines()).singleElement().asString().contains("memory (left)")
                        .contains("has dropped 5 writes");
            });
        }
    }

    @Test // STW-18, STW-19
    void writeEof_closesOneDirection() {
        story((out, in, peer) -> {
            assertThat(out.canWriteEof()).isTrue();
            out.write(new byte[1500]);
            out.writeEof();
            out.writeEof();
            assertThatThrownBy(() -> out.write("x")).isInstanceOf(IllegalStateException.class)
                    .hasMessage("Cannot call write() after writeEof()");
            assertThatThrownBy(() -> out.writeLines(List.of())).isInstanceOf(IllegalStateException.class)
                    .hasMessage("Cannot call writeLines() after writeEof()");
            assertThat(in.read()).hasSize(1500);
            peer.writer().write("answer");
            peer.writer().drain();
            assertThat(out.isClosing()).isFalse();
            out.close();
            out.waitClosed();
            assertThatThrownBy(() -> out.write("x")).hasMessage("Cannot call write() after writeEof()");
        });
    }

    @Test // STW-19
    void writeEofOfAClosingStream_changesNothing() {
        story((out, in, peer) -> {
            out.write(new byte[2500]);
            out.close();
            out.writeEof();
            assertThat(in.read()).hasSize(2500);
            out.waitClosed();
            out.writeEof();
            assertThat(out.isClosing()).isTrue();
        });
    }

    @Test // STW-21, cheat-sheet
    void close_sendsWhatIsLeft_thenTheConnectionIsLost() {
        story((out, in, peer) -> {
            out.write(new byte[2500]);
            out.close();
            out.close();
            var closed = createTask(out::waitClosed);
            ticks(5);
            assertThat(closed.done()).isFalse();
            assertThat(in.read()).hasSize(2500);
            closed.await();
        });
    }

    @Test // STW-21
    void aCloseTimeout_abortsAConnectionWhosePeerDoesNotRead() {
        story((out, in, peer) -> {
            out.setCloseTimeout(ms(500));
            out.write(new byte[2500]);
            out.close();
            out.waitClosed();
            assertThat(out.getWriteBufferSize()).isZero();
        });
    }

    @Test // cheat-sheet: lost in N+1, wait_closed resumes in N+2
    void closingWithNothingToSend_takesTwoTicks() {
        story((out, in, peer) -> {
            var waiting = createTask(out::waitClosed);
            ticks(2);
            out.close();
            ticks(1);
            assertThat(waiting.done()).isFalse();
            ticks(1);
            assertThat(waiting.done()).isTrue();
        });
    }

    @Test // STW-22, STW-23, STW-26, TRN-19
    void abort_dropsWhatIsLeft() {
        story((out, in, peer) -> {
            out.write(new byte[5000]);
            ticks(1);
            out.abort();
            out.close();
            out.abort();
            assertThat(out.isClosing()).isTrue();
            out.waitClosed();
            out.waitClosed();
            assertThat(out.isClosing()).isTrue();
            assertThat(in.read()).hasSize(1000);
        });
    }

    @Test // STW-25
    void cancellingOneThatWaitsForTheClose_disturbsNobody() {
        story((out, in, peer) -> {
            var first = createTask(out::waitClosed);
            var second = createTask(out::waitClosed);
            ticks(2);
            first.cancel();
            ticks(2);
            out.close();
            second.await();
            assertThatThrownBy(first::await).isInstanceOf(CancelledError.class);
            out.waitClosed();
        });
    }

    @Test
    void closeOfAReaderInTheMiddle_endsIt() {
        story((out, in, peer) -> {
            var reading = createTask(() -> in.read(1));
            ticks(2);
            peer.close();
            assertThat(reading.await()).isEmpty();
        });
    }

    @Test
    void aTaskThatLeavesItsBlock_closesTheConnection() {
        story((out, in, peer) -> {
            var task = createTask(() -> {
                try (peer) {
                    in.read(1);
                }
            });
            ticks(2);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            peer.writer().waitClosed();
            assertThatCode(peer::close).doesNotThrowAnyException();
        });
    }
}
