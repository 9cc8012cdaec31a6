package io.asyncio4j.tests.threads;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.tests.support.ChildJvm.FLAG;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.tests.support.ChildJvm;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * JVA-04: a task that blocks on a socket holds its loop, and nothing else. The JDK's socket pollers are
 * virtual threads, started by whoever is first to block on a socket, and they inherit its scheduler. Carried by a
 * loop they would end with it; that can be seen once per JVM, so fresh JVMs on the carried backend try it,
 * whatever the suite is on.
 */
class SocketPollerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Reads a byte that is sent only when this thread is seen to be parked in the read. */
    private static int readBlocking() {
        Thread reader = Thread.currentThread();
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = new Socket(server.getInetAddress(), server.getLocalPort());
                var accepted = server.accept()) {
            Thread writer = Thread.ofPlatform().daemon().start(() -> {
                while (reader.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
                try {
                    accepted.getOutputStream().write(42);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            int read = client.getInputStream().read();
            writer.join();
            return read;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String readOnAnOrdinaryVirtualThread(Duration patience) {
        var read = new CompletableFuture<Integer>();
        Thread.startVirtualThread(() -> read.complete(readBlocking()));
        try {
            return "read " + read.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            return "hangs";
        }
    }

    /** The first socket of this JVM is read by a task, the second after its loop has ended. */
    static final class TaskIsFirst {
        private TaskIsFirst() {}

        static void main(String[] args) {
            System.out.println("task read " + Asyncio.run(() -> readBlocking()));
            System.out.println("afterwards " + readOnAnOrdinaryVirtualThread(PATIENCE));
            System.exit(0);
        }
    }

    /** The pollers outlive the loop that started them; it must not stay with them. */
    static final class LoopIsDropped {
        private LoopIsDropped() {}

        static void main(String[] args) throws InterruptedException {
            var collected = new ReferenceQueue<EventLoop>();
            WeakReference<EventLoop> loop = readOnce(collected);
            for (int i = 0; i < 50 && collected.remove(100) == null; i++) {
                System.gc();
            }
            System.out.println(loop.get());
            System.exit(0);
        }

        private static WeakReference<EventLoop> readOnce(ReferenceQueue<EventLoop> collected) {
            try (var loop = EventLoop.create()) {
                loop.runUntilComplete(() -> readBlocking());
                return new WeakReference<>(loop, collected);
            }
        }
    }

    /** The same with a carried thread made by hand, whose scheduler keeps the threads that inherit it. */
    static final class NaiveThreadIsFirst {
        private NaiveThreadIsFirst() {}

        static void main(String[] args) throws Exception {
            var continuations = new LinkedBlockingQueue<Runnable>();
            var read = new CompletableFuture<Integer>();
            Method make = Class.forName("java.lang.ThreadBuilders").getDeclaredMethod(
                    "newVirtualThread", Executor.class, String.class, int.class, Runnable.class);
            make.setAccessible(true);
            Executor carrier = continuations::add;
            Runnable body = () -> read.complete(readBlocking());
            ((Thread) make.invoke(null, carrier, "naive", 0, body)).start();
            while (!read.isDone()) {
                continuations.take().run();
            }
            System.out.println("task read " + read.get());
            System.out.println("afterwards " + readOnAnOrdinaryVirtualThread(Duration.ofMillis(500)));
            System.exit(0);
        }
    }

    // JVA-04
    @Test
    void aTaskThatBlocksOnASocket_doesNotTakeTheSocketsOfTheJvmWithIt() {
        assertThat(ChildJvm.run(TaskIsFirst.class, FLAG, "-Dasyncio4j.threads=carried").lines())
                .containsExactly("task read 42", "afterwards read 42");
    }

    // JVA-04
    @Test
    void theLoopOfThatTask_isCollectedAllTheSame() {
        assertThat(ChildJvm.run(LoopIsDropped.class, FLAG, "-Dasyncio4j.threads=carried").lines())
                .containsExactly("null");
    }

    // JVA-04
    @Test
    void brokenTwin_aCarriedThreadThatKeepsWhoInheritsItsScheduler_doesTakeThem() {
        assertThat(ChildJvm.run(NaiveThreadIsFirst.class, FLAG).lines())
                .containsExactly("task read 42", "afterwards hangs");
    }

    /** No task blocks on a socket: the pollers' master would keep the JVM for 300 ms when it exits. */
    static final class NoSocket {
        private NoSocket() {}

        static void main(String[] args) {
            Asyncio.run(() -> createTask(() -> {}).await());
            System.out.println(
                    Thread.getAllStackTraces().keySet().stream()
                            .map(Thread::getName)
                            .filter(name -> name.contains("Poller"))
                            .toList());
        }
    }

    // JVA-04
    @Test
    void withoutSockets_noPollerIsStarted() {
        assertThat(ChildJvm.run(NoSocket.class, FLAG, "-Dasyncio4j.threads=carried").lines())
                .containsExactly("[]");
    }

    // JVA-04
    @Test
    void aTaskThatBlocksOnASocket_holdsTheLoop() {
        List<String> log = new ArrayList<>();
        Loops.run(() -> {
            createTask(() -> log.add("another task"));
            assertThat(readBlocking()).isEqualTo(42);
            assertThat(log).isEmpty();
        });
        assertThat(log).containsExactly("another task");
        assertThat(readOnAnOrdinaryVirtualThread(PATIENCE)).isEqualTo("read 42");
    }

    // JVA-04
    @Test
    void twoLoopsAtTheSameTime_andAnOrdinaryThread_readTheirSockets() throws Exception {
        int loops = 2;
        var allRun = new CyclicBarrier(loops);
        List<CompletableFuture<Integer>> sums = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            var sum = new CompletableFuture<Integer>();
            sums.add(sum);
            Thread.ofPlatform().start(() -> sum.complete(Loops.run(() -> {
                allRun.await(30, TimeUnit.SECONDS);
                int total = 0;
                for (int round = 0; round < 5; round++) {
                    total += createTask(() -> readBlocking()).await();
                }
                allRun.await(30, TimeUnit.SECONDS);
                return total;
            })));
        }
        assertThat(readOnAnOrdinaryVirtualThread(PATIENCE)).isEqualTo("read 42");
        for (var sum : sums) {
            assertThat(sum.get(30, TimeUnit.SECONDS)).isEqualTo(5 * 42);
        }
    }

    // JVA-04 THR-11
    @Test
    void inBlocking_theLoopGoesOnMeanwhile() {
        List<String> log = new ArrayList<>();
        Loops.run(() -> {
            createTask(() -> log.add("another task"));
            assertThat(Asyncio.blocking(() -> readBlocking())).isEqualTo(42);
            assertThat(log).containsExactly("another task");
        });
    }
}
