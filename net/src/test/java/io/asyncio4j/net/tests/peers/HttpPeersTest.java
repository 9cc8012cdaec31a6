package io.asyncio4j.net.tests.peers;

import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.Asyncio.wrapFuture;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.process.Processes.createSubprocessExec;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ConnectionHandler;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.net.tests.kit.Peers;
import io.asyncio4j.process.ProcessOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTP by hand, against the JDK's server, from the JDK's client and from curl. */
@Timeout(60)
class HttpPeersTest {

    private static final ConnectionHandler HTTP = HttpPeersTest::serve;

    /** An HTTP/1.1 server in twenty lines: it echoes bodies, and keeps connections. */
    private static void serve(StreamReader reader, StreamWriter writer) throws IOException {
        for (String request; (request = reader.readLine(UTF_8)) != null;) {
            int length = 0;
            for (String header; !(header = String.valueOf(reader.readLine(UTF_8))).isEmpty();) {
                if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(header.substring(15).strip());
                }
            }
            byte[] body = length > 0 ? reader.readExactly(length) : bytes(request + "\n");
            writer.write("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
            writer.write(body);
            writer.drain();
        }
    }

    private static byte[] random(int size, int seed) {
        var bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** {@return the body of a message in chunks} */
    private static byte[] readChunks(StreamReader reader) throws IOException {
        var all = new ByteArrayOutputStream();
        int size;
        do {
            size = Integer.parseInt(reader.readLine(UTF_8), 16);
            all.writeBytes(reader.readExactly(size));
            assertThat(reader.readExactly(2)).isEqualTo(bytes("\r\n"));
        } while (size > 0);
        return all.toByteArray();
    }

    @Test
    void ourClient_theJdksServer() throws Exception {
        HttpServer server = HttpServer.create(at("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            byte[] answer = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, 0);
            try (var body = exchange.getResponseBody()) {
                body.write(answer);
            }
        });
        server.start();
        try {
            run(() -> taskGroup(g -> {
                for (int i = 0; i < 10; i++) {
                    byte[] question = random(100_000, i);
                    g.createTask(() -> {
                        try (Connection client = openConnection("127.0.0.1", server.getAddress().getPort())) {
                            for (int j = 0; j < 2; j++) { // the connection is kept
                                client.writer().write(String.join("\r\n", "POST / HTTP/1.1", "Host: x",
                                        "Content-Length: 100000", "", ""));
                                client.writer().write(question);
                                client.writer().drain();
                                assertThat(client.reader().readLine(UTF_8)).isEqualTo("HTTP/1.1 200 OK");
                                client.reader().readUntil(bytes("\r\n\r\n"));
                                assertThat(readChunks(client.reader())).isEqualTo(question);
                            }
                        }
                    });
                }
            }));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void theJdksClient_ourServer() {
        run(() -> {
            try (Server server = startServer(HTTP, "127.0.0.1", 0);
                    HttpClient client = HttpClient.newHttpClient()) {
                URI uri = URI.create("http://127.0.0.1:" + server.port() + "/path");
                for (int i = 0; i < 3; i++) {
                    var get = client.sendAsync(HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofString());
                    assertThat(wrapFuture(get).await().body()).isEqualTo("GET /path HTTP/1.1\n");
                    byte[] question = random(200_000, i);
                    var post = client.sendAsync(HttpRequest.newBuilder(uri)
                            .POST(HttpRequest.BodyPublishers.ofByteArray(question)).build(),
                            HttpResponse.BodyHandlers.ofByteArray());
                    assertThat(wrapFuture(post).await().body()).isEqualTo(question);
                }
                server.abortClients();
            }
        });
    }

    @Test
    void curl_ourServer() {
        Peers.assumeInstalled(Files.isExecutable(Path.of("/usr/bin/curl")), "curl");
        run(() -> {
            try (Server server = startServer(HTTP, "127.0.0.1", 0)) {
                String url = "http://127.0.0.1:" + server.port();
                var curl =
                        createSubprocessExec(ProcessOptions.PIPES, "curl", "-s", "--noproxy", "*", url + "/a",
                                url + "/b");
                assertThat(text(curl.communicate().stdout())).isEqualTo("GET /a HTTP/1.1\nGET /b HTTP/1.1\n");
                assertThat(curl.returnCode()).isZero();
            }
        });
    }
}
