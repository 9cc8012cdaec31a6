package io.asyncio4j.monitor.internal.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.monitor.internal.look.ThisJvm;
import io.asyncio4j.monitor.support.Watched;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do not come to an end do not keep others from being answered. */
class RequestThreadsTest {

    private static final int MORE_THAN_THERE_ARE_THREADS = 12;
    private static final int PATIENCE_MILLIS = 20_000;
    private static final Pattern COOKIE = Pattern.compile("Set-cookie: ([^;]+);", Pattern.CASE_INSENSITIVE);

    private static final Pattern KEY = Pattern.compile("\"key\":\"([^\"]+)\"");

    private final RequestThreads threads = new RequestThreads(Duration.ofMillis(300), Duration.ofMillis(500));
    private final List<Socket> clients = new ArrayList<>();
    private MonitorServer server;

    @BeforeEach
    void start() throws IOException {
        server = MonitorServer.start(new ServerOptions(0, InetAddress.getLoopbackAddress(), Set.of(), false,
                List.of(), new ThisJvm()), threads);
    }

    @AfterEach
    void close() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        server.close();
    }

    private Socket connect() throws IOException {
        var client = new Socket();
        clients.add(client);
        client.setReceiveBufferSize(1_024);
        client.setSoTimeout(PATIENCE_MILLIS);
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        return client;
    }

    private static void write(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private String head(String line, String... headers) {
        return line + " HTTP/1.1\r\nHost: " + server.authority() + "\r\n" + String.join("\r\n", headers)
                + (headers.length == 0 ? "" : "\r\n");
    }

    /** Opens the page, and {@return what the client is then known by} On a busy machine it may be too late itself. */
    private String open() {
        String request = head("GET /?" + server.address().getRawQuery(), "Connection: close") + "\r\n";
        String answer = answer(request);
        Matcher cookie = COOKIE.matcher(answer);
        assertThat(cookie.find()).as(answer).isTrue();
        return "Cookie: " + cookie.group(1);
    }

    private String answer(String request) {
        return Watched.eventually(() -> {
            Socket client = connect();
            try {
                write(client, request);
                return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (SocketException e) {
                return "";
            }
        }, text -> text.startsWith("HTTP/1.1 200 "));
    }

    /** Half a request; one whose body is missing, and that is refused; one that may ask, and whose body is missing. */
    @ParameterizedTest
    @ValueSource(strings = {"half", "no body", "friend without a body"})
    void requestsThatAreNeverComplete_areGivenUp(String kind) throws IOException {
        String friend = open();
        String key = key(friend);
        for (int i = 0; i < MORE_THAN_THERE_ARE_THREADS; i++) {
            write(connect(), switch (kind) {
                case "half" -> head("GET /");
                case "no body" -> head("POST /", "Content-Length: 9") + "\r\n";
                default ->
                        head("POST /api/record", "Content-Length: 9", "Origin: http://" + server.authority(),
                                friend, "X-Asyncio4j-Key: " + key) + "\r\n";
            });
        }
        assertThat(open()).isEqualTo(friend);
    }

    private String key(String friend) {
        String answer = answer(head("GET /api/session", friend, "Connection: close") + "\r\n");
        Matcher key = KEY.matcher(answer);
        assertThat(key.find()).as(answer).isTrue();
        return key.group(1);
    }

    @Test
    void answersThatNobodyTakes_areGivenUp() throws IOException {
        String friend = open();
        String request = head("GET /vendor/uPlot.iife.min.js", friend) + "\r\n";
        for (int i = 0; i < MORE_THAN_THERE_ARE_THREADS; i++) {
            write(connect(), request.repeat(20)); // more than the buffers of a connection hold
        }
        assertThat(open()).isEqualTo(friend);
    }
}
