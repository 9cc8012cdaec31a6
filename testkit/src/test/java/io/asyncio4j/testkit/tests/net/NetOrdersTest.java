package io.asyncio4j.testkit.tests.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.net.Net;
import io.asyncio4j.net.Server;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.SimulatedNetwork;
import io.asyncio4j.testkit.SimulatedNetwork.Pieces;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.junit.Async.On;
import io.asyncio4j.testkit.junit.Simulated;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Streams and servers over the simulated network: by seed, with a client that is cancelled at each of its awaits or loses its
 * connection at each byte, and in all orders with few steps out of their turn. No byte is lost or doubled, nothing stays open.
 */
class NetOrdersTest {

    private static final int PORT = 8080;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** A server that gives lines back, with a number in front that counts those of a connection. */
    private static Server counting() throws IOException {
        return Net.startServer((reader, writer) -> {
            try {
                int number = 0;
                for (byte[] line = reader.readLine(); line.length > 0; line = reader.readLine()) {
                    writer.write(number++ + new String(line, StandardCharsets.UTF_8));
                    writer.drain();
                }
            } catch (SocketException e) {
                // the connection is lost
            }
        }, "localhost", PORT);
    }

    private static List<String> ask(String... lines) throws IOException {
        List<String> answers = new ArrayList<>();
        try (var connection = Net.openConnection("localhost", PORT)) {
            for (String line : lines) {
                connection.writer().write(line + "\n");
            }
            connection.writer().drain();
            for (int i = 0; i < lines.length; i++) {
                answers.add(connection.reader().readLine(StandardCharsets.UTF_8));
            }
        }
        return answers;
    }

    private static Task<List<String>> client(TestLoop test, String name, List<String> errors) {
        return test.loop().createTask(TaskOptions.named(name), () -> {
            while (true) {
                try {
                    return ask("a", "b");
                } catch (IOException e) {
                    errors.add(name);
                }
            }
        });
    }

    private static void threeClients(TestLoop test, boolean mayBeCancelled) throws IOException {
        var network = SimulatedNetwork.install(test);
        List<String> errors = new ArrayList<>();
        try (var server = counting()) {
            test.invariant("each connection has two ends at most, and nobody has more than two connections",
                    () -> network.open() <= 2 * 2 * 3 && server.connections() <= 2 * 3);
            List<Task<List<String>>> clients = List.of(client(test, "first", errors),
                    client(test, "victim", errors), client(test, "third", errors));
            Asyncio.wait(clients);
            for (Task<List<String>> client : clients) {
                assertThat(client.cancelled() ? mayBeCancelled && client.getName().equals("victim")
                        : client.result().equals(List.of("0a", "1b"))).as("%s", client).isTrue();
            }
            server.shutdown(null); // all end by themselves, or this is a deadlock
        }
        test.advance(MINUTE);
        assertThat(network.open()).isZero();
        assertThat(errors).hasSizeLessThanOrEqualTo(1); // a connection is lost once
    }

    @Simulated(seeds = 3, cancelAtEveryAwait = "victim", threads = On.BOTH)
    void streams_loseNothing_whereverAClientIsCancelled(TestLoop test) throws IOException {
        threeClients(test, true);
    }

    @Simulated(seeds = 3, loseAtEveryByte = true, threads = On.BOTH)
    void streams_loseNothing_whereverAConnectionIsLost(TestLoop test) throws IOException {
        threeClients(test, false);
    }

    /** With three clients, of which one may be cancelled before, between and behind all that the others do. */
    @ParameterizedTest
    @EnumSource(names = {"WHOLE", "SINGLE_BYTES"})
    void streams_inAllOrders_withAClientThatIsCancelled(Pieces pieces) {
        Exploration.Report report = new Exploration().exhaustive(2).schedules(Integer.MAX_VALUE)
                .limit(Duration.ofMinutes(10)).start(test -> {
                    var network = SimulatedNetwork.install(test).pieces(pieces);
                    try (var server = counting()) {
                        List<Task<List<String>>> clients = new ArrayList<>();
                        for (String name : List.of("first", "victim", "third")) {
                            clients.add(client(test, name, new ArrayList<>()));
                        }
                        test.loop().createTask(TaskOptions.named("canceller"), () -> {
                            clients.get(1).cancel();
                        });
                        Asyncio.wait(clients);
                        for (Task<List<String>> client : clients) {
                            try {
                                assertThat(client.await()).containsExactly("0a", "1b");
                            } catch (CancelledError e) {
                                assertThat(client.getName()).isEqualTo("victim");
                            }
                        }
                        server.shutdown(MINUTE);
                    }
                    test.advance(MINUTE);
                    assertThat(network.open()).isZero();
                });
        assertThat(report.complete()).isTrue();
        assertThat(report.schedules()).isGreaterThan(pieces == Pieces.SINGLE_BYTES ? 2_000 : 900);
    }
}
