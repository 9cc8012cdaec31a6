package io.asyncio4j.net.tests.server;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.collectReports;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ConnectionHandler;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.tests.kit.Leaks;
import io.asyncio4j.sync.Semaphore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many connections, storms, slow readers: nothing is lost, nothing stays. */
@Tag("slow")
@Timeout(120)
class LoadTest {

    private static final String HOST = "127.0.0.1";
    private static final ServerOptions OPTIONS = ServerOptions.DEFAULT.withBacklog(1000);
    private static final ConnectionHandler ECHO = (reader, writer) -> {
        for (byte[] line : reader.lines()) {
            writer.write(line);
            writer.drain();
        }
    };

    private static void ask(Connection client, String line) throws IOException {
        client.writer().write(line);
        assertThat(text(client.reader().readLine())).isEqualTo(line);
    }

    @Test
    void manyIdleConnections_andBusyOnesAmongThem() throws Exception {
        int idle = 5_000; // both ends are in this process
        Leaks.assertNone(() -> {
            run(() -> {
                List<Connection> quiet = new ArrayList<>();
                Server server = startServer(ECHO, HOST, 0, OPTIONS);
                var atATime = new Semaphore(200);
                taskGroup(g -> {
                    for (int i = 0; i < idle; i++) {
                        g.createTask(() -> {
                            try (var _ = atATime.acquire()) {
                                quiet.add(openConnection(HOST, server.port()));
                            }
                        });
                    }
                });
                taskGroup(g -> {
                    for (int i = 0; i < 200; i++) {
                        Connection busy = quiet.get(i * (idle / 200));
                        g.createTask(() -> {
                            for (int j = 0; j < 50; j++) {
                                ask(busy, "message " + j + "\n");
                            }
                        });
                    }
                });
                assertThat(server.connections()).isEqualTo(idle);
                quiet.forEach(Connection::close);
                assertThat(server.shutdown(Duration.ofSeconds(60))).isTrue();
            });
            return null;
        });
    }

    @Test
    void stormsOfConnectionsThatAreReset() throws Exception {
        Leaks.assertNone(() -> {
            run(() -> {
                var reports = collectReports();
                Server server = startServer(ECHO, HOST, 0, OPTIONS);
                for (int storm = 0; storm < 10; storm++) {
                    taskGroup(g -> {
                        for (int i = 0; i < 100; i++) {
                            int how = i % 4;
                            g.createTask(() -> {
                                try (Connection client = openConnection(HOST, server.port())) {
                                    switch (how) {
                                        case 0 -> client.writer().abort();
                                        case 1 -> {
                                            client.writer().write("half a line");
                                            client.writer().drain();
                                            client.writer().abort();
                                        }
                                        case 2 -> ask(client, "whole\n");
                                        default -> {
                                            client.writer().write("much\n".repeat(20_000)); // nobody reads the answer
                                            client.writer().drain();
                                            client.writer().abort();
                                        }
                                    }
                                }
                            });
                        }
                    });
                }
                assertThat(server.shutdown(Duration.ofSeconds(60))).isTrue();
                assertThat(reports).allMatch(report -> report.get("exception") instanceof IOException);
            });
            return null;
        });
    }

    @Test
    void slowReaders_keepLittleInMemory() {
        run(() -> {
            List<Long> buffered = new ArrayList<>();
            collectReports(); // of the connections that are aborted at the end
            Server server = startServer((reader, writer) -> {
                for (int i = 0; i < 1_000; i++) {
                    writer.write(new byte[100_000]);
                    buffered.add(writer.getWriteBufferSize());
                    writer.drain();
                }
            }, HOST, 0, OPTIONS);
            List<Connection> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                clients.add(openConnection(HOST, server.port()));
            }
            var reading = createTask(() -> {
                long total = 0;
                while (total < 100_000_000) { // one that does read gets all
                    total += clients.getFirst().reader().read(1 << 20).length;
                }
                return total;
            });
            assertThat(reading.await()).isEqualTo(100_000_000L);
            sleep(ms(10));
            assertThat(buffered).allMatch(size -> size <= 200_000);
            clients.forEach(client -> client.writer().abort());
            server.shutdown(ms(100));
        });
    }
}
