package io.asyncio4j.net.tests.server;

import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Net.createDatagramEndpoint;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.openUnixConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.Net.startUnixServer;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.process.Processes.createSubprocessExec;
import static io.asyncio4j.process.Processes.createSubprocessShell;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ConnectionHandler;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.TlsOptions;
import io.asyncio4j.net.tests.kit.Jvm;
import io.asyncio4j.net.tests.kit.TestCertificates;
import io.asyncio4j.net.tests.kit.TlsEcho;
import io.asyncio4j.process.Process;
import io.asyncio4j.process.ProcessOptions;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program that has no descriptors left says with what it could not do, and goes on when there are some again. */
@Tag("slow")
@Timeout(120)
class ScarceDescriptorsTest {

    private static final String HOST = "127.0.0.1";
    private static final ConnectionHandler ECHO = (reader, writer) -> {
        for (byte[] line : reader.lines()) {
            writer.write(line);
        }
    };

    /** Takes all descriptors, tells what it then hears, gives them back, and does it all again. */
    static final class Poor {

        public static void main(String[] args) {
            Path path = Path.of(args[0]);
            run(() -> {
                EventLoop.running().setExceptionHandler((_, _) -> {}); // of the server's accepting
                loadClasses();
                Server tcp = startServer(ECHO, HOST, 0);
                Server unix = startUnixServer(ECHO, path);
                for (VoidCoroutine each : operations(tcp.port(), path)) {
                    tell(each); // what is made once a JVM
                }
                System.out.println(tcp.port());
                List<Connection> all = new ArrayList<>();
                for (VoidCoroutine each : operations(tcp.port(), path)) {
                    tell(() -> {
                        while (true) {
                            all.add(openConnection(HOST, tcp.port()));
                        }
                    });
                    tell(each);
                }
                all.forEach(Connection::close);
                all.clear();
                while (tcp.connections() > 0) {
                    sleep(ms(5));
                }
                for (VoidCoroutine each : operations(tcp.port(), path)) {
                    tell(each);
                }
                System.out.println(unix.isServing());
                unix.close();
                tcp.close();
            });
        }

        private static List<VoidCoroutine> operations(int port, Path path) {
            return List.of(
                    () -> openConnection(HOST, port).close(),
                    () -> openUnixConnection(path).close(),
                    () -> startServer(ECHO, HOST, 0).close(),
                    () -> createDatagramEndpoint(at(HOST, 0), null).close(),
                    () -> createSubprocessExec(ProcessOptions.PIPES, "true").communicate(),
                    () -> startUnixServer(ECHO, path));
        }

    }

    private static void tell(VoidCoroutine operation) throws Exception {
        try {
            operation.run();
            System.out.println("ok");
        } catch (IOException e) {
            System.out.println(String.valueOf(e.getMessage()).replace('\n', ' '));
        }
    }

    /** Takes all descriptors between its first channel and its first wait. */
    static final class PoorAtFirstWait {

        public static void main(String[] args) {
            run(() -> {
                loadClasses();
                try (Server _ = startServer(ECHO, HOST, 0)) {
                    List<Closeable> all = takeAll();
                    tell(() -> sleep(ms(5)));
                    giveBack(all, all.size());
                }
            });
        }
    }

    /** Has its first channel when there are not enough descriptors, one more at each try, and then as many as it likes. */
    static final class PoorAtFirstChannel {

        static final int TRIES = 12;

        public static void main(String[] args) {
            run(() -> {
                loadClasses();
                List<Closeable> all = takeAll();
                for (int i = 0; i < TRIES; i++) {
                    tell(() -> {
                        try (Server _ = startServer(ECHO, HOST, 0)) {
                            sleep(ms(5));
                        }
                    });
                    giveBack(all, 1);
                }
                giveBack(all, all.size());
                try (Server server = startServer(ECHO, HOST, 0)) {
                    Connection connection = openConnection(HOST, server.port());
                    connection.writer().write("hello\n".getBytes(UTF_8));
                    System.out.print(text(connection.reader().readLine()));
                    connection.close();
                }
            });
        }
    }

    /** Kills what it has started when there is no descriptor to look for it, and gives some back then. */
    static final class PoorKiller {

        public static void main(String[] args) {
            run(() -> {
                loadClasses();
                createSubprocessExec("true").waitFor();
                Process closed = createSubprocessShell(ProcessOptions.PIPES, "sleep 1000 & echo $!; wait");
                long grandchild = Long.parseLong(text(closed.stdout().readLine()).strip());
                Process killed = createSubprocessExec("sleep", "1000");
                Process ended = createSubprocessExec("sleep", "1000");
                List<Closeable> all = takeAll();
                closed.close();
                killed.kill();
                ended.terminate();
                sleep(ms(50));
                giveBack(all, all.size());
                System.out.println(closed.waitFor() + " " + killed.waitFor() + " " + ended.waitFor());
                while (ProcessHandle.of(grandchild).map(ProcessHandle::isAlive).orElse(false)) {
                    sleep(ms(5));
                }
                System.out.println("ok");
            });
        }
    }

    /** Has no descriptor for the program that sends a signal, then has some. */
    static final class PoorSender {

        public static void main(String[] args) {
            run(() -> {
                loadClasses();
                createSubprocessExec("true").waitFor();
                Process signalled = createSubprocessExec("sleep", "1000");
                Process mistaken = createSubprocessShell(ProcessOptions.PIPES, "read x; exit 138");
                tell(() -> createSubprocessExec("sleep", "0").sendSignal(0)); // what is made once a JVM
                List<Closeable> all = takeAll();
                tell(() -> signalled.sendSignal(10));
                tell(() -> mistaken.sendSignal(10));
                giveBack(all, all.size());
                tell(() -> signalled.sendSignal(10));
                mistaken.stdin().close();
                System.out.println(signalled.waitFor() + " " + mistaken.waitFor());
            });
        }
    }

    /** Trusts nobody for ever if the JDK looks for whom to trust when it has no descriptors. */
    static final class PoorAtFirstTls {

        public static void main(String[] args) {
            System.setProperty("javax.net.ssl.trustStore", args[1]);
            System.setProperty("javax.net.ssl.trustStorePassword", args[2]);
            int port = Integer.parseInt(args[0]);
            run(() -> {
                loadClasses();
                TlsOptions options = TlsOptions.DEFAULT.withServerHostname("localhost");
                try (Connection connection = openConnection(HOST, port)) {
                    List<Closeable> all = takeAll();
                    tell(() -> connection.writer().startTls(options));
                    giveBack(all, all.size());
                }
                tell(() -> openConnection(HOST, port, ConnectOptions.DEFAULT.withTls(options)).close());
            });
        }
    }

    // what is made once a JVM, by it or by the JDK
    private static void loadClasses() throws Exception {
        Jvm.loadClassesOf(EventLoop.class);
        Jvm.loadClassesOf(Server.class);
        text(new byte[0]);
        InetAddress.getByName("127.0.0.2");
        SocketChannel.open().close();
    }

    private static List<Closeable> takeAll() {
        List<Closeable> all = new ArrayList<>();
        try {
            while (true) {
                all.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            return all;
        }
    }

    private static void giveBack(List<Closeable> all, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            all.removeLast().close();
        }
    }

    @Test // SRV-34, CON-06, SRV-28, UNX-06, SUB-04
    void withoutDescriptors_eachOperationSaysWhatItCouldNotDo_andWorksAgainLater(@TempDir Path folder) {
        Path path = folder.resolve("socket");
        run(() -> {
            try (Process poor = Jvm.start("ulimit -n 120;", Poor.class, path)) {
                assertThat(lines(poor, 5)).containsOnly("ok");
                String inUse = "Address '" + path + "' is already in use";
                assertThat(lines(poor, 1)).containsExactly(inUse);
                String port = lines(poor, 1).getFirst();
                String few = "Too many open files";
                String connecting = "Connect call failed (" + HOST + ":" + port + "): " + few;
                List<String> told = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    assertThat(lines(poor, 1)).containsExactly(connecting);
                    told.addAll(lines(poor, 1));
                }
                assertThat(told.subList(0, 4)).containsExactly(connecting,
                        "Connect call failed (" + path + "): " + few,
                        "error while attempting to bind on address (" + HOST + ":0): " + few,
                        "error while attempting to bind on address (" + HOST + ":0): " + few);
                assertThat(told.get(4)).contains("\"true\"").contains(few);
                assertThat(told.get(5))
                        .isEqualTo("error while attempting to bind on address (" + path + "): " + few);
                assertThat(lines(poor, 5)).containsOnly("ok");
                assertThat(lines(poor, 2)).containsExactly(inUse, "true");
                assertThat(poor.waitFor()).isZero();
            }
        });
    }

    @Test
    void whoseDescriptorsAreGoneBeforeTheFirstWait_waitsAllTheSame() {
        run(() -> {
            try (Process poor = Jvm.start("ulimit -n 120;", PoorAtFirstWait.class)) {
                assertThat(lines(poor, 1)).containsExactly("ok");
                assertThat(poor.waitFor()).isZero();
            }
        });
    }

    @Test
    void withTooFewForTheFirstChannel_theOperationFails_andWorksWhenThereAreEnough() {
        run(() -> {
            try (Process poor = Jvm.start("ulimit -n 120;", PoorAtFirstChannel.class)) {
                List<String> told = lines(poor, PoorAtFirstChannel.TRIES);
                assertThat(told.getFirst()).contains("Too many open files");
                List<String> later = told.subList(told.indexOf("ok"), told.size());
                assertThat(later).containsOnly("ok");
                assertThat(told.subList(0, told.size() - later.size()))
                        .allMatch(each -> each.endsWith("): Too many open files"));
                assertThat(lines(poor, 1)).containsExactly("hello");
                assertThat(poor.waitFor()).isZero();
            }
        });
    }

    @Test // SUB-23, SUB-28
    void aSignalThatCannotBeSentForWantOfDescriptors_isSentWhenThereAreSome() {
        run(() -> {
            try (Process poor = Jvm.start("ulimit -n 120;", PoorKiller.class)) {
                assertThat(lines(poor, 2)).containsExactly("-9 -9 -15", "ok");
                assertThat(poor.waitFor()).isZero();
            }
        });
    }

    @Test // SUB-16, SUB-23
    void aSignalThatNeedsAProgram_isAnErrorWithoutDescriptors_andCountsOnlyIfItWasSent() {
        run(() -> {
            try (Process poor = Jvm.start("ulimit -n 120;", PoorSender.class)) {
                assertThat(lines(poor, 1)).containsExactly("ok");
                assertThat(lines(poor, 2)).allMatch(each -> each.contains("Too many open files"));
                assertThat(lines(poor, 2)).containsExactly("ok", "-10 138");
                assertThat(poor.waitFor()).isZero();
            }
        });
    }

    @Test // TLS-08
    void whomToTrust_isLookedUpWhenThereAreDescriptors(@TempDir Path folder) throws Exception {
        Path trusted = folder.resolve("trusted.p12");
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (var in = Files.newInputStream(TestCertificates.file("authority.pem"))) {
            store.setCertificateEntry("authority",
                    CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        try (var out = Files.newOutputStream(trusted)) {
            store.store(out, TestCertificates.PASSWORD);
        }
        run(() -> {
            try (Server server = TlsEcho.server(TlsEcho.serverTls());
                    Process poor = Jvm.start("ulimit -n 120;", PoorAtFirstTls.class, server.port(), trusted,
                            new String(TestCertificates.PASSWORD))) {
                assertThat(lines(poor, 1).getFirst()).contains("too few descriptors to begin with TLS")
                        .contains("Too many open files");
                assertThat(lines(poor, 1)).containsExactly("ok");
                assertThat(poor.waitFor()).isZero();
            }
        });
    }

    private static List<String> lines(Process process, int count) throws IOException {
        List<String> lines = new ArrayList<>();
        while (lines.size() < count) {
            lines.add(process.stdout().readLine(UTF_8));
        }
        return lines;
    }
}
