package io.asyncio4j.offload.hazelcast;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.asyncio4j.Asyncio;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A cluster for tests: this JVM, which takes no calls, and workers in JVMs of their own. It ends with its test class. */
public final class Members implements AutoCloseable {

    // A member that gets no processor for a minute, on a machine that is busy with others, is not to be taken for lost.
    private static final String PATIENCE = "hazelcast.operation.call.timeout.millis";
    private static final String PATIENCE_MILLIS = "240000";

    private final String name = "test-" + ProcessHandle.current().pid();
    private final int port = freePort();
    private final HazelcastInstance instance = Hazelcast.newHazelcastInstance(
            config().toHazelcast().setProperty(PATIENCE, PATIENCE_MILLIS));
    private final List<Process> workers = new ArrayList<>();

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public ClusterConfig config() {
        return new ClusterConfig().name(name).port(port).members("127.0.0.1:" + port).worker(false)
                .threads(2);
    }

    public HazelcastInstance instance() {
        return instance;
    }

    /** {@return a JVM of the kind of threads of this test run} */
    static ProcessBuilder java(String main, String memory, String... arguments) {
        String threads = System.getProperty("asyncio4j.threads", "carried");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), memory,
                "-XX:+UseSerialGC",
                "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2",
                "-D" + PATIENCE + "=" + PATIENCE_MILLIS,
                "-Dasyncio4j.threads=" + threads));
        if (threads.equals("carried")) {
            command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        return builder;
    }

    /** Starts a worker; it joins when it is up. */
    Process start() throws IOException {
        var builder = java(Worker.class.getName(), "-Xmx512m", name, Integer.toString(port))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        Process worker = builder.start();
        synchronized (workers) {
            workers.add(worker);
        }
        return worker;
    }

    /** Starts workers and waits until they have joined. */
    public Members withWorkers(int count) throws IOException {
        var started = new ArrayList<Process>();
        for (int i = 0; i < count; i++) {
            started.add(start());
        }
        for (Process worker : started) {
            awaitJoined(worker);
        }
        return this;
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    /** Waits, in the current task, until there are so many members beside this one. */
    void awaitWorkers(int count) {
        Asyncio.toThread(() -> awaitWorkersOnThread(count));
    }

    void awaitWorkersOnThread(int count) throws InterruptedException {
        while (instance.getCluster().getMembers().size() < count + 1) {
            Thread.sleep(10);
        }
    }

    static void awaitJoined(Process worker) throws IOException {
        BufferedReader lines = worker.inputReader();
        String line = lines.readLine();
        while (!"joined".equals(line)) {
            if (line == null) {
                throw new AssertionError("a worker has ended before it has joined");
            }
            line = lines.readLine();
        }
    }

    @Override
    public void close() {
        synchronized (workers) {
            workers.forEach(Process::destroyForcibly);
        }
        instance.shutdown();
    }

    /** The main class of a worker, which ends with the JVM that has started it. */
    static final class Worker {
        public static void main(String[] args) throws IOException {
            int port = Integer.parseInt(args[1]);
            var _ = Cluster.join(
                    new ClusterConfig().name(args[0]).port(port + 1).members("127.0.0.1:" + port).threads(2));
            System.out.println("joined");
            while (System.in.read() >= 0) {
                // its end is what is waited for
            }
            Runtime.getRuntime().halt(0);
        }
    }
}
