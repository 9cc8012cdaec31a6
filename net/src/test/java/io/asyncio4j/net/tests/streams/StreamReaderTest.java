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
import static io.asyncio4j.net.tests.kit.MemoryStory.story;
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
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StreamReaderTest {

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
            Map<String, ThrowingCallable> others = Map.of("readExactly", () -> in.readExactly(1),
                    "read", () -> in.read(1), "readUntil", () -> in.readUntil(bytes(";")));
            others.forEach((name, other) -> assertThatThrownBy(other)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(name + "() called while another coroutine is already waiting for"
                            + " incoming data"));
            assertThatThrownBy(in::readLine).hasMessageStartingWith("readUntil() called");
            assertThatThrownBy(in::read).hasMessageStartingWith("read() called");
            assertThatThrownBy(() -> in.read(ByteBuffer.allocate(1))).hasMessageStartingWith("read() called");
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

    @Test // STR-31
    void theLimit_mustBePositive_andALoopRunning() {
        for (int limit : new int[] {0, -1}) {
            virtually(() -> assertThatThrownBy(() -> memoryPair(10, limit))
                    .isInstanceOf(IllegalArgumentException.class).hasMessage("Limit cannot be <= 0"));
        }
        assertThatThrownBy(() -> memoryPair(10, 10)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
    }

    @Test // STR-32
    void itsText_showsWhatIsUnusual() {
        story(7, (out, in) -> {
            assertThat(in).hasToString("<StreamReader limit=7 memory (right)>");
            out.write("abc");
            out.writeEof();
            in.read(1);
            assertThat(in).hasToString("<StreamReader 2 bytes limit=7 memory (right)>");
            assertThatThrownBy(() -> in.readExactly(5)).isInstanceOf(IncompleteReadException.class);
            assertThat(in).hasToString("<StreamReader eof limit=7 memory (right)>");
        });
        story((out, in) -> {
            var reading = createTask(() -> in.read(1));
            ticks(2);
            assertThat(in).hasToString("<StreamReader waiting memory (right)>");
            reading.cancel();
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
        });
    }

    @Test // STR-37
    void bytesThatWereReturned_areTheCallers() {
        story((out, in) -> {
            out.write("hello world");
            Arrays.fill(in.read(3), (byte) 'x');
            Arrays.fill(in.readExactly(3), (byte) 'x');
            Arrays.fill(in.readUntil(bytes("o")), (byte) 'x');
            byte[] last = in.read(100);
            out.write("more");
            assertThat(text(in.read(100))).isEqualTo("more");
            assertThat(text(last)).isEqualTo("rld");
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
