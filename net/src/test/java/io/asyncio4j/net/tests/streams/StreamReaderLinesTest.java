package io.asyncio4j.net.tests.streams;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.tests.kit.Loops.atOnce;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static io.asyncio4j.net.tests.kit.MemoryStory.story;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.CancelledError;
import io.asyncio4j.net.IncompleteReadException;
import io.asyncio4j.net.LimitOverrunException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reading up to a separator: lines, and what is like them. */
@Timeout(30)
class StreamReaderLinesTest {

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
        story((out, in) -> {
            out.write("one\ntwo\n");
            in.readLine();
            atOnce(() -> assertThat(text(in.readLine())).isEqualTo("two\n"));
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

    @Test // STR-11
    void readUntil_findsASeparatorThatComesInPieces() {
        story((out, in) -> {
            byte[] separator = bytes("--end--");
            var reading = createTask(() -> in.readUntil(separator));
            ticks(2);
            separator[0] = 'x'; // it is a copy that counts
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
            assertThat(found).hasMessage("Separator is found, but chunk is longer than limit");
            assertThat(found.consumed()).isEqualTo(6);
            var missing = catchThrowableOfType(LimitOverrunException.class, () -> in.readUntil(bytes("[]")));
            assertThat(missing).hasMessage("Separator is not found, and chunk exceed the limit");
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
            assertThat(in.atEof()).isTrue();
        });
    }

    @Test // STR-16
    void separatorsOfDifferentLengths_areFoundInPieces_theLongestToo() {
        byte[][] separators = {bytes("ab"), bytes("12345678")};
        for (String[] pieces : new String[][] {{"1", "2345", "678", "ab"}, {"x1234567", "8ab"},
            {"1234567a", "b"},
            {"x", "a", "b", "12345678"}}) {
            story((out, in) -> {
                var reading = createTask(() -> in.readUntil(separators));
                for (String piece : pieces) {
                    ticks(2);
                    out.write(piece);
                }
                String all = String.join("", pieces);
                int end = Math.min(endOf("ab", all), endOf("12345678", all));
                assertThat(text(reading.await())).isEqualTo(all.substring(0, end));
            });
        }
    }

    private static int endOf(String separator, String all) {
        int found = all.indexOf(separator);
        return found < 0 ? Integer.MAX_VALUE : found + separator.length();
    }

    @Test // STR-15
    void ofSeveralSeparators_theOneThatEndsFirstCounts() {
        story((out, in) -> {
            out.write("a\r\nb\nc|||d||");
            byte[][] separators = {bytes("|||"), bytes("\r\n"), bytes("\n"), bytes("||")};
            assertThat(text(in.readUntil(separators))).isEqualTo("a\r\n");
            assertThat(text(in.readUntil(separators))).isEqualTo("b\n");
            assertThat(text(in.readUntil(separators))).isEqualTo("c||");
            assertThat(text(in.readUntil(separators))).isEqualTo("|d||");
            out.write("e\r\nf||||");
            Collections.reverse(Arrays.asList(separators)); // their order does not matter
            assertThat(text(in.readUntil(separators))).isEqualTo("e\r\n");
            assertThat(text(in.readUntil(separators))).isEqualTo("f||");
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
}
