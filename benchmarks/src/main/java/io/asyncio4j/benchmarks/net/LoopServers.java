package io.asyncio4j.benchmarks.net;

import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.net.Net.createDatagramEndpoint;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.process.Processes.createSubprocessExec;

import io.asyncio4j.net.ConnectionHandler;
import io.asyncio4j.net.Datagram;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.TlsOptions;
import io.asyncio4j.process.Process;
import io.asyncio4j.process.ProcessOptions;
import io.asyncio4j.process.Redirect;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** asyncio4j's streams, on one loop. */
final class LoopServers {

    private static final ConnectionHandler ECHO = (reader, writer) -> {
        for (byte[] data = reader.read(NetServer.BLOCK); data.length > 0; data =
                reader.read(NetServer.BLOCK)) {
            writer.write(data);
            writer.drain();
        }
    };
    private static final ConnectionHandler TWO_WRITES = (reader, writer) -> {
        while (true) {
            byte[] question = reader.readExactly(NetServer.QUESTION);
            writer.write(question, 0, NetServer.HEAD);
            writer.write(question, NetServer.HEAD, NetServer.QUESTION - NetServer.HEAD);
            writer.drain();
        }
    };
    private static final ConnectionHandler LINES = (reader, writer) -> {
        for (byte[] line : reader.lines()) {
            writer.write(line);
            writer.drain();
        }
    };
    private static final ConnectionHandler BULK = (reader, writer) -> {
        var block = new byte[NetServer.BLOCK];
        while (true) {
            writer.write(block);
            writer.drain();
        }
    };

    private LoopServers() {}

    static void serve(String mode, Path keys) {
        run(() -> {
            switch (mode) {
                case "udp" -> datagrams();
                case "spawn" -> spawn();
                case "pipe" -> pipe();
                default -> streams(mode, keys);
            }
        });
    }

    private static void streams(String mode, Path keys) throws Exception {
        io.asyncio4j.EventLoop.running().setExceptionHandler((_, _) -> {}); // of clients that end by a reset
        ServerOptions options = ServerOptions.DEFAULT.withBacklog(2000);
        if (mode.equals("tls")) {
            options = options.withTls(TlsOptions.of(NetServer.tls(keys)));
        }
        ConnectionHandler handler = switch (mode) {
            case "two" -> TWO_WRITES;
            case "lines" -> LINES;
            case "bulk" -> BULK;
            default -> ECHO;
        };
        Server server = startServer(handler, "127.0.0.1", 0, options);
        System.out.println(server.port());
        server.serveForever();
    }

    private static void datagrams() throws IOException {
        try (var endpoint =
                createDatagramEndpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null)) {
            if (endpoint.localAddress() instanceof InetSocketAddress address) {
                System.out.println(address.getPort());
            }
            while (true) {
                Datagram datagram = endpoint.receive();
                endpoint.send(datagram.data(), datagram.sender());
            }
        }
    }

    private static void spawn() {
        for (boolean counts : new boolean[] {false, true}) { // the first time is a warm-up
            long start = System.nanoTime();
            taskGroup(g -> {
                for (int i = 0; i < NetServer.PROCESSES_AT_A_TIME; i++) {
                    g.createTask(() -> {
                        for (int j = 0; j < NetServer.amount() / NetServer.PROCESSES_AT_A_TIME; j++) {
                            createSubprocessExec("true").waitFor();
                        }
                    });
                }
            });
            if (counts) {
                NetServer.printRate((double) NetServer.amount(), start);
            }
        }
    }

    private static void pipe() throws IOException {
        for (boolean counts : new boolean[] {false, true}) {
            long start = System.nanoTime();
            String[] command = NetServer.writer();
            Process process = createSubprocessExec(
                    ProcessOptions.DEFAULT.withStdout(Redirect.PIPE), command[0], command[1], command[2],
                    command[3]);
            var output = java.util.Objects.requireNonNull(process.stdout());
            long total = 0;
            for (byte[] data = output.read(NetServer.BLOCK); data.length > 0; data =
                    output.read(NetServer.BLOCK)) {
                total += data.length;
            }
            process.waitFor();
            if (counts) {
                NetServer.printRate(total / 1e6, start);
            }
        }
    }
}
