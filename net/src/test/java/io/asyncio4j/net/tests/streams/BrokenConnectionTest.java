package io.asyncio4j.net.tests.streams;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static io.asyncio4j.net.tests.kit.Loops.virtually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.net.Connection;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.net.tests.kit.ScriptedTransport;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What can be done with a connection that has failed: what has come before is read, then everything says why. */
@Timeout(60)
class BrokenConnectionTest {

    private static final int LIMIT = 1000;

    private interface Story {
        void tell(ScriptedTransport transport, StreamReader in, StreamWriter out) throws Exception;
    }

    private static void story(Story story) {
        virtually(() -> {
            var transport = new ScriptedTransport();
            try (Connection connection = Connection.over(transport, LIMIT)) {
                story.tell(transport, connection.reader(), connection.writer());
            }
        });
    }

    /** Has the next write fail. */
    private static IOException breaks(ScriptedTransport transport, StreamWriter out) {
        var e = new IOException("Broken pipe");
        transport.failWriting(e);
        out.write("x");
        return e;
    }

    @Test // STR-25
    void whatHasCome_andNobodyHasRead_isReadAfterAWriteHasFailed() {
        story((transport, in, out) -> {
            transport.arrive(bytes("one\ntwo\nthr"));
            transport.arrive(bytes("ee"));
            IOException e = breaks(transport, out);
            ticks(5);
            assertThat(transport.closes).isEqualTo(1);
            assertThat(catchThrowable(out::drain)).isSameAs(e);

            assertThat(text(in.readLine())).isEqualTo("one\n");
            assertThat(text(in.readUntil(bytes("\n")))).isEqualTo("two\n");
            assertThat(text(in.readExactly(2))).isEqualTo("th");
            assertThat(catchThrowable(() -> in.readExactly(5))).isSameAs(e);
            assertThat(text(in.read(10))).isEqualTo("ree");
            assertThat(catchThrowable(() -> in.read(10))).isSameAs(e);
        });
    }

    @Test // STR-25: in the tick in which it has failed, too
    void whatHasCome_isReadAtOnce_whileTheConnectionIsBeingLost() {
        story((transport, in, out) -> {
            transport.arrive(bytes("one"));
            out.setWriteBufferLimits(0L, 0L);
            IOException e = breaks(transport, out);
            assertThat(out.isClosing()).isTrue();
            assertThat(transport.closes).isZero();
            assertThat(text(in.read(10))).isEqualTo("one");
            assertThat(catchThrowable(() -> in.read(10))).isSameAs(e);
        });
    }

    @Test // STR-25: as long as the connection is not lost
    void anEndThatHadCome_isTheEnd_ofWhoReadsAtOnce() {
        story((transport, in, out) -> {
            transport.arrive(bytes("one"));
            transport.end();
            out.setWriteBufferLimits(0L, 0L);
            IOException e = breaks(transport, out);
            assertThat(out.isClosing()).isTrue();
            assertThat(text(in.read())).isEqualTo("one");
            assertThat(transport.closes).isZero();
            ticks(2);
            assertThat(catchThrowable(() -> in.read(10))).isSameAs(e);
        });
    }

    @Test // TRN-03
    void whoReads_hearsOfTheClose_beforeThoseThatHaveBegunToWaitForIt() {
        story((transport, in, out) -> {
            List<String> order = new ArrayList<>();
            transport.room(0);
            out.write("x");
            out.close();
            var closed = createTask(() -> {
                out.waitClosed();
                order.add("closed");
            });
            ticks(2);
            var reading = createTask(() -> {
                assertThat(in.read(10)).isEmpty();
                order.add("read");
            });
            ticks(2);
            transport.room(1);
            ticks(1);
            assertThat(transport.closes).as("closed where the loop has sent the last byte").isEqualTo(1);
            closed.await();
            reading.await();
            assertThat(order).containsExactly("read", "closed");
        });
    }

    @Test // STR-25
    void whoWaitsForBytes_getsThose_ofWhichTheLoopHasNotHeard() {
        story((transport, in, out) -> {
            var reading = createTask(() -> in.readExactly(4));
            ticks(2);
            transport.arriveUnnoticed(bytes("last words"));
            IOException e = breaks(transport, out);
            assertThat(text(reading.await())).isEqualTo("last");
            assertThat(text(in.read(10))).isEqualTo(" words");
            assertThat(catchThrowable(in::read)).isSameAs(e);
        });
        story((transport, in, out) -> {
            var into = ByteBuffer.allocate(4);
            var reading = createTask(() -> in.read(into));
            ticks(2);
            transport.arriveUnnoticed(bytes("last words"));
            IOException e = breaks(transport, out);
            assertThat(reading.await()).isEqualTo(4);
            assertThat(text(into.array())).isEqualTo("last");
            assertThat(in.read(ByteBuffer.allocate(10))).isEqualTo(6);
            assertThat(catchThrowable(() -> in.read(into.clear()))).isSameAs(e);
        });
    }

    @Test // STR-19: as much as asyncio takes of what nobody reads
    void ofAFlood_noMoreIsKeptThanTwiceTheLimit_andAPiece() {
        story((transport, in, out) -> {
            for (int i = 0; i < 100; i++) {
                transport.arrive(new byte[100]);
            }
            IOException e = breaks(transport, out);
            ticks(5);
            assertThat(in.read(10_000)).hasSize(2 * LIMIT + 100);
            assertThat(catchThrowable(() -> in.read(10))).isSameAs(e);
        });
    }

    @Test // TRN-05, TRN-18
    void whatCameAfterOurClose_isNotRead_whenTheRestCannotBeSent() {
        story((transport, in, out) -> {
            transport.room(1);
            out.write("xyz");
            out.close();
            ticks(2);
            transport.arrive(bytes("late"));
            var e = new IOException("Broken pipe");
            transport.failWriting(e);
            assertThat(catchThrowable(out::waitClosed)).isSameAs(e);
            assertThat(transport.reads).isZero();
            assertThat(catchThrowable(() -> in.read(10))).isSameAs(e);
        });
    }

    @Test // STR-24: when it was reading that has failed, nothing is read behind that
    void whatAReadHasFailedOn_isNotAskedAgain() {
        story((transport, in, out) -> {
            var e = new IOException("bad record");
            transport.failReading(e);
            assertThat(catchThrowable(() -> in.read(10))).isSameAs(e);
            assertThat(transport.reads).isEqualTo(1);
            transport.arriveUnnoticed(bytes("of no worth"));
            assertThat(catchThrowable(() -> in.read(10))).isSameAs(e);
        });
    }

    @Test // STR-02, STR-24
    void eachKindOfRead_throwsTheSameObject() {
        story((transport, in, out) -> {
            IOException e = breaks(transport, out);
            ticks(5);
            for (ThrowingCallable each : List.<ThrowingCallable>of(in::read, () -> in.read(1),
                    () -> in.read(0),
                    () -> in.read(ByteBuffer.allocate(1)), () -> in.read(ByteBuffer.allocate(0)),
                    () -> in.readExactly(1), in::readLine, () -> in.readUntil(bytes(";")),
                    () -> in.lines().iterator().hasNext())) {
                assertThat(catchThrowable(each)).isSameAs(e);
            }
            assertThat(in.toString())
                    .isEqualTo("<StreamReader limit=1000 exception=" + e + " scripted closed>");
        });
    }

    @Test // STR-17: what makes no sense is said first
    void separators_areCheckedBeforeTheConnection() {
        story((transport, in, out) -> {
            breaks(transport, out);
            ticks(5);
            assertThatThrownBy(() -> in.readUntil()).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> in.readUntil(new byte[0])).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> in.readExactly(-1)).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test // STW-06, STW-15
    void lines_areDroppedByAConnectionThatIsLost() {
        story((transport, in, out) -> {
            breaks(transport, out);
            ticks(5);
            out.writeLines(List.of(bytes("a"), bytes("b")));
            out.write("c");
            assertThat(out.getWriteBufferSize()).isZero();
            ticks(2);
            assertThat(transport.written()).isEmpty();
        });
    }

    // With real sockets.

    /** How the peer leaves, with what we have sent unread. */
    private interface Leaving {
        void of(SocketChannel peer) throws IOException;
    }

    @Test // STR-25: why it has left, and then that it has
    void aPeerThatSaysWhy_andResets_isHeard() {
        Leaving reset = peer -> {
            peer.setOption(StandardSocketOptions.SO_LINGER, 0);
            peer.close();
        };
        Leaving withUnreadBytes = SocketChannel::close;
        Leaving halfFirst = peer -> {
            peer.shutdownOutput();
            peer.close();
        };
        for (Leaving leaving : List.of(withUnreadBytes, halfFirst)) {
            for (boolean hasRead : new boolean[] {false, true}) {
                aPeerLeaves(leaving, hasRead);
            }
        }
        aPeerLeaves(reset, true);
    }

    private static void aPeerLeaves(Leaving leaving, boolean hasRead) {
        run(() -> {
            try (var listener = ServerSocketChannel.open().bind(at("127.0.0.1", 0));
                    Connection client = openConnection("127.0.0.1", listener.socket().getLocalPort());
                    SocketChannel peer = listener.accept()) {
                client.writer().write("much\n");
                client.writer().drain();
                if (hasRead) { // all that there is: the next read would wait
                    peer.write(ByteBuffer.wrap(bytes("wait\n")));
                    assertThat(text(client.reader().readLine())).isEqualTo("wait\n");
                }
                peer.write(ByteBuffer.wrap(bytes("too much\n")));
                leaving.of(peer);
                Throwable failed = catchThrowable(() -> {
                    while (true) {
                        client.writer().write("more\n");
                        client.writer().drain();
                        sleep(ms(1));
                    }
                });
                assertThat(failed).isInstanceOf(IOException.class);
                ticks(5);
                assertThat(text(client.reader().readLine())).isEqualTo("too much\n");
                assertThatThrownBy(() -> client.reader().readExactly(1)).isSameAs(client.reader().exception())
                        .isInstanceOf(IOException.class);
            }
        });
    }
}
