package io.asyncio4j.net.tests.streams;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.net.Net.createDatagramEndpoint;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ConnectionHandler;
import io.asyncio4j.net.Datagram;
import io.asyncio4j.net.DatagramEndpoint;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.Sockets;
import io.asyncio4j.net.internal.real.SocketErrors;
import io.asyncio4j.net.tests.kit.Jvm;
import io.asyncio4j.net.tests.kit.TlsEcho;
import io.asyncio4j.process.Process;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** IPv6, over the loopback interface, and beside IPv4. */
@Timeout(60)
class Ipv6Test {

    private static final String HOST = "::1";
    private static final ConnectionHandler ECHO = TlsEcho.ECHO;

    @BeforeAll
    static void isThere() {
        boolean there = true;
        try (var socket = new ServerSocket()) {
            socket.bind(at(HOST, 0));
        } catch (IOException e) {
            there = false;
        }
        // not what a command could install, unlike the peers of other tests
        Assumptions.assumeTrue(there, "left out: this machine has no IPv6 on its loopback interface");
    }

    private static String ask(Connection client, String line) throws IOException {
        return TlsEcho.ask(client, line);
    }

    private static int portOf(SocketAddress address) {
        return ((InetSocketAddress) address).getPort();
    }

    @Test // CON-01, SRV-24
    void aServerAndItsClient_knowEachOther_byAddressesAsPeopleWriteThem() {
        run(() -> {
            String[] name = {""};
            try (Server server = startServer((reader, writer) -> {
                name[0] = currentTask().getName();
                ECHO.handle(reader, writer);
            }, HOST, 0)) {
                assertThat(server.addresses()).containsExactly(at(HOST, server.port()));
                for (String host : List.of(HOST, "[::1]", "0:0:0:0:0:0:0:1")) {
                    try (Connection client = openConnection(host, server.port())) {
                        assertThat(ask(client, "x\n")).isEqualTo("x\n");
                        assertThat(client.writer().remoteAddress()).isEqualTo(at(HOST, server.port()));
                        assertThat(name[0]).isEqualTo("server [::1]:" + server.port() + " client [::1]:"
                                + portOf(client.writer().localAddress()));
                    }
                }
                assertThatThrownBy(() -> startServer(ECHO, HOST, server.port()))
                        .isInstanceOf(BindException.class)
                        .hasMessageContaining("bind on address ([::1]:" + server.port() + ")");
            }
        });
    }

    @Test // TLS-07: an address is in the certificate, and no name to be told
    void aCertificate_mayBeForAnAddress() {
        run(() -> {
            try (Server server = startServer(ECHO, HOST, 0,
                    ServerOptions.DEFAULT.withTls(TlsEcho.serverTls()));
                    Connection client = openConnection(HOST, server.port(),
                            ConnectOptions.DEFAULT.withTls(TlsEcho.clientTls()))) {
                assertThat(ask(client, "x\n")).isEqualTo("x\n");
            }
        });
    }

    @Test // CON-05, CON-16
    void nobodyThere_isNamed() {
        run(() -> {
            int port;
            try (var server = ServerSocketChannel.open().bind(at(HOST, 0))) {
                port = portOf(server.getLocalAddress());
            }
            assertThatThrownBy(() -> openConnection(HOST, port)).isInstanceOf(ConnectException.class)
                    .hasMessageContaining("Connect call failed ([::1]:" + port + ")");
            assertThatThrownBy(() -> openConnection(HOST, port,
                    ConnectOptions.DEFAULT.withLocalAddress(at("127.0.0.1", 0))))
                    .isInstanceOf(BindException.class)
                    .hasMessage("no matching local address with family=INET6 found for [::1]:" + port);
        });
    }

    @Test // CON-11, CON-12: the one that does not answer is no error
    void ofTwoFamilies_theOneThatAnswersIsTaken() {
        run(() -> {
            for (String host : List.of(HOST, "127.0.0.1")) {
                try (Server server = startServer(ECHO, host, 0)) {
                    List<String> both = List.of(HOST, "127.0.0.1");
                    for (ConnectOptions options : List.of(ConnectOptions.DEFAULT,
                            ConnectOptions.DEFAULT.withHappyEyeballsDelay(null))) {
                        try (Connection client = openConnection(both, server.port(), options)) {
                            assertThat(ask(client, "x\n")).isEqualTo("x\n");
                            assertThat(client.writer().remoteAddress()).isEqualTo(at(host, server.port()));
                        }
                    }
                }
            }
        });
    }

    @Test // SRV-26: dual stack is what the JDK has; 0.0.0.0 is IPv4 alone
    void aServerHasTheFamiliesThatWereAskedFor() {
        run(() -> {
            try (Server server = startServer(ECHO, "0.0.0.0", 0)) {
                answers(server, "127.0.0.1");
                assertThatThrownBy(() -> openConnection(HOST, server.port()))
                        .isInstanceOf(ConnectException.class);
            }
            for (List<String> hosts : List.of(List.<String>of(), List.of("::"), List.of("::", "0.0.0.0"),
                    List.of("0.0.0.0", "::"))) {
                try (Server server = startServer(ECHO, hosts, 0, ServerOptions.DEFAULT)) {
                    assertThat(server.addresses()).as("listeners at %s", hosts)
                            .containsExactly(at("::", server.port()));
                    answers(server, "127.0.0.1");
                    answers(server, HOST);
                }
            }
            try (Server server =
                    startServer(ECHO, List.of("127.0.0.1", HOST), 0, ServerOptions.DEFAULT)) {
                assertThat(server.addresses()).containsExactly(at("127.0.0.1", server.port()),
                        at(HOST, server.port()));
                answers(server, "127.0.0.1");
                answers(server, HOST);
            }
        });
    }

    private static void answers(Server server, String host) throws IOException {
        try (Connection client = openConnection(host, server.port())) {
            assertThat(ask(client, "x\n")).isEqualTo("x\n");
        }
    }

    @Test // DGR-01, DGR-13
    void datagrams_goBothWays_andAPeerThatIsGoneIsNamed() {
        run(() -> {
            DatagramEndpoint server = createDatagramEndpoint(at(HOST, 0), null);
            try (DatagramEndpoint client =
                    createDatagramEndpoint(null, (InetSocketAddress) server.localAddress())) {
                client.send(bytes("question"));
                Datagram question = server.receive();
                assertThat(text(question.data())).isEqualTo("question");
                assertThat(question.sender()).isEqualTo(client.localAddress());
                server.send(bytes("answer"), question.sender());
                assertThat(text(client.receive().data())).isEqualTo("answer");

                server.close();
                var receiving = createTask(client::receive);
                ticks(1);
                client.send(bytes("x"));
                assertThatThrownBy(receiving::await).isInstanceOf(PortUnreachableException.class)
                        .hasMessage("nobody receives at [::1]:" + portOf(server.localAddress()));
            }
        });
    }

    @Test // DGR-02
    void anEndpointWithoutAnAddress_speaksBothProtocols() {
        run(() -> {
            try (DatagramEndpoint any = createDatagramEndpoint(null, null)) {
                for (String host : List.of(HOST, "127.0.0.1")) {
                    try (DatagramEndpoint peer = createDatagramEndpoint(at(host, 0), null)) {
                        any.send(bytes("x"), peer.localAddress());
                        Datagram heard = peer.receive();
                        assertThat(heard.sender()).isEqualTo(at(host, portOf(any.localAddress())));
                        peer.send(bytes("y"), heard.sender());
                        assertThat(any.receive().sender()).isEqualTo(peer.localAddress());
                    }
                }
            }
        });
    }

    @Test // DGR-15, SCK-10, SCK-14: an error of the network, like any other
    void aSocketOfTheOtherProtocol_cannotReachIt_andLivesOn() {
        run(() -> {
            String family = "Protocol family not supported";
            try (DatagramEndpoint four = createDatagramEndpoint(at("127.0.0.1", 0), null)) {
                assertThatThrownBy(() -> four.send(bytes("x"), at(HOST, 9)))
                        .isInstanceOf(SocketException.class)
                        .hasMessageStartingWith(family + " (1 bytes from datagrams at 127.0.0.1:")
                        .hasMessageEndingWith(" to [::1]:9)");
                assertThatThrownBy(
                        () -> four.send(bytes("x"), InetSocketAddress.createUnresolved("localhost", 9)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("not resolved: localhost");
                four.send(bytes("x"), four.localAddress());
                assertThat(text(four.receive().data())).isEqualTo("x");
            }
            try (var datagrams = DatagramChannel.open(StandardProtocolFamily.INET)) {
                datagrams.configureBlocking(false);
                assertThatThrownBy(() -> Sockets.sendTo(datagrams, ByteBuffer.allocate(1), at(HOST, 9)))
                        .isInstanceOf(SocketException.class)
                        .hasMessage("sending to [::1]:9 failed: " + family);
            }
            var channel = SocketChannel.open(StandardProtocolFamily.INET);
            channel.configureBlocking(false);
            assertThatThrownBy(() -> Sockets.connect(channel, at(HOST, 9)))
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connect call failed ([::1]:9): " + family);
            assertThat(channel.isOpen()).isFalse();
        });
    }

    @Test // SCK-10
    void aChannelOfOnesOwn_isConnected() {
        run(() -> {
            try (var server = ServerSocketChannel.open().bind(at(HOST, 0));
                    var channel = SocketChannel.open()) {
                channel.configureBlocking(false);
                Sockets.connect(channel, server.getLocalAddress());
                assertThat(channel.getRemoteAddress()).isEqualTo(server.getLocalAddress());
            }
        });
    }

    /** Uses a name that has addresses of both families, IPv6 first. */
    static final class BothFamilies {

        public static void main(String[] args) {
            String name = "both.example";
            run(() -> {
                try (Server server = startServer(ECHO, name, 0)) {
                    server.addresses().forEach(BothFamilies::tell);
                    for (ConnectOptions options : List.of(ConnectOptions.DEFAULT,
                            ConnectOptions.DEFAULT.withFamily(StandardProtocolFamily.INET))) {
                        try (Connection client = openConnection(name, server.port(), options)) {
                            tell(client.writer().remoteAddress());
                        }
                    }
                    try (var channel = SocketChannel.open(StandardProtocolFamily.INET)) {
                        channel.configureBlocking(false);
                        Sockets.connect(channel, InetSocketAddress.createUnresolved(name, server.port()));
                        tell(channel.getRemoteAddress());
                    }
                    try (var endpoint = createDatagramEndpoint(at("127.0.0.1", 0),
                            InetSocketAddress.createUnresolved(name, server.port()))) {
                        tell(endpoint.remoteAddress());
                    }
                }
            });
        }

        private static void tell(SocketAddress address) {
            System.out.println(SocketErrors.text(address).replaceAll(":\\d+$", ""));
        }
    }

    @Test // CON-05, SRV-24, DGR-03, SCK-10
    void ofANameWithBothFamilies_theAddressesThatFitAreTaken(@TempDir Path folder) throws IOException {
        Path hosts = Files.writeString(folder.resolve("hosts"), "::1 both.example\n127.0.0.1 both.example\n");
        run(() -> {
            try (Process java = Jvm.start("export JDK_JAVA_OPTIONS='-Djava.net.preferIPv6Addresses=true"
                    + " -Djdk.net.hosts.file=" + hosts + "';", BothFamilies.class)) {
                assertThat(text(java.communicate().stdout()).split("\n")).containsExactly("[::1]",
                        "127.0.0.1",
                        "[::1]", "127.0.0.1", "127.0.0.1", "127.0.0.1");
            }
        });
    }

    @Test // RFC 5952
    void addresses_areWrittenShort() {
        for (String literal : List.of("::", "::1", "1::", "fe80::1", "2001:db8::1", "2001:db8::1:0:0:1",
                "2001:db8:0:1:1:1:1:1", "1:0:0:2::3", "1::2:0:0:3", "0:1:2:3:4:5:6:7", "1:2:3:4:5:6:7:0",
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80::1%1")) {
            assertThat(SocketErrors.text(at(literal, 80))).isEqualTo("[" + literal + "]:80");
        }
        assertThat(SocketErrors.text(at("1:0:0:2:0:0:0:3", 80))).isEqualTo("[1:0:0:2::3]:80");
        assertThat(SocketErrors.text(at("::ffff:127.0.0.1", 80))).isEqualTo("127.0.0.1:80");
    }
}
