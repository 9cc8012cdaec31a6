package io.asyncio4j.tests.loop;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In which order a turn sees callbacks, channels and timers, and that nobody is forgotten. */
@Timeout(60)
class ChannelOrderTest {

    private static final class OpenPipe implements AutoCloseable {
        final Pipe pipe = Pipe.open();

        OpenPipe() throws IOException {
            pipe.source().configureBlocking(false);
        }

        void write() throws IOException {
            pipe.sink().write(ByteBuffer.allocate(1));
        }

        @Override
        public void close() throws IOException {
            pipe.source().close();
            pipe.sink().close();
        }
    }

    private static EventLoop loop() {
        return EventLoop.running();
    }

    @Test // LOP-01
    void inOneTurn_readyCallbacksRun_thenChannels_thenTimers() {
        run(() -> {
            try (var pipe = new OpenPipe()) {
                List<String> order = new ArrayList<>();
                loop().readable(pipe.pipe.source()).addDoneCallback(_ -> order.add("io"));
                sleep(Duration.ofMillis(1)); // it is watched
                Duration due = loop().time().plus(Duration.ofMillis(3));
                loop().callAt(due, () -> order.add("timer"));
                pipe.write();
                while (loop().time().compareTo(due) < 0) {
                    Thread.onSpinWait(); // both are due when the loop looks
                }
                loop().callSoon(() -> order.add("soon"));
                while (order.size() < 3) {
                    sleep(Duration.ofMillis(1));
                }
                assertThat(order).containsExactly("soon", "io", "timer");
            }
        });
    }

    @Test // LOP-02
    void theLoopWaitsForTheNextTimer_whileItWatchesASilentChannel_andNotAtAllIfThereIsWork() {
        run(() -> {
            try (var pipe = new OpenPipe()) {
                var silent = createTask(() -> loop().readable(pipe.pipe.source()).await());
                Duration start = loop().time();
                sleep(Duration.ofMillis(20));
                assertThat(loop().time().minus(start)).isBetween(Duration.ofMillis(20),
                        Duration.ofSeconds(5));
                boolean[] ran = {false};
                loop().callSoon(() -> ran[0] = true);
                sleep(Duration.ZERO);
                assertThat(ran[0]).isTrue();
                silent.cancel();
            }
        });
    }

    @Test // LOP-05, SCK-17: nobody is told of what he does not wait for any more
    void aWaitThatIsTakenBackWithItsEvent_isNotTold_andItsSuccessorIs() {
        run(() -> {
            try (var pipe = new OpenPipe(); var other = new OpenPipe()) {
                List<String> told = new ArrayList<>();
                var first = loop().readable(pipe.pipe.source());
                first.addDoneCallback(done -> told.add(done.cancelled() ? "taken back" : "first"));
                loop().readable(other.pipe.source()).addDoneCallback(_ -> {});
                sleep(Duration.ofMillis(1));
                pipe.write();
                assertThat(first.cancel()).isTrue();
                assertThat(first.cancel()).as("there is none any more").isFalse();
                loop().readable(pipe.pipe.source()).addDoneCallback(_ -> told.add("second"));
                while (told.size() < 2) {
                    sleep(Duration.ofMillis(1));
                }
                assertThat(told).containsExactly("taken back", "second");
            }
        });
    }

    @Test // LOP-06
    void otherThreads_wakeALoopThatWatchesChannels_howeverOften() {
        run(() -> {
            try (var pipe = new OpenPipe()) {
                var silent = createTask(() -> loop().readable(pipe.pipe.source()).await());
                EventLoop loop = loop();
                int[] calls = {0};
                var done = new CountDownLatch(1);
                var thread = new Thread(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        loop.callSoonThreadsafe(() -> calls[0]++);
                    }
                    done.countDown();
                });
                thread.start();
                while (calls[0] < 10_000) {
                    sleep(Duration.ofMillis(1));
                }
                done.await();
                thread.join();
                silent.cancel();
            }
        });
    }

    @Test // LOP-09
    void manyChannelsAtOnce_areAllTold_inWhateverOrder() throws Exception {
        run(() -> {
            List<OpenPipe> pipes = new ArrayList<>();
            List<Task<?>> waiting = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                var pipe = new OpenPipe();
                pipes.add(pipe);
                waiting.add(createTask(() -> {
                    loop().readable(pipe.pipe.source()).await();
                }));
            }
            sleep(Duration.ofMillis(1));
            for (OpenPipe pipe : pipes) {
                pipe.write();
            }
            for (Task<?> each : waiting) {
                each.await();
            }
            for (OpenPipe pipe : pipes) {
                pipe.close();
            }
        });
    }

    @Test // SCK-15, SCK-18
    void whenBothAreReady_theReaderComesFirst_andMayTakeTheWriterBack() {
        run(() -> {
            try (var server = ServerSocketChannel.open()
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                    var client = SocketChannel.open(server.getLocalAddress());
                    var accepted = server.accept()) {
                client.configureBlocking(false);
                for (boolean takeBack : new boolean[] {false, true}) {
                    List<String> told = new ArrayList<>();
                    accepted.write(ByteBuffer.allocate(1));
                    var writable = loop().writable(client);
                    var readable = loop().readable(client);
                    writable.addDoneCallback(done -> told.add(done.cancelled() ? "taken back" : "writable"));
                    readable.addDoneCallback(_ -> {
                        told.add("readable");
                        if (takeBack) {
                            writable.cancel();
                        }
                    });
                    while (told.size() < 2) {
                        sleep(Duration.ofMillis(1));
                    }
                    assertThat(told.getFirst()).isEqualTo("readable");
                    client.read(ByteBuffer.allocate(10));
                }
            }
        });
    }

    @Test // SCK-19
    void whatFailsAfterAnEvent_isTheTasksOwnFailure_andHappensOnce() {
        run(() -> {
            try (var pipe = new OpenPipe()) {
                List<Object> reports = new ArrayList<>();
                loop().setExceptionHandler((_, context) -> reports.add(context));
                int[] times = {0};
                var task = createTask(() -> {
                    loop().readable(pipe.pipe.source()).await();
                    times[0]++;
                    throw new IllegalStateException("mine");
                });
                pipe.write();
                assertThatThrownBy(task::await).hasMessage("mine");
                sleep(Duration.ofMillis(3));
                assertThat(times[0]).isEqualTo(1);
                assertThat(reports).isEmpty();
            }
        });
    }
}
