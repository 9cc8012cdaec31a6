package io.asyncio4j.net.tests.streams;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.net.Net.memoryPair;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static io.asyncio4j.net.tests.kit.Loops.virtually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.CancelledError;
import io.asyncio4j.net.IncompleteReadException;
import io.asyncio4j.net.LimitOverrunException;
import io.asyncio4j.net.MemoryPair;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StreamReaderTest {

    /** What is run with one end to write to and the other to read from. */
    private interface Story {
        void tell(StreamWriter out, StreamReader in) throws Exception;
    }

    private static void story(Story story) {
        story(65536, story);
    }

    private static void story(int limit, Story story) {
        virtually(() -> {
            try (MemoryPair pair = memoryPair(1 << 20, limit)) {
                story.tell(pair.left().writer(), pair.right().reader());
            }
        });
    }

    @Test // STR-01
    void read_givesWhatIsThere_upToTheNumber() {
        story((out, in) -> {
            out.write("hello world");
            assertThat(text(in.read(5))).isEqualTo("hello");
            assertThat(text(in.read(1_000_000))).isEqualTo(" world");
            out.writeEof();
            assertThat(in.read(5)).isEmpty();
            assertThat(in.atEof()).isTrue();
        });
    }

    @Test // STR-02
    void readOfNothing_returnsAtOnce() {
        story((out, in) -> assertThat(in.read(0)).isEmpty());
    }

    @Test // STR-03
    void readToTheEnd_exceedsTheLimit() {
        story(4, (out, in) -> {
            out.write("a".repeat(100_000));
            out.writeEof();
            assertThat(in.read()).hasSize(100_000);
            assertThat(in.read(-1)).isEmpty();
        });
    }

    @Test // STR-04, STR-29
    void cancellingAReadToTheEnd_keepsWhatHasCome() {
        story((out, in) -> {
            var reading = createTask(() -> in.read());
            out.write("first ");
            ticks(3);
            reading.cancel();
            assertThatThrownBy(reading::await).isInstanceOf(CancelledError.class);
            assertThatThrownBy(() -> timeout(ms(1), () -> in.read())).isInstanceOf(TimeoutException.class);
            out.write("second");
            out.writeEof();
            assertThat(text(in.read())).isEqualTo("first second");
        });
    }

    @Test // STR-05
    void readLine_givesLines_andTheRestAtTheEnd() {
        story((out, in) -> {
            out.write("one\ntwo\nthr");
            assertThat(text(in.readLine())).isEqualTo("one\n");
            out.write("ee");
            out.writeEof();
            assertThat(text(in.readLine())).isEqualTo("two\n");
            assertThat(text(in.readLine())).isEqualTo("three");
            assertThat(in.readLine()).isEmpty();
        });
    }

    @Test
    void readLineAsText_dropsTheLineEnd() {
        story((out, in) -> {
            out.write("grün\r\n\nlast");
            out.writeEof();
            assertThat(in.readLine(UTF_8)).isEqualTo("grün");
            assertThat(in.readLine(UTF_8)).isEmpty();
            assertThat(in.readLine(UTF_8)).isEqualTo("last");
            assertThat(in.readLine(UTF_8)).isNull();
        });
    }

    @Test // STR-06, STR-07
    void anOverlongLine_isDroppedWhole_evenIfItsEndComesLater() {
        story(4, (out, in) -> {
            out.write("toolong\nok\n");
            assertThatThrownBy(in::readLine).isInstanceOf(LimitOverrunException.class)
                    .hasMessage("Separator is found, but chunk is longer than limit");
            assertThat(text(in.readLine())).isEqualTo("ok\n");
            out.write("much too long");
            ticks(1);
            assertThatThrownBy(in::readLine).isInstanceOf(LimitOverrunException.class)
                    .hasMessage("Separator is not found, and chunk exceed the limit");
            out.write("tail of it\nfine\n");
            assertThat(text(in.readLine())).isEqualTo("fine\n");
        });
    }

    @Test // STR-08
    void theLimit_isForWhatComesBeforeTheSeparator() {
        story(4, (out, in) -> {
            out.write("abcd\nabcde\n");
            assertThat(text(in.readUntil(bytes("\n")))).isEqualTo("abcd\n");
            assertThatThrownBy(() -> in.readUntil(bytes("\n"))).isInstanceOf(LimitOverrunException.class);
        });
    }

    @Test // STR-09, STR-10
    void readExactly_givesThatManyBytes_orSaysWhatThereWas() {
        story(2, (out, in) -> {
            out.write("hello");
            assertThat(text(in.readExactly(3))).isEqualTo("hel");
            assertThat(in.readExactly(0)).isEmpty();
            assertThatThrownBy(() -> in.readExactly(-1)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("readExactly size can not be less than zero");
            out.writeEof();
            var e = catchThrowableOfType(IncompleteReadException.class, () -> in.readExactly(5));
            assertThat(e).isInstanceOf(EOFException.class)
                    .hasMessage("2 bytes read on a total of 5 expected bytes");
            assertThat(text(e.partial())).isEqualTo("lo");
            assertThat(e.expected()).isEqualTo(5);
            assertThat(in.atEof()).isTrue();
        });
    }

    @Test // STR-11
    void readUntil_findsASeparatorThatComesInPieces() {
        story((out, in) -> {
            var reading = createTask(() -> in.readUntil(bytes("--end--")));
            for (String piece : new String[] {"a--e", "nd", "-", "-b"}) {
                out.write(piece);
                ticks(4);
            }
            assertThat(text(reading.await())).isEqualTo("a--end--");
            assertThat(text(in.read(9))).isEqualTo("b");
        });
    }

    @Test // STR-12, STR-13
    void aLimitOverrun_removesNothing_andSaysHowMuchMayBeRead() {
        story(4, (out, in) -> {
            out.write("abcdef<>gh");
            var found = catchThrowableOfType(LimitOverrunException.class, () -> in.readUntil(bytes("<>")));
            assertThat(found.consumed()).isEqualTo(6);
            var missing = catchThrowableOfType(LimitOverrunException.class, () -> in.readUntil(bytes("[]")));
            assertThat(missing.consumed()).isEqualTo(9);
            assertThat(text(in.readExactly(missing.consumed()))).isEqualTo("abcdef<>g");
        });
    }

    @Test // STR-14
    void readUntilAtTheEnd_saysWhatThereWas_unlessTheSeparatorIsThere() {
        story((out, in) -> {
            out.write("a;b");
            out.writeEof();
            ticks(1);
            assertThat(text(in.readUntil(bytes(";")))).isEqualTo("a;");
            var e = catchThrowableOfType(IncompleteReadException.class, () -> in.readUntil(bytes(";")));
            assertThat(text(e.partial())).isEqualTo("b");
            assertThat(e.expected()).isNull();
            assertThat(e).hasMessage("1 bytes read on a total of undefined expected bytes");
        });
    }

    @Test // STR-15, STR-16
    void ofSeveralSeparators_theOneThatEndsFirstCounts() {
        story((out, in) -> {
            out.write("a\r\nb\nc|||d||");
            byte[][] separators = {bytes("|||"), bytes("\r\n"), bytes("\n"), bytes("||")};
            assertThat(text(in.readUntil(separators))).isEqualTo("a\r\n");
            assertThat(text(in.readUntil(separators))).isEqualTo("b\n");
            assertThat(text(in.readUntil(separators))).isEqualTo("c||");
            assertThat(text(in.readUntil(separators))).isEqualTo("|d||");
        });
    }

    @Test // STR-15
    void withEqualEnds_theShortestSeparatorCountsForTheLimit() {
        story(2, (out, in) -> {
            out.write("ab\r\n");
            assertThatThrownBy(() -> in.readUntil(bytes("\r\n"), bytes("\n")))
                    .isInstanceOf(LimitOverrunException.class);
            assertThat(text(in.readUntil(bytes("\r\n")))).isEqualTo("ab\r\n");
        });
    }

    @Test // STR-17
    void separators_areChecked() {
        story((out, in) -> {
            assertThatThrownBy(() -> in.readUntil())
                    .hasMessage("Separator should contain at least one element");
            assertThatThrownBy(() -> in.readUntil(new byte[0])).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Separator should be at least one-byte string");
        });
    }

    @Test // STR-18
    void aLongLineInSmallPieces_isSearchedOnce() {
        story(20_000_000, (out, in) -> {
            var reading = createTask(() -> in.readLine());
            byte[] piece = new byte[1000];
            long start = System.nanoTime();
            for (int i = 0; i < 10_000; i++) {
                out.write(piece);
                out.drain();
                if (i % 10 == 0) {
                    sleep(ms(0));
                }
            }
            out.write("\n");
            assertThat(reading.await()).hasSize(10_000_001);
            assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
        });
    }

    @Test // STR-19
    void whatNobodyReads_staysWithTheSender() {
        virtually(() -> {
            try (MemoryPair pair = memoryPair(1000, 100)) {
                StreamWriter out = pair.left().writer();
                out.setWriteBufferLimits(1000L, null);
                out.write(new byte[10_000]);
                var draining = createTask(out::drain);
                sleep(ms(100));
                assertThat(draining.done()).isFalse();
                assertThat(out.getWriteBufferSize()).isEqualTo(9_000);
                assertThat(pair.right().reader().readExactly(10_000)).hasSize(10_000);
                draining.await();
            }
        });
    }

    @Test // STR-21, STR-23
    void theEnd_wakesAReader_andDiscardsNothing() {
        story((out, in) -> {
            var reading = createTask(() -> in.read(10));
            ticks(2);
            out.writeEof();
            assertThat(reading.await()).isEmpty();
            assertThat(in.atEof()).isTrue();
        });
        story((out, in) -> {
            out.write("rest");
            out.writeEof();
            assertThat(text(in.read(2))).isEqualTo("re");
            assertThat(in.atEof()).isFalse();
            assertThat(text(in.read(2))).isEqualTo("st");
            assertThat(in.read(1)).isEmpty();
            assertThat(in.atEof()).isTrue();
        });
    }

    @Test // STR-26
    void aSecondReader_isRefused_andTheFirstIsNotDisturbed() {
        story((out, in) -> {
            var first = createTask(() -> in.readLine());
            ticks(1);
            assertThatThrownBy(() -> in.readExactly(1)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("readExactly() called while another coroutine is already waiting");
            out.write("line\n");
            assertThat(text(first.await())).isEqualTo("line\n");
        });
    }

    @Test // STR-27
    void aReadInTheTickOfTheBytes_cannotStealThem() {
        story((out, in) -> {
            var first = createTask(() -> in.read(10));
            ticks(1);
            out.write("mine");
            out.drain(); // the bytes are there, the first reader has not run
            assertThat(catchThrowable(() -> in.read(10))).isInstanceOf(IllegalStateException.class);
            assertThat(text(first.await())).isEqualTo("mine");
        });
    }

    @Test // STR-28
    void cancelInTheTickOfTheBytes_losesNothing() {
        story((out, in) -> {
            var reading = createTask(() -> in.readExactly(4));
            ticks(1);
            out.write("four");
            out.drain();
            reading.cancel();
            assertThatThrownBy(reading::await).isInstanceOf(CancelledError.class);
            assertThat(text(in.readExactly(4))).isEqualTo("four");
        });
    }

    @Test // STR-30
    void lines_canBeIteratedOver_andGoOnAfterOneThatWasTooLong() {
        story(4, (out, in) -> {
            out.write("a\nbb\noverlong\nccc");
            out.writeEof();
            var lines = new ArrayList<String>();
            assertThatThrownBy(() -> {
                for (byte[] line : in.lines()) {
                    lines.add(text(line));
                }
            }).isInstanceOf(LimitOverrunException.class);
            for (byte[] line : in.lines()) {
                lines.add(text(line));
            }
            assertThat(lines).containsExactly("a\n", "bb\n", "ccc");
        });
    }

    @Test // STR-30
    void cancellingAnIteration_leavesIt() {
        story((out, in) -> {
            var iterating = createTask(() -> {
                for (byte[] line : in.lines()) {
                    assertThat(line).isNotEmpty();
                }
            });
            out.write("a\n");
            ticks(3);
            iterating.cancel();
            assertThatThrownBy(iterating::await).isInstanceOf(CancelledError.class);
        });
    }

    @Test // STR-31
    void theLimit_mustBePositive() {
        virtually(
                () -> assertThatThrownBy(() -> memoryPair(10, 0)).isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("Limit cannot be <= 0"));
    }

    @Test // STR-32
    void itsText_showsWhatIsUnusual() {
        story(7, (out, in) -> {
            assertThat(in).hasToString("<StreamReader limit=7 memory (right)>");
            out.write("abc");
            out.writeEof();
            in.read(1);
            assertThat(in.toString()).startsWith("<StreamReader 2 bytes limit=7");
        });
    }

    @Test // STR-35
    void exceptions_surviveSerialisation() throws Exception {
        var incomplete = copy(new IncompleteReadException(bytes("abc"), 10));
        assertThat(incomplete.partial()).isEqualTo(bytes("abc"));
        assertThat(incomplete.expected()).isEqualTo(10);
        assertThat(copy(new LimitOverrunException("text", 12)).consumed()).isEqualTo(12);
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T object) throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return (T) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    }

    @Test // STR-36
    void afterOurClose_theReaderSeesTheEnd_andKeepsWhatItHad() {
        virtually(() -> {
            try (MemoryPair pair = memoryPair()) {
                pair.left().writer().write("line\nrest");
                StreamReader in = pair.right().reader();
                assertThat(text(in.readLine())).isEqualTo("line\n");
                pair.right().close();
                pair.right().writer().waitClosed();
                assertThat(text(in.read())).isEqualTo("rest");
                assertThat(in.atEof()).isTrue();
            }
        });
    }

    @Test // STR-36
    void aReaderThatWaits_seesTheEnd_whenAnotherTaskCloses_unlessItIsCancelledItself() {
        virtually(() -> {
            for (boolean cancel : new boolean[] {false, true}) {
                try (MemoryPair pair = memoryPair()) {
                    var reading = createTask(() -> pair.right().reader().read(1));
                    ticks(2);
                    pair.right().writer().close();
                    if (cancel) { // in the same tick
                        reading.cancel();
                        assertThatThrownBy(reading::await).isInstanceOf(CancelledError.class);
                    } else {
                        assertThat(reading.await()).isEmpty();
                    }
                }
            }
        });
    }

    @Test // STR-37, TRN-15
    void readIntoABuffer_fillsIt_withoutACopyOfItsOwn() {
        story((out, in) -> {
            out.write("hello world");
            out.writeEof();
            var buffer = ByteBuffer.allocate(8);
            assertThat(in.read(buffer)).isEqualTo(8);
            assertThat(in.read(buffer)).isZero();
            assertThat(in.read(buffer.clear())).isEqualTo(3);
            assertThat(in.read(buffer.clear())).isEqualTo(-1);
            byte[] mine = {1, 2, 3};
            assertThat(Arrays.toString(mine)).isEqualTo("[1, 2, 3]");
        });
    }

    @Test // LOP-03
    void aFloodOfBytes_doesNotKeepOthersFromRunning() {
        story((out, in) -> {
            int[] others = {0};
            var other = createTask(() -> {
                while (true) {
                    sleep(ms(0));
                    others[0]++;
                }
            });
            out.write(new byte[1 << 20]);
            out.drain();
            for (int i = 0; i < 1 << 12; i++) {
                in.readExactly(256);
            }
            assertThat(others[0]).isGreaterThanOrEqualTo(2);
            other.cancel();
        });
    }
}
