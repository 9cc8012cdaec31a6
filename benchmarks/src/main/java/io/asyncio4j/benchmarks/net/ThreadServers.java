package io.asyncio4j.benchmarks.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;

/** Blocking sockets, a virtual thread for each connection: what one writes with the JDK alone. */
final class ThreadServers {

    private static final int BACKLOG = 2000;

    private interface Handler {
        void handle(InputStream in, OutputStream out) throws IOException;
    }

    private ThreadServers() {}

    static void serve(String mode, Path keys) throws Exception {
        switch (mode) {
            case "udp" -> datagrams();
            case "spawn" -> spawn();
            case "pipe" -> pipe();
            default -> streams(mode, keys);
        }
    }

    private static void streams(String mode, Path keys) throws Exception {
        InetAddress host = InetAddress.getLoopbackAddress();
        ServerSocket server = mode.equals("tls")
                ? NetServer.tls(keys).getServerSocketFactory().createServerSocket(0, BACKLOG, host)
                : new ServerSocket(0, BACKLOG, host);
        Handler handler = switch (mode) {
            case "two" -> ThreadServers::twoWrites;
            case "lines" -> ThreadServers::lines;
            case "bulk" -> ThreadServers::bulk;
            default -> ThreadServers::echo;
        };
        System.out.println(server.getLocalPort());
        while (true) {
            Socket socket = server.accept();
            Thread.startVirtualThread(() -> {
                try (socket) {
                    socket.setTcpNoDelay(true);
                    handler.handle(socket.getInputStream(), socket.getOutputStream());
                } catch (IOException e) {
                    // the client is gone
                }
            });
        }
    }

    private static void echo(InputStream in, OutputStream out) throws IOException {
        var buffer = new byte[8192];
        for (int count; (count = in.read(buffer)) >= 0;) {
            out.write(buffer, 0, count);
        }
    }

    private static void twoWrites(InputStream in, OutputStream out) throws IOException {
        var question = new byte[NetServer.QUESTION];
        while (in.readNBytes(question, 0, question.length) == question.length) {
            out.write(question, 0, NetServer.HEAD);
            out.write(question, NetServer.HEAD, question.length - NetServer.HEAD);
        }
    }

    private static void lines(InputStream in, OutputStream out) throws IOException {
        var buffered = new java.io.BufferedInputStream(in);
        var line = new java.io.ByteArrayOutputStream();
        for (int next; (next = buffered.read()) >= 0;) {
            line.write(next);
            if (next == '\n') {
                out.write(line.toByteArray());
                line.reset();
            }
        }
    }

    private static void bulk(InputStream in, OutputStream out) throws IOException {
        var block = new byte[NetServer.BLOCK];
        while (true) {
            out.write(block);
        }
    }

    private static void datagrams() throws IOException {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            System.out.println(socket.getLocalPort());
            var packet = new DatagramPacket(new byte[NetServer.BLOCK], NetServer.BLOCK);
            while (true) {
                packet.setLength(NetServer.BLOCK);
                socket.receive(packet);
                socket.send(packet);
            }
        }
    }

    private static void spawn() throws InterruptedException {
        for (boolean counts : new boolean[] {false, true}) {
            long start = System.nanoTime();
            Thread[] threads = new Thread[NetServer.PROCESSES_AT_A_TIME];
            for (int i = 0; i < threads.length; i++) {
                threads[i] = Thread.startVirtualThread(() -> {
                    try {
                        for (int j = 0; j < NetServer.amount() / NetServer.PROCESSES_AT_A_TIME; j++) {
                            new ProcessBuilder("true").inheritIO().start().waitFor();
                        }
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
            }
            for (Thread thread : threads) {
                thread.join();
            }
            if (counts) {
                NetServer.printRate((double) NetServer.amount(), start);
            }
        }
    }

    private static void pipe() throws IOException, InterruptedException {
        for (boolean counts : new boolean[] {false, true}) {
            long start = System.nanoTime();
            Process process = new ProcessBuilder(NetServer.writer()).start();
            long total = 0;
            var block = new byte[NetServer.BLOCK];
            for (int count; (count = process.getInputStream().read(block)) >= 0;) {
                total += count;
            }
            process.waitFor();
            if (counts) {
                NetServer.printRate(total / 1e6, start);
            }
        }
    }
}
