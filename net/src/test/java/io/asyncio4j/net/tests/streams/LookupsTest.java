package io.asyncio4j.net.tests.streams;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.spi.Network;
import io.asyncio4j.net.tests.kit.Log;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Asking the system's resolver, which blocks. */
@Timeout(60)
class LookupsTest {

    @Test // CON-03
    void aLookup_isDoneByTheDefaultExecutor_theLoopGoesOn_andCancellingIsPrompt() throws Exception {
        var stuck = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(64)) {
            run(() -> {
                EventLoop.running().setDefaultExecutor(threads);
                for (int i = 0; i < 64; i++) { // what the resolver would do without an answer
                    EventLoop.running().runInExecutor(null, () -> {
                        stuck.await();
                        return null;
                    });
                }
                try (Server server = startServer((reader, writer) -> {}, "127.0.0.1", 0)) {
                    Task<Connection> connecting =
                            createTask(() -> openConnection("localhost", server.port()));
                    Task<Connection> cancelled =
                            createTask(() -> openConnection("localhost", server.port()));
                    ticks(10);
                    assertThat(connecting.done()).as("it waits for a thread").isFalse();
                    cancelled.cancel();
                    assertThatThrownBy(cancelled::await).isInstanceOf(CancelledError.class);
                    assertThat(stuck.getCount()).as("and nothing else has happened").isEqualTo(1);
                    stuck.countDown();
                    connecting.await().close();
                }
            });
        }
    }

    @Test // CON-03: lookups that do not end take no more than their share of threads
    void manyLookups_areDoneSoManyAtATime() throws Exception {
        var asked = new AtomicInteger();
        var answers = new Semaphore(0); // of a resolver that answers when it is told to
        try (ExecutorService threads = new ThreadPoolExecutor(200, 200, 1, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>()) {
            @Override
            protected void beforeExecute(Thread thread, Runnable lookup) {
                asked.incrementAndGet();
                answers.acquireUninterruptibly();
            }
        }; AutoCloseable _ = () -> answers.release(1000)) { // whatever happens, the threads end
            run(() -> {
                EventLoop.running().setDefaultExecutor(threads);
                List<Task<?>> lookups = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    lookups.add(createTask(() -> Network.real().resolve("localhost")));
                }
                lookups.getFirst().cancel();
                awaitEqual(asked, 64);
                for (int answered = 1; answered <= 3; answered++) {
                    answers.release();
                    awaitEqual(asked, 64 + answered);
                }
                answers.release(200);
                for (Task<?> lookup : lookups.subList(1, 200)) {
                    assertThat((List<?>) lookup.await()).isNotEmpty();
                }
                assertThat(asked).hasValue(199);
            });
        }
    }

    /** Waits until there are so many, and asserts that there are no more. */
    private static void awaitEqual(AtomicInteger count, int expected) {
        while (count.get() < expected) {
            sleep(ms(1));
        }
        ticks(10);
        sleep(ms(20)); // would others be asked, their threads had the time to say so
        assertThat(count).hasValue(expected);
    }

    @Test // CON-03
    void lookupsThatAreCancelledBeforeTheyBegin_takeNoPlaces() {
        try (ExecutorService oneThread = Executors.newSingleThreadExecutor()) {
            run(() -> {
                EventLoop.running().setDefaultExecutor(oneThread);
                var stuck = new CountDownLatch(1);
                oneThread.execute(() -> awaitQuietly(stuck));
                for (int i = 0; i < 100; i++) {
                    var lookup = createTask(() -> Network.real().resolve("localhost"));
                    ticks(3);
                    lookup.cancel();
                    assertThatThrownBy(lookup::await).isInstanceOf(CancelledError.class);
                }
                stuck.countDown();
                List<InetAddress> found =
                        timeout(Duration.ofSeconds(20), () -> Network.real().resolve("localhost"));
                assertThat(found).isNotEmpty();
            });
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            // an end, too
        }
    }

    @Test // LOP-08
    void debugMode_logsHowLongALookupTook_louderIfItWasSlow() {
        try (Log log = Log.of("io.asyncio4j.net", Level.FINE)) {
            run(() -> {
                Network.real().resolve("localhost");
                assertThat(log.lines()).isEmpty();
                EventLoop.running().setDebug(true);
                Network.real().resolve("localhost");
                assertThat(log.lines()).hasSize(1);
                assertThat(log.lines().getFirst()).matches(
                        "Getting address info localhost took \\d+\\.\\d{3} ms: \\[localhost/.*\\]");
                assertThatThrownBy(() -> Network.real().resolve("no-such-host.invalid"))
                        .isInstanceOf(UnknownHostException.class);
                assertThat(log.lines().getLast()).contains("UnknownHostException");
            });
        }
        try (Log log = Log.of("io.asyncio4j.net", Level.INFO)) {
            run(() -> {
                EventLoop.running().setDebug(true);
                EventLoop.running().setSlowCallbackDuration(Duration.ofSeconds(30));
                Network.real().resolve("localhost");
                assertThat(log.lines()).isEmpty();
                EventLoop.running().setSlowCallbackDuration(Duration.ofNanos(1));
                Network.real().resolve("localhost");
                assertThat(log.lines()).hasSize(1);
                sleep(Duration.ZERO);
            });
        }
    }
}
