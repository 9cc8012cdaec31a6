package io.asyncio4j.tests.loop;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.tests.support.Loops.ms;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.ChannelWatch;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.inspect.OpenResources;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.spi.LoopResource;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.RecordingPoller;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SCK, LOP: awaiting that a channel is ready. */
@Timeout(60)
class ChannelWaitTest {

    @Test
    void aTaskWaitsUntilThereIsSomethingToRead() {
        run(() -> {
            try (var pipe = new OpenPipe()) {
                var events = new ArrayList<String>();
                var reader = createTask(() -> {
                    loop().readable(pipe.source).await();
                    events.add("read " + pipe.read());
                });
                sleep(Duration.ZERO);
                events.add("write");
                pipe.write("x");
                reader.await();
                assertThat(events).containsExactly("write", "read x");
            }
        });
    }

    @Test // SCK-16
    void whatHeldBeforeTheCall_isNotMissed() {
        run(() -> {
            try (var pipe = new OpenPipe()) {
                pipe.write("x");
                for (int i = 0; i < 5; i++) { // level-triggered: also when nobody has read
                    loop().readable(pipe.source).await();
                    sleep(ms(2));
                }
            }
        });
    }

    @Test // SCK-05, SCK-11
    void aCancelledWait_losesNothing_andTheNextOneWorksAtOnce() {
        run(() -> {
            try (var pipe = new OpenPipe()) {
                var first = createTask(() -> loop().readable(pipe.source).await());
                sleep(Duration.ZERO);
                first.cancel();
                var second = createTask(() -> loop().readable(pipe.source).await());
                pipe.write("y");
                second.await();
                assertThat(first.cancelled()).isTrue();
                assertThat(pipe.read()).isEqualTo("y");
            }
        });
    }

    @Test // SCK-06
    void cancelInTheTickOfTheEvent_winsAndReadsNothing() {
        run(() -> {
            try (var pipe = new OpenPipe()) {
                var waiting = createTask(() -> loop().readable(pipe.source).await());
                sleep(Duration.ZERO);
                pipe.write("z");
                loop().readable(pipe.sink.isOpen() ? pipe.other.source : pipe.source).cancel();
                loop().watch(pipe.unused.source, "test").closeChannel(); // looks, so the task is about to be woken
                assertThat(waiting.cancel()).isTrue();
                assertThatThrownBy(waiting::await).isInstanceOf(CancelledError.class);
                assertThat(pipe.read()).isEqualTo("z");
            }
        });
    }

    @Test // SCK-08
    void aSecondWaitForTheSame_isRefused_andNamesTheFirst() {
        run(() -> {
            try (var pipe = new OpenPipe()) {
                var first = createTask(io.asyncio4j.TaskOptions.named("first"),
                        () -> loop().readable(pipe.source).await());
                sleep(Duration.ZERO);
                assertThatThrownBy(() -> loop().readable(pipe.source))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("already waited for by").hasMessageContaining("first");
                pipe.write("x");
                first.await();
            }
        });
    }

    @Test // SCK-09
    void readingAndWritingTheSameChannel_areIndependent() {
        run(() -> {
            try (var server = ServerSocketChannel.open().bind(loopback())) {
                server.configureBlocking(false);
                try (var client = SocketChannel.open()) {
                    client.configureBlocking(false);
                    if (!client.connect(server.getLocalAddress())) {
                        loop().connectable(client).await();
                        assertThat(client.finishConnect()).isTrue();
                    }
                    loop().acceptable(server).await();
                    try (var accepted = server.accept()) {
                        var reading = createTask(() -> loop().readable(client).await());
                        sleep(Duration.ZERO);
                        loop().writable(client).await();
                        assertThat(reading.done()).isFalse();
                        accepted.write(ByteBuffer.wrap(new byte[] {1}));
                        reading.await();
                    }
                }
            }
        });
    }

    @Test // SCK-02, CON-19, SCK-13, SCK-20
    void misuse_isToldInSentences() {
        run(() -> {
            try (var pipe = new OpenPipe()) {
                assertThatThrownBy(() -> loop().writable(pipe.source))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("never ready for that");
                ChannelWatch watch = loop().watch(pipe.source, "a stream of mine");
                assertThatThrownBy(() -> loop().readable(pipe.source))
                        .hasMessageContaining("used by a stream of mine");
                assertThatThrownBy(() -> loop().watch(pipe.source, "another"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("a stream of mine already");
                watch.close();
                assertThatThrownBy(watch::readable).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("closed");
            }
            try (var pipe = Pipe.open().source()) {
                assertThatThrownBy(() -> loop().readable(pipe)).isInstanceOf(
                        IllegalBlockingModeException.class);
            }
            var closed = SocketChannel.open();
            closed.configureBlocking(false);
            closed.close();
            assertThatThrownBy(() -> loop().readable(closed)).isInstanceOf(ClosedChannelException.class);
        });
    }

    @Test
    void anotherThread_isRefused() {
        run(() -> {
            EventLoop loop = loop();
            try (var pipe = new OpenPipe()) {
                Asyncio.toThread(() -> assertThatThrownBy(() -> loop.readable(pipe.source))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("Non-thread-safe"));
            }
        });
    }

    @Test // SCK-21
    void closingTheChannel_endsTheWait() {
        run(() -> {
            try (var pipe = new OpenPipe()) {
                var waiting = createTask(() -> loop().readable(pipe.source).await());
                sleep(Duration.ZERO);
                pipe.source.close();
                assertThatThrownBy(waiting::await).isInstanceOf(AsynchronousCloseException.class);
            }
        });
    }

    @Test
    void closingTheWatchAndItsChannel_endsTheWait_andFreesTheDescriptor() {
        run(() -> {
            var server = ServerSocketChannel.open().bind(loopback());
            server.configureBlocking(false);
            var address = server.getLocalAddress();
            ChannelWatch watch = loop().watch(server, "test");
            var waiting = createTask(() -> watch.acceptable().await());
            sleep(ms(1));
            watch.closeChannel();
            try (var again = ServerSocketChannel.open().bind(address)) { // JIO-01
                assertThat(again.isOpen()).isTrue();
            }
            assertThatThrownBy(waiting::await).isInstanceOf(ClosedChannelException.class);
        });
    }

    @Test
    void aChannelThatNobodyWaitsForAnyMore_mayBlockAgain() {
        run(() -> {
            try (var pipe = new OpenPipe()) {
                pipe.write("x");
                loop().readable(pipe.source).await();
                sleep(ms(1)); // the loop has slept
                pipe.source.configureBlocking(true);
                assertThat(pipe.read()).isEqualTo("x");
            }
        });
    }

    @Test
    void whatNobodyReads_doesNotKeepTheLoopBusy() {
        run(() -> {
            try (var pipe = new OpenPipe(); var watch = loop().watch(pipe.source, "test")) {
                pipe.write("x");
                watch.readable().await();
                int[] turns = {0};
                loop().addObserver(new io.asyncio4j.spi.LoopObserver() {
                    @Override
                    public void turnBegins(int ready) {
                        turns[0]++;
                    }
                });
                sleep(ms(50));
                assertThat(turns[0]).isLessThan(8);
                watch.readable().await(); // and yet it is not forgotten
            }
        });
    }

    @Test // LOP-04
    void aLoopThatIsNeverIdle_looksAtItsChannelsAllTheSame() {
        run(() -> {
            try (var pipe = new OpenPipe()) {
                Task<?> reader = createTask(() -> loop().readable(pipe.source).await());
                sleep(Duration.ZERO);
                pipe.write("x");
                int steps = 0;
                while (!reader.done()) {
                    sleep(Duration.ZERO);
                    steps++;
                }
                assertThat(steps).isLessThanOrEqualTo(260);
            }
        });
    }

    @Test
    void virtualTime_doesNotJumpWhileARealChannelIsWaitedFor() {
        Loops.run(() -> {
            try (var pipe = new OpenPipe()) {
                Duration start = loop().time();
                var waits = new CountDownLatch(1);
                loop().addObserver(new LoopObserver() {
                    @Override
                    public void waitBegins(long nanos) {
                        waits.countDown();
                    }
                });
                var writer = new Thread(() -> {
                    try {
                        waits.await();
                        pipe.write("x");
                    } catch (IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
                writer.start();
                timeout(Duration.ofHours(1), () -> loop().readable(pipe.source).await());
                assertThat(loop().time().minus(start)).isLessThan(Duration.ofMinutes(1));
                assertThatThrownBy(() -> timeout(ms(5), () -> loop().readable(pipe.other.source).await()))
                        .isInstanceOf(TimeoutException.class);
                writer.join();
            }
            Duration start = loop().time();
            sleep(Duration.ofHours(1)); // nothing is watched any more
            assertThat(loop().time().minus(start)).isEqualTo(Duration.ofHours(1));
        });
    }

    @Test // STW-31, SRV-42, LOP-07
    void closingTheLoop_endsTasksFirst_thenClosesWhatIsLeft() throws IOException {
        List<String> events = new ArrayList<>();
        EventLoop loop = EventLoop.create();
        var pipe = new OpenPipe();
        loop.runUntilComplete(() -> {
            loop.addResource(() -> events.add("resource"));
            AutoCloseable taken = () -> events.add("taken back");
            loop.addResource(taken);
            assertThat(loop.removeResource(taken)).isTrue();
            createTask(() -> {
                try {
                    loop.readable(pipe.source).await();
                } finally {
                    events.add("task");
                }
            });
            sleep(ms(1));
        });
        loop.setExceptionHandler((where, context) -> {});
        loop.close();
        assertThat(events).containsExactly("task", "resource");
        assertThatThrownBy(() -> loop.readable(pipe.source)).hasMessageContaining("closed");
        pipe.close();
    }

    /** Says whether it is closing, and notes that it was closed. */
    private static LoopResource resource(String name, boolean closing, List<String> events) {
        return new LoopResource() {
            @Override
            public boolean isClosing() {
                return closing;
            }

            @Override
            public void close() {
                events.add("closed " + name);
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }

    @Test
    void whatIsClosing_isNotTold_andIsClosedWithTheLoopAllTheSame() {
        List<String> events = new ArrayList<>();
        EventLoop loop = EventLoop.builder().debug(true).build();
        loop.setExceptionHandler((_, entries) -> events.add(entries.get("message").toString()));
        loop.runUntilComplete(() -> {
            loop.addResource(resource("b", false, events));
            loop.addResource(resource("going", true, events));
            loop.addResource(resource("a", false, events));
            assertThat(OpenResources.of(loop)).containsExactly("a", "b");
        });
        loop.close();
        assertThat(events).containsExactlyInAnyOrder("unclosed a was closed with its loop", "closed a",
                "unclosed b was closed with its loop", "closed b", "closed going");
        assertThat(OpenResources.of(loop)).isEmpty();
    }

    @Test
    void aPollerThatCannotWatch_isNamed() {
        var poller = new RecordingPoller();
        run(EventLoop.builder().poller(poller), () -> {
            try (var pipe = new OpenPipe()) {
                assertThatThrownBy(() -> loop().readable(pipe.source))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("RecordingPoller");
            }
        });
    }

    private static EventLoop loop() {
        return EventLoop.running();
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** A pipe that does not block, with others for side effects. */
    private static final class OpenPipe implements AutoCloseable {

        final Pipe.SourceChannel source;
        final Pipe.SinkChannel sink;
        private final Pipes extra = new Pipes();
        final Ends other = extra.open();
        final Ends unused = extra.open();

        OpenPipe() throws IOException {
            Pipe pipe = Pipe.open();
            source = pipe.source();
            sink = pipe.sink();
            source.configureBlocking(false);
        }

        void write(String text) throws IOException {
            sink.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
        }

        String read() throws IOException {
            var buffer = ByteBuffer.allocate(100);
            source.read(buffer);
            return new String(buffer.array(), 0, buffer.position(), UTF_8);
        }

        @Override
        public void close() throws IOException {
            source.close();
            sink.close();
            extra.close();
        }
    }

    private record Ends(Pipe.SourceChannel source, Pipe.SinkChannel sink) {}

    private static final class Pipes {

        private final List<Ends> all = new ArrayList<>();

        Ends open() throws IOException {
            Pipe pipe = Pipe.open();
            pipe.source().configureBlocking(false);
            all.add(new Ends(pipe.source(), pipe.sink()));
            return all.getLast();
        }

        void close() throws IOException {
            for (Ends ends : all) {
                ends.source.close();
                ends.sink.close();
            }
        }
    }
}
