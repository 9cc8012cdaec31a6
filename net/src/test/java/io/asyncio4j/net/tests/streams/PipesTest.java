package io.asyncio4j.net.tests.streams;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.net.Net.connectReadPipe;
import static io.asyncio4j.net.Net.connectWritePipe;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.collectReports;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.net.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams that block, as the standard ones do, awaited by tasks. */
@Timeout(30)
class PipesTest {

    /** A pipe of the system, whose ends block. */
    private static final class Ends {
        final Pipe pipe = Pipe.open();
        final InputStream source = Channels.newInputStream(pipe.source());
        final OutputStream sink = Channels.newOutputStream(pipe.sink());

        Ends() throws IOException {}
    }

    @Test // STR-34, PIP-02, PIP-07
    void aPipe_isAStream_withAnEnd() {
        run(() -> {
            var ends = new Ends();
            try (Connection in = connectReadPipe(ends.source); Connection out = connectWritePipe(ends.sink)) {
                out.writer().write("one\ntwo\n");
                assertThat(text(in.reader().readLine())).isEqualTo("one\n");
                var sending = createTask(() -> {
                    out.writer().write(new byte[300_000]);
                    out.writer().writeEof(); // sends, then closes
                });
                assertThat(text(in.reader().readLine())).isEqualTo("two\n");
                assertThat(in.reader().read()).hasSize(300_000);
                sending.await();
                assertThat(in.reader().atEof()).isTrue();
                in.writer().waitClosed();
            }
            assertThat(ends.pipe.source().isOpen()).isFalse();
            assertThat(ends.pipe.sink().isOpen()).isFalse();
        });
    }

    @Test // PIP-04, STR-19: two chunks ahead at most
    void aSourceThatNobodyReads_isNotReadEither() {
        run(() -> {
            var taken = new AtomicLong();
            InputStream endless = new InputStream() {
                @Override
                public int read() {
                    throw new AssertionError();
                }

                @Override
                public int read(byte[] into, int offset, int length) {
                    taken.addAndGet(length);
                    return length;
                }
            };
            try (Connection in = connectReadPipe(endless)) {
                sleep(ms(50));
                assertThat(taken.get()).isLessThanOrEqualTo(2 * 65536);
                in.reader().readExactly(1_000_000);
                sleep(ms(20));
                assertThat(taken.get()).isLessThan(1_000_000 + 4 * 65536);
            }
        });
    }

    @Test // PIP-03
    void aReadError_comesBehindWhatWasRead() {
        run(() -> {
            var reports = collectReports();
            InputStream broken = new InputStream() {
                private boolean first = true;

                @Override
                public int read() {
                    throw new AssertionError();
                }

                @Override
                public int read(byte[] into, int offset, int length) throws IOException {
                    if (!first) {
                        throw new IOException("the cable was cut");
                    }
                    first = false;
                    into[offset] = 'x';
                    return 1;
                }
            };
            Connection in = connectReadPipe(broken);
            assertThat(text(in.reader().readExactly(1))).isEqualTo("x");
            Throwable e = catchThrowable(() -> in.reader().read(1));
            assertThat(e).isInstanceOf(IOException.class).hasMessage("the cable was cut");
            assertThat(catchThrowable(() -> in.writer().waitClosed())).isSameAs(e);
            assertThat(reports).isEmpty();
        });
    }

    @Test // PIP-03: a stream of the program's own may throw anything
    void anErrorThatIsNoneOfTheStream_isToldToWhoWaits() {
        run(() -> {
            InputStream wrong = new InputStream() {
                @Override
                public int read() {
                    throw new AssertionError();
                }

                @Override
                public int read(byte[] into, int offset, int length) {
                    throw new IllegalStateException("not now");
                }
            };
            Connection in = connectReadPipe(wrong);
            assertThatThrownBy(() -> in.reader().read(1)).isInstanceOf(IOException.class)
                    .hasMessageContaining("not now").hasCauseInstanceOf(IllegalStateException.class);
            OutputStream full = new OutputStream() {
                @Override
                public void write(int b) {
                    throw new IllegalStateException("not now");
                }
            };
            Connection out = connectWritePipe(full);
            out.writer().write("x");
            out.writer().close();
            assertThatThrownBy(() -> out.writer().waitClosed()).isInstanceOf(IOException.class)
                    .hasRootCauseMessage("not now");
        });
    }

    @Test // PIP-05, PIP-09
    void writing_hasItsWaterMarks() {
        run(() -> {
            var ends = new Ends();
            try (Connection out = connectWritePipe(ends.sink); ends.source) {
                out.writer().setWriteBufferLimits(100_000L, 50_000L);
                out.writer().write(new byte[600_000]);
                var draining = createTask(out.writer()::drain);
                sleep(ms(20));
                assertThat(draining.done()).isFalse();
                assertThat(out.writer().getWriteBufferSize()).isGreaterThan(100_000);
                int[] read = {0};
                while (!draining.done()) { // it goes on at the low mark
                    read[0] += toThread(() -> ends.source.readNBytes(1000)).length;
                }
                draining.await();
                assertThat(out.writer().getWriteBufferSize()).isLessThanOrEqualTo(50_000);
                int left = 600_000 - read[0];
                assertThat(toThread(() -> ends.source.readNBytes(left))).hasSize(left);
            }
        });
    }

    @Test // PIP-06, PIP-10: it is the next write that tells
    void aReaderThatIsGone_isToldByTheNextWrite() {
        run(() -> {
            var ends = new Ends();
            ends.source.close();
            try (Connection out = connectWritePipe(ends.sink)) {
                sleep(ms(20));
                assertThat(out.writer().isClosing()).isFalse();
                out.writer().write("x");
                Throwable e = catchThrowable(() -> {
                    while (true) {
                        out.writer().drain();
                        sleep(ms(1));
                    }
                });
                assertThat(e).isInstanceOf(IOException.class);
                assertThatThrownBy(() -> out.writer().waitClosed()).isInstanceOf(IOException.class)
                        .hasMessageContaining("nobody reads");
            }
        });
    }

    @Test // PIP-08
    void abort_dropsWhatIsLeft_andClosesTheStream() {
        run(() -> {
            var closed = new AtomicBoolean();
            OutputStream slow = new OutputStream() {
                @Override
                public void write(int b) {
                    throw new AssertionError();
                }

                @Override
                public void write(byte[] from, int offset, int length) throws IOException {
                    if (closed.get()) {
                        throw new IOException("Stream closed");
                    }
                }

                @Override
                public void close() {
                    closed.set(true);
                }
            };
            Connection out = connectWritePipe(slow);
            out.writer().write(new byte[1_000_000]);
            out.writer().abort();
            out.writer().waitClosed();
            assertThat(out.writer().getWriteBufferSize()).isZero();
            while (!closed.get()) {
                sleep(ms(1));
            }
        });
    }

    @Test // PIP-11
    void aCancelledRead_losesNothing() {
        run(() -> {
            var ends = new Ends();
            try (Connection in = connectReadPipe(ends.source); ends.sink) {
                for (int i = 0; i < 20; i++) {
                    assertThatThrownBy(() -> timeout(ms(1), () -> in.reader().readLine()))
                            .isInstanceOf(TimeoutException.class);
                    ends.sink.write(bytes(i + ","));
                }
                ends.sink.write('\n');
                var expected = new StringBuilder();
                for (int i = 0; i < 20; i++) {
                    expected.append(i).append(',');
                }
                assertThat(text(in.reader().readLine())).isEqualTo(expected + "\n");
            }
        });
    }

    @Test
    void theOtherDirection_isAnError() {
        run(() -> {
            var ends = new Ends();
            Connection in = connectReadPipe(ends.source);
            in.writer().write("x");
            assertThatThrownBy(() -> {
                in.writer().drain();
                in.writer().waitClosed();
            }).isInstanceOf(IOException.class);
            Connection out = connectWritePipe(ends.sink);
            assertThatThrownBy(() -> out.reader().read()).isInstanceOf(IOException.class)
                    .hasMessageContaining("can only be written");
        });
    }
}
