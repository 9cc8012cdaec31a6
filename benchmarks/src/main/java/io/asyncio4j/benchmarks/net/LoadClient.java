package io.asyncio4j.benchmarks.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The client of all sides, in a process of its own: {@code LoadClient MODE PORT CONNECTIONS WARM-UP TIME}, the times in
 * milliseconds. Each connection asks, waits for the whole answer, asks again; the first answer is looked at, the others are
 * counted. After the warm-up it prints {@code go}, after the time how many answers, or megabytes, came a second.
 */
final class LoadClient {

    private static final int KIB = 1024;
    private static final int DATAGRAM = 512;
    private static final int LINE = 64;
    private static final long RESEND_NANOS = 100_000_000;

    private final InetSocketAddress server;
    private final int connections;
    private final long warmUpNanos;
    private final long nanos;
    private final AtomicLong done = new AtomicLong();
    private volatile @Nullable Exception failure;

    private LoadClient(int port, int connections, long warmUpMillis, long millis) {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.connections = connections;
        this.warmUpNanos = warmUpMillis * 1_000_000;
        this.nanos = millis * 1_000_000;
    }

    /** Measures and prints. */
    public static void main(String[] args) throws Exception {
        var client = new LoadClient(Integer.parseInt(args[1]), Integer.parseInt(args[2]),
                Long.parseLong(args[3]), Long.parseLong(args[4]));
        switch (args[0]) {
            case "echo", "two" -> client.ask(bytes(KIB));
            case "lines" -> client.ask(line());
            case "bulk" -> client.onThreads(client::receiveMuch);
            case "tls" -> client.onThreads(client::askEncrypted);
            case "accept" -> client.onThreads(client::connectAgainAndAgain);
            case "udp" -> client.exchangeDatagrams();
            case "idle" -> client.hold();
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** {@return so many bytes, none of them a newline} */
    private static byte[] bytes(int length) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ('a' + i % 26);
        }
        return bytes;
    }

    private static byte[] line() {
        byte[] line = bytes(LINE);
        line[LINE - 1] = '\n';
        return line;
    }

    /** What one connection has sent and not got back. */
    private static final class Exchange {
        final ByteBuffer out;
        int missing;
        private @Nullable ByteBuffer first;

        Exchange(byte[] question) {
            out = ByteBuffer.allocateDirect(question.length).put(question).flip();
            first = ByteBuffer.allocate(question.length);
        }

        void came(ByteBuffer answer) throws IOException {
            missing -= answer.remaining();
            if (first != null) {
                if (answer.remaining() > first.remaining()) {
                    throw new IOException("the answer is too long");
                }
                first.put(answer);
                if (missing == 0) {
                    if (!first.flip().equals(out.duplicate().rewind())) {
                        throw new IOException("the answer is another than the question");
                    }
                    first = null;
                }
            }
        }
    }

    private void ask(byte[] question) throws IOException {
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                SocketChannel channel = SocketChannel.open(server);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
                var exchange = new Exchange(question);
                channel.register(selector, SelectionKey.OP_READ, exchange);
                send(channel, exchange);
            }
            ByteBuffer scratch = ByteBuffer.allocateDirect(64 * KIB);
            var window = new Window();
            while (window.isOpen()) {
                selector.select(key -> {
                    try {
                        answered((SocketChannel) key.channel(), (Exchange) key.attachment(), scratch);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }, 100);
            }
            window.print();
        }
    }

    private void answered(SocketChannel channel, Exchange exchange, ByteBuffer scratch) throws IOException {
        int count = channel.read(scratch.clear());
        if (count < 0) {
            throw new IOException("the server has closed the connection");
        }
        exchange.came(scratch.flip());
        if (exchange.missing == 0) {
            done.setPlain(done.getPlain() + 1);
            send(channel, exchange);
        }
    }

    private static void send(SocketChannel channel, Exchange exchange) throws IOException {
        exchange.missing = exchange.out.clear().remaining();
        while (exchange.out.hasRemaining()) {
            channel.write(exchange.out);
        }
    }

    /** The time that counts, behind the warm-up; longer if nothing has come by then. */
    private final class Window {
        private final long start = System.nanoTime();
        private long from = -1;
        private long doneBefore;

        boolean isOpen() {
            long now = System.nanoTime() - start;
            if (from < 0 && now >= warmUpNanos) {
                from = now;
                doneBefore = done.get();
                System.out.println("go");
            }
            return from < 0 || now < from + nanos || done.get() == doneBefore;
        }

        void print() {
            double seconds = (System.nanoTime() - start - from) / 1e9;
            System.out.printf(Locale.ROOT, "%.3f%n", (done.get() - doneBefore) / seconds);
        }
    }

    private interface Body {
        void run() throws Exception;
    }

    private void onThreads(Body body) throws InterruptedException {
        for (int i = 0; i < connections; i++) {
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    body.run();
                } catch (Exception e) {
                    failure = e;
                }
            });
        }
        var window = new Window();
        while (window.isOpen() && failure == null) {
            Thread.sleep(5);
        }
        if (failure != null) {
            throw new IllegalStateException("a connection has failed", failure);
        }
        window.print();
    }

    private void receiveMuch() throws IOException {
        try (var socket = new Socket(server.getAddress(), server.getPort())) {
            var bytes = new byte[256 * KIB];
            var in = socket.getInputStream();
            long rest = 0;
            for (int count; (count = in.read(bytes)) >= 0;) {
                rest += count;
                done.addAndGet(rest / 1_000_000); // megabytes
                rest %= 1_000_000;
            }
        }
    }

    private void askEncrypted() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAll()}, null);
        try (var socket =
                (SSLSocket) context.getSocketFactory().createSocket(server.getAddress(), server.getPort())) {
            socket.setTcpNoDelay(true);
            var question = new byte[KIB];
            while (true) {
                socket.getOutputStream().write(question);
                if (socket.getInputStream().readNBytes(question, 0, KIB) < KIB) {
                    throw new IOException("the server has closed the connection");
                }
                done.incrementAndGet();
            }
        }
    }

    private void connectAgainAndAgain() throws IOException {
        while (true) {
            try (var socket = new Socket(server.getAddress(), server.getPort())) {
                socket.setSoLinger(true, 0); // no port is kept
                socket.getOutputStream().write('x');
                if (socket.getInputStream().read() < 0) {
                    throw new IOException("the server has closed the connection");
                }
            }
            done.incrementAndGet();
        }
    }

    private void exchangeDatagrams() throws IOException {
        try (Selector selector = Selector.open()) {
            List<SelectionKey> keys = new ArrayList<>();
            ByteBuffer out = ByteBuffer.allocateDirect(DATAGRAM);
            for (int i = 0; i < connections; i++) {
                DatagramChannel channel = DatagramChannel.open();
                channel.connect((SocketAddress) server);
                channel.configureBlocking(false);
                channel.write(out.clear());
                keys.add(channel.register(selector, SelectionKey.OP_READ, new long[] {System.nanoTime()}));
            }
            ByteBuffer in = ByteBuffer.allocateDirect(64 * KIB);
            var window = new Window();
            while (window.isOpen()) {
                selector.select(key -> {
                    try {
                        DatagramChannel channel = (DatagramChannel) key.channel();
                        while (channel.read(in.clear()) > 0) {
                            done.setPlain(done.getPlain() + 1);
                            channel.write(out.clear());
                            ((long[]) key.attachment())[0] = System.nanoTime();
                        }
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }, 50);
                for (SelectionKey key : keys) { // some are lost
                    long[] last = (long[]) key.attachment();
                    if (System.nanoTime() - last[0] > RESEND_NANOS) {
                        ((DatagramChannel) key.channel()).write(out.clear());
                        last[0] = System.nanoTime();
                    }
                }
            }
            window.print();
        }
    }

    private void hold() throws IOException {
        List<SocketChannel> all = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            SocketChannel channel = SocketChannel.open(server);
            channel.write(ByteBuffer.allocate(KIB)); // it has been used
            ByteBuffer in = ByteBuffer.allocate(KIB);
            while (in.hasRemaining()) {
                channel.read(in);
            }
            all.add(channel);
        }
        System.out.println("open");
        System.in.read();
        for (SocketChannel each : all) {
            each.close();
        }
    }
}
