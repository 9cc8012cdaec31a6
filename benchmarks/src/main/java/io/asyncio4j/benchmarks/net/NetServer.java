package io.asyncio4j.benchmarks.net;

import io.asyncio4j.benchmarks.kotlin.KtorServers;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The server of a side of the JVM, in a process of its own: {@code NetServer SIDE MODE KEYS}. It prints its port; for each line
 * that it is told then, the bytes of its heap that are alive. Without a port, {@code spawn} and {@code pipe} do twice what the
 * environment variable {@link NetProbe#AMOUNT} says, print the rate of the second time and end.
 */
final class NetServer {

    static final char[] PASSWORD = "changeit".toCharArray();
    static final int BLOCK = 64 * 1024;
    static final int QUESTION = 1024;
    static final int HEAD = 24;
    static final int PROCESSES_AT_A_TIME = 4;

    private NetServer() {}

    /** Serves until its input ends. */
    public static void main(String[] args) throws Exception {
        NetSide side = NetSide.valueOf(args[0]);
        Thread.ofPlatform().daemon().start(NetServer::answerQuestions);
        Path keys = Path.of(args[2]);
        switch (side) {
            case CARRIED, PORTABLE -> LoopServers.serve(args[1], keys);
            case THREADS -> ThreadServers.serve(args[1], keys);
            case NETTY -> NettyServers.serve(args[1], keys);
            case KTOR -> KtorServers.serve(args[1]);
            default -> throw new IllegalArgumentException(side.title());
        }
    }

    private static void answerQuestions() {
        try {
            while (System.in.read() >= 0) {
                for (int i = 0; i < 3; i++) {
                    System.gc();
                }
                Runtime runtime = Runtime.getRuntime();
                System.out.println(runtime.totalMemory() - runtime.freeMemory());
            }
        } catch (java.io.IOException e) {
            // that is an end, too
        }
        System.exit(0);
    }

    /** {@return the context for what stands in a PKCS #12 file} */
    static SSLContext tls(Path keys) throws Exception {
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store(keys), PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    static KeyStore store(Path keys) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    static String[] writer() {
        return new String[] {"head", "-c", Long.toString(amount()), "/dev/zero"};
    }

    /** {@return how many processes {@code spawn} starts, how many bytes come through {@code pipe}} */
    static long amount() {
        return Long.parseLong(System.getenv(NetProbe.AMOUNT));
    }

    static void printRate(double amount, long startNanos) {
        System.out.printf(java.util.Locale.ROOT, "%.3f%n", amount / ((System.nanoTime() - startNanos) / 1e9));
    }
}
