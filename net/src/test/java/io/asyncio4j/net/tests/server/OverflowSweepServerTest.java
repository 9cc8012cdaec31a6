package io.asyncio4j.net.tests.server;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ConnectionHandler;
import io.asyncio4j.net.Net;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.tests.kit.OverflowSweep;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server is started, steered and ended where the stack overflows within that: at each frame in turn. All, or nothing. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OverflowSweepServerTest {

    private static final int ROUNDS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ConnectionHandler ECHO = (reader, writer) -> {
        for (byte[] line : reader.lines()) {
            writer.write(line);
        }
    };

    private interface Story {
        void tell(Server server) throws Exception;
    }

    private static void rounds(Story story) {
        Asyncio.run(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                timeout(PATIENCE, () -> {
                    try (Server server = Net.startServer(ECHO, "localhost", 0,
                            ServerOptions.DEFAULT.notServing())) {
                        story.tell(server);
                    }
                });
            }
        });
    }

    private static String ask(Connection client) throws IOException {
        client.writer().write("echo\n");
        return text(client.reader().readLine());
    }

    private static List<Task<?>> whoWaitForTheEndOf(Server server) {
        List<Task<?>> waiting = new ArrayList<>();
        waiting.add(createTask(server::waitClosed));
        waiting.add(createTask(server::waitClosed));
        ticks(1);
        return waiting;
    }

    private static void awaitAll(List<Task<?>> tasks) {
        tasks.forEach(Task::await);
    }

    @Test
    void startingToServe_servesOnEachAddress() {
        rounds(server -> {
            OverflowSweep.of(server::startServing);
            for (var address : server.addresses()) {
                try (Connection client = Net.openConnection(((InetSocketAddress) address).getHostString(),
                        server.port())) {
                    assertThat(ask(client)).isEqualTo("echo\n");
                }
            }
        });
    }

    @Test
    void closing_endsTheListening_andWakesAllWhoWaitForIt_butNotItsConnections() {
        rounds(server -> {
            Task<?> serving = createTask(server::serveForever);
            List<Task<?>> waiting = whoWaitForTheEndOf(server);
            try (Connection client = Net.openConnection("localhost", server.port())) {
                assertThat(ask(client)).isEqualTo("echo\n");
                OverflowSweep.of(server::close);
                serving.await();
                assertThat(server.addresses()).isEmpty();
                assertThat(ask(client)).isEqualTo("echo\n");
            }
            awaitAll(waiting);
        });
    }

    @Test
    void endingItsClients_endsAllOfThem() {
        for (boolean abort : new boolean[] {false, true}) {
            rounds(server -> {
                server.startServing();
                List<Connection> clients = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    clients.add(Net.openConnection("localhost", server.port()));
                    assertThat(ask(clients.getLast())).isEqualTo("echo\n");
                }
                OverflowSweep.of(abort ? server::abortClients : server::closeClients);
                List<Task<?>> waiting = whoWaitForTheEndOf(server);
                for (Connection client : clients) {
                    assertThat(client.reader().read()).isEmpty();
                    client.close();
                }
                OverflowSweep.of(server::close);
                awaitAll(waiting);
                assertThat(server.connections()).isZero();
            });
        }
    }

    @Test
    void shuttingDown_endsAll() {
        rounds(server -> {
            server.startServing();
            List<Task<?>> waiting = whoWaitForTheEndOf(server);
            try (Connection client = Net.openConnection("localhost", server.port())) {
                assertThat(ask(client)).isEqualTo("echo\n");
                OverflowSweep.of(() -> server.shutdown(Duration.ofMillis(1)));
                awaitAll(waiting);
                assertThat(server.connections()).isZero();
            }
        });
    }
}
