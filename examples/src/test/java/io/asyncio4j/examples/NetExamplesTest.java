package io.asyncio4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples that talk to others: each runs in a JVM of its own and is talked to over real sockets. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"carried", "portable"})
class NetExamplesTest {
    private static final InetAddress HOST = InetAddress.getLoopbackAddress();

    @Parameter String threads;

    /** {@return whether a test here runs an example} */
    static boolean shows(String example) {
        return Arrays.stream(NetExamplesTest.class.getDeclaredMethods())
                .flatMap(test -> Arrays.stream(test.getName().split("_")))
                .anyMatch(example::equalsIgnoreCase);
    }

    /** A client that speaks lines. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Client(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(20_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        }

        Client(int port) throws IOException {
            this(new Socket(HOST, port));
        }

        void say(String line) throws IOException {
            socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
        }

        String hear() throws IOException {
            return in.readLine();
        }

        String ask(String line) throws IOException {
            say(line);
            return hear();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void tcpEchoServer_tcpEchoClient() throws Exception {
        try (var server = RunningExample.start(threads, "TcpEchoServer", "0")) {
            int port = server.awaitPort("Serving on");
            try (var client = RunningExample.start(threads, "TcpEchoClient", Integer.toString(port))) {
                assertThat(client.awaitEnd(0)).containsExactly(
                        "Send: 'Hello World!'", "Received: 'Hello World!'", "Close the connection");
            }
            assertThat(server.awaitLine("Received")).contains("Received 'Hello World!' from /127.0.0.1:");
            server.awaitLine("Send: 'Hello World!'");
            server.awaitLine("Close the connection");
        }
    }

    @Test
    void chatServer() throws Exception {
        try (var server = RunningExample.start(threads, "ChatServer", "0")) {
            int port = server.awaitPort("chat at port");
            try (var ann = new Client(port)) {
                assertThat(ann.ask("ann")).isEqualTo("name? * ann is here");
                try (var bob = new Client(port)) {
                    assertThat(bob.ask("bob")).isEqualTo("name? * bob is here");
                    assertThat(ann.hear()).isEqualTo("* bob is here");
                    assertThat(bob.ask("hello")).isEqualTo("bob: hello");
                    assertThat(ann.hear()).isEqualTo("bob: hello");
                    assertThat(bob.ask("/join kitchen")).isEqualTo("* bob is here");
                    assertThat(ann.hear()).isEqualTo("* bob has left");
                    assertThat(bob.ask("alone")).isEqualTo("bob: alone");
                    assertThat(ann.ask("/join kitchen")).isEqualTo("* ann is here");
                    assertThat(bob.hear()).isEqualTo("* ann is here");
                }
                assertThat(ann.hear()).isEqualTo("* bob has left");
            }
        }
    }

    @Test
    void keyValueServer_endsGracefullyOnSigterm() throws Exception {
        try (var server = RunningExample.start(threads, "KeyValueServer", "0")) {
            int port = server.awaitPort("ready at port");
            try (var client = new Client(port)) {
                assertThat(client.ask("set colour deep blue")).isEqualTo("ok");
                assertThat(client.ask("get colour")).isEqualTo("deep blue");
                assertThat(client.ask("get size")).isEqualTo("nothing");
                assertThat(client.ask("keys")).isEqualTo("colour");
                assertThat(client.ask("drop")).isEqualTo("what?");
                server.terminate();
                server.awaitLine("stopping, 1 connected");
                assertThat(client.ask("get colour")).isEqualTo("deep blue"); // it may finish
                client.say("quit");
                assertThat(client.hear()).isNull();
            }
            assertThat(server.awaitEnd(0)).endsWith("all have ended");
        }
    }

    @Test
    void keyValueServer_sendsAwayWhoSaysNothing() throws Exception {
        try (var server = RunningExample.start(threads, "KeyValueServer", "0", "300", "20000");
                var client = new Client(server.awaitPort("ready at port"))) {
            assertThat(client.hear()).isEqualTo("bye: you have said nothing for a while");
            assertThat(client.hear()).isNull();
            server.terminate();
            assertThat(server.awaitEnd(0)).endsWith("stopping, 0 connected", "all have ended");
        }
    }

    @Test
    void keyValueServer_sendsAwayWhoIsLeft_whenTheGraceIsOver() throws Exception {
        try (var server = RunningExample.start(threads, "KeyValueServer", "0", "20000", "300");
                var client = new Client(server.awaitPort("ready at port"))) {
            assertThat(client.ask("set a b")).isEqualTo("ok");
            server.terminate(); // and the client does not end
            assertThat(server.awaitEnd(0)).endsWith("stopping, 1 connected", "the rest was sent away");
        }
    }

    @Test
    void httpServer_speaksHttpAndWebSocket() throws Exception {
        try (var server = RunningExample.start(threads, "HttpServer", "0");
                var http = HttpClient.newHttpClient()) {
            int port = server.awaitPort("HTTP at port");
            URI uri = URI.create("http://127.0.0.1:" + port + "/path");
            for (int i = 0; i < 2; i++) { // the second one on the same connection
                var answer = http
                        .send(HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString("x".repeat(100_000)))
                                .build(), BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("POST /path 100000\n");
            }
            var heard = new LinkedBlockingQueue<String>();
            var message = new StringBuilder();
            WebSocket socket = http.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/chat"), new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                            message.append(data);
                            if (last) {
                                heard.add(message.toString());
                                message.setLength(0);
                            }
                            return WebSocket.Listener.super.onText(from, data, last);
                        }

                        @Override
                        public CompletionStage<?> onPong(WebSocket from, ByteBuffer data) {
                            heard.add("pong " + UTF_8.decode(data));
                            return WebSocket.Listener.super.onPong(from, data);
                        }

                        @Override
                        public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
                            heard.add("closed " + status);
                            return null;
                        }
                    }).get(20, TimeUnit.SECONDS);
            socket.sendText("hello", true).get(20, TimeUnit.SECONDS);
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("HELLO");
            socket.sendText("again ".repeat(5_000), true).get(20, TimeUnit.SECONDS); // in several frames
            String answer = String.valueOf(heard.poll(20, TimeUnit.SECONDS));
            assertThat(answer.equals("AGAIN ".repeat(5_000))).as("all comes back, not %s characters",
                    answer.length()).isTrue();
            socket.sendPing(UTF_8.encode("there?")).get(20, TimeUnit.SECONDS);
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("pong there?");
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").get(20, TimeUnit.SECONDS);
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("closed 1000");
        }
    }

    @Test
    void httpServer_speaksToCurl(@TempDir Path folder) throws Exception {
        Path curl = installed("/usr/bin/curl", "curl");
        Path file = Files.write(folder.resolve("upload"), new byte[500_000]);
        try (var server = RunningExample.start(threads, "HttpServer", "0")) {
            String url = "http://127.0.0.1:" + server.awaitPort("HTTP at port");
            var client =
                    new ProcessBuilder(curl.toString(), "-sS", "--noproxy", "*", "--max-time", "20", "-w",
                            "%{http_code}, %{num_connects} made\n", url + "/a", url + "/b", "--next", "-sS",
                            "--noproxy",
                            "*", "--max-time", "20", "-w", "%{http_code}\n", "-H", "Expect: 100-continue",
                            "--data-binary", "@" + file, url + "/up").redirectErrorStream(true).start();
            try (var output = client.inputReader(UTF_8)) {
                assertThat(output.lines()).containsExactly("GET /a 0", "200, 1 made", "GET /b 0",
                        "200, 0 made", "POST /up 500000", "200");
            }
            assertThat(client.waitFor()).isZero();
        }
    }

    @Test
    void portScanner() throws Exception {
        String port;
        try (var open = new ServerSocket(0, 50, HOST)) {
            port = Integer.toString(open.getLocalPort());
            try (var scanner = RunningExample.start(threads, "PortScanner", "127.0.0.1", port, port)) {
                assertThat(scanner.awaitEnd(0)).containsExactly("open: [" + port + "]");
            }
        }
        try (var scanner = RunningExample.start(threads, "PortScanner", "127.0.0.1", port, port)) {
            assertThat(scanner.awaitEnd(0)).containsExactly("open: []");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void portScanner_triesSoManyAtATime() throws Exception {
        try (var full = new FullPorts(8)) {
            try (var scanner = RunningExample.start(threads, "PortScanner", FullPorts.HOST.getHostAddress(),
                    Integer.toString(full.first), Integer.toString(full.first + 7), "2")) {
                long most = 0;
                while (!scanner.endsWithin(5)) {
                    most = Math.max(most, full.connecting());
                }
                assertThat(scanner.awaitEnd(0)).containsExactly("open: []");
                // one that is given up may be seen beside the next
                assertThat(most).isBetween(2L, 4L);
            }
        }
    }

    /** Neighbouring ports where servers listen that accept nobody, and have no room: who connects waits. */
    private static final class FullPorts implements AutoCloseable {
        static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.7"); // nobody else's

        final int first;
        private final int count;
        private final List<Closeable> open = new ArrayList<>();

        FullPorts(int count) throws IOException {
            this.count = count;
            int begin = 0;
            while (open.isEmpty()) {
                try {
                    begin = fill(0);
                    for (int i = 1; i < count; i++) {
                        fill(begin + i);
                    }
                } catch (IOException e) { // there are no such neighbours: others
                    close();
                    open.clear();
                }
            }
            this.first = begin;
        }

        private int fill(int port) throws IOException {
            var server = new ServerSocket(port, 1, HOST);
            open.add(server);
            for (int i = 0; i < 2; i++) {
                open.add(new Socket(HOST, server.getLocalPort()));
            }
            return server.getLocalPort();
        }

        /** {@return how many connections to these ports there are that the system has asked for in vain so far} */
        long connecting() throws IOException {
            try (var sockets = Files.lines(Path.of("/proc/net/tcp"))) {
                return sockets.map(line -> line.strip().split(" +"))
                        .filter(words -> words[2].startsWith("0700007F:") && words[3].equals("02"))
                        .map(words -> Integer.parseInt(words[2].substring(9), 16))
                        .filter(port -> port >= first && port < first + count).count();
            }
        }

        @Override
        public void close() throws IOException {
            for (Closeable each : open) {
                each.close();
            }
        }
    }

    @Test
    void processSupervisor() throws Exception {
        try (var supervisor = RunningExample.start(threads, "ProcessSupervisor")) {
            List<String> lines = supervisor.awaitEnd(0);
            assertThat(lines.stream().filter(line -> line.startsWith("one"))).containsExactly(
                    "one| one", "one: ended with 1", "one| one", "one: ended with 1", "one| one",
                    "one: ended with 1",
                    "one: given up");
            assertThat(lines.stream().filter(line -> line.startsWith("two"))).startsWith(
                    "two| two", "two| two again", "two: ended with 2").endsWith("two: given up").hasSize(10);
        }
    }

    @Test
    void tlsProxy(@TempDir Path folder) throws Exception {
        KeyStore keys = makeKey(folder);
        try (var plain = RunningExample.start(threads, "KeyValueServer", "0")) {
            String target = Integer.toString(plain.awaitPort("ready at port"));
            try (var proxy = RunningExample.start(threads, "TlsProxy", "0", "127.0.0.1", target,
                    folder.resolve("chain.pem").toString(), folder.resolve("key.pem").toString())) {
                int port = proxy.awaitPort("TLS at port");
                var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init(keys);
                var context = SSLContext.getInstance("TLS");
                context.init(null, trust.getTrustManagers(), null);
                try (var client = new Client(context.getSocketFactory().createSocket(HOST, port))) {
                    assertThat(client.ask("set a b")).isEqualTo("ok");
                    assertThat(client.ask("get a")).isEqualTo("b");
                    client.say("quit");
                    assertThat(client.hear()).isNull();
                }
            }
        }
    }

    @Test
    void redisClient() throws Exception {
        Path redis = installed("/usr/bin/redis-server", "redis-server");
        int port;
        try (var unused = new ServerSocket(0, 50, HOST)) {
            port = unused.getLocalPort();
        }
        Process server = new ProcessBuilder(redis.toString(), "--port", Integer.toString(port), "--bind",
                "127.0.0.1", "--save", "", "--appendonly", "no").redirectErrorStream(true).start();
        try (var output = server.inputReader()) {
            for (String line; (line = output.readLine()) != null
                    && !line.contains("Ready to accept connections");) {
                assertThat(server.isAlive()).as(line).isTrue();
            }
            try (var client = RunningExample.start(threads, "RedisClient", Integer.toString(port))) {
                assertThat(client.awaitEnd(0)).containsExactly(
                        "set: OK", "get: hello, wörld", "no such key: null", "10,000 increments: 1 to 10000",
                        "list: [a, b, c]",
                        "error: ERR value is not an integer or out of range",
                        "gave up waiting; the next command has its own answer: PONG");
            }
        } finally {
            server.destroyForcibly();
        }
    }

    /** Leaves a test out where a program is missing, which with CI set must be there. */
    private static Path installed(String program, String name) {
        Path path = Path.of(program);
        if (!Files.isExecutable(path)) {
            assertThat(System.getenv("CI")).as("%s is not installed", path).isNull();
            assumeTrue(false, name + " is not installed (Debian: apt install " + name + ")");
        }
        return path;
    }

    private static KeyStore makeKey(Path folder) throws Exception {
        String store = folder.resolve("keys.p12").toString();
        var keytool =
                new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair", "-alias", "proxy", "-keyalg", "EC", "-dname", "CN=localhost",
                        "-keystore", store,
                        "-storetype", "PKCS12", "-storepass", "changeit").inheritIO().start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(Path.of(store))) {
            keys.load(in, "changeit".toCharArray());
        }
        write(folder.resolve("chain.pem"), "CERTIFICATE", keys.getCertificate("proxy").getEncoded());
        write(folder.resolve("key.pem"), "PRIVATE KEY",
                keys.getKey("proxy", "changeit".toCharArray()).getEncoded());
        keys.setCertificateEntry("trusted", keys.getCertificate("proxy"));
        return keys;
    }

    private static void write(Path file, String label, byte[] content) throws IOException {
        Files.writeString(file,
                "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(content)
                        + "\n-----END " + label + "-----\n");
    }
}
