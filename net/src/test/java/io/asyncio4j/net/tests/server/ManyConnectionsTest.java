package io.asyncio4j.net.tests.server;

import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ConnectionHandler;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.tests.kit.Jvm;
import io.asyncio4j.net.tests.kit.Leaks;
import io.asyncio4j.process.Process;
import io.asyncio4j.process.ProcessOptions;
import io.asyncio4j.process.Processes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten thousand connections on one loop, and more than there are descriptors; the other ends are in another process. */
@Tag("slow")
@Timeout(180)
class ManyConnectionsTest {

    private static final String HOST = "127.0.0.1";
    private static final int BUSY = 1_000;
    private static final int ROUNDS = 20;
    private static final ConnectionHandler ECHO = (reader, writer) -> {
        for (byte[] line : reader.lines()) {
            writer.write(line);
            writer.drain();
        }
    };

    /** Opens many connections, talks over some of them, and holds them until its input ends. */
    static final class Clients {

        public static void main(String[] args) throws IOException {
            int port = Integer.parseInt(args[0]);
            List<SocketChannel> all = new ArrayList<>();
            for (int i = Integer.parseInt(args[1]); i > 0; i--) {
                all.add(SocketChannel.open(at(HOST, port)));
            }
            System.out.println("open");
            System.in.read();
            var answer = ByteBuffer.allocate(100);
            long start = System.nanoTime();
            for (int round = 0; round < ROUNDS; round++) {
                byte[] line = bytes("this is round " + round + "\n");
                for (SocketChannel each : busy(all)) {
                    each.write(ByteBuffer.wrap(line));
                }
                for (SocketChannel each : busy(all)) {
                    answer.clear().limit(line.length);
                    while (answer.hasRemaining() && each.read(answer) >= 0) {
                        // on
                    }
                    if (!Arrays.equals(line, Arrays.copyOf(answer.array(), line.length))) {
                        throw new AssertionError("a wrong answer in round " + round);
                    }
                }
            }
            System.out.println((System.nanoTime() - start) / 1_000_000);
            System.in.read();
            for (SocketChannel each : all) {
                each.close();
            }
        }

        private static List<SocketChannel> busy(List<SocketChannel> all) {
            List<SocketChannel> busy = new ArrayList<>();
            int every = Math.max(1, all.size() / BUSY);
            for (int i = 0; i < all.size() && busy.size() < BUSY; i += every) {
                busy.add(all.get(i));
            }
            return busy;
        }
    }

    private static int descriptorLimit() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (line.startsWith("Max open files")) {
                String soft = line.substring(20).strip().split("\\s+")[0];
                return soft.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(soft);
            }
        }
        throw new AssertionError("no limit of open files");
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void tenThousandIdleConnections_andAThousandBusyOnes() throws Exception {
        int many = Math.min(10_000, descriptorLimit() - 500);
        run(() -> { // what is made once a JVM
            try (Server server = startServer(ECHO, HOST, 0);
                    Connection client = openConnection(HOST, server.port());
                    Process process = Processes.createSubprocessExec(ProcessOptions.PIPES, "true")) {
                ask(client);
                process.waitFor();
            }
        });
        Leaks.assertNone(() -> {
            run(() -> {
                Server server = startServer(ECHO, HOST, 0, ServerOptions.DEFAULT.withBacklog(1000));
                long before = heap();
                long start = System.nanoTime();
                try (Process clients = Jvm.start("", Clients.class, server.port(), many)) {
                    assertThat(clients.stdout().readLine(UTF_8)).isEqualTo("open");
                    while (server.connections() < many) {
                        sleep(ms(5));
                    }
                    long opened = (System.nanoTime() - start) / 1_000_000;
                    long each = (heap() - before) / many;
                    clients.stdin().write("x");
                    String talked = clients.stdout().readLine(UTF_8);
                    assertThat(server.connections()).isEqualTo(many);
                    System.out.printf(
                            "%d connections: %d bytes of heap each; opened in %d ms with the client's start; "
                                    + "%d round trips over %d of them in %s ms%n",
                            many, each, opened, BUSY * ROUNDS, BUSY,
                            talked);
                    assertThat(talked).matches("\\d+");
                    assertThat(each).as("bytes of heap for an idle connection").isLessThan(8_000);
                    clients.stdin().close();
                    assertThat(clients.waitFor()).isZero();
                }
                assertThat(server.shutdown(Duration.ofSeconds(60))).isTrue();
                assertThat(server.connections()).isZero();
            });
            return null;
        });
    }

    /** A server in a process that has few descriptors; it tells when it has run out of them. */
    static final class Poor {

        public static void main(String[] args) {
            run(() -> {
                int[] reports = {0};
                EventLoop.running().setExceptionHandler((_, context) -> {
                    if (reports[0]++ == 0) {
                        System.out.println(context.get("message"));
                    }
                });
                Server server = startServer(ECHO, HOST, 0, ServerOptions.DEFAULT.withBacklog(500));
                Jvm.loadClassesOf(EventLoop.class);
                Jvm.loadClassesOf(Server.class);
                try (Connection warmUp = openConnection(HOST, server.port())) {
                    ask(warmUp);
                }
                System.out.println(server.port());
                server.serveForever();
            });
        }
    }

    @Test
    void whenThereAreNoDescriptorsLeft_othersWait_andAreServedWhenThereAre() {
        run(() -> {
            try (Process poor = Jvm.start("ulimit -n 150;", Poor.class)) {
                int port = Integer.parseInt(poor.stdout().readLine(UTF_8));
                try (Connection first = openConnection(HOST, port)) {
                    ask(first); // what serving one needs is loaded then
                }
                List<Connection> clients = new ArrayList<>();
                for (int i = 0; i < 250; i++) {
                    clients.add(openConnection(HOST, port)); // the system holds those that are not accepted
                }
                assertThat(poor.stdout().readLine(UTF_8)).isEqualTo("socket.accept() out of system resource");
                ask(clients.getFirst());
                for (Connection each : clients.subList(0, 200)) {
                    each.close();
                }
                for (Connection each : clients.subList(200, 250)) {
                    ask(each);
                    each.close();
                }
                assertThat(poor.returnCode()).isNull();
            }
        });
    }

    private static void ask(Connection client) throws IOException {
        client.writer().write("hello\n");
        assertThat(text(client.reader().readLine())).isEqualTo("hello\n");
    }
}
