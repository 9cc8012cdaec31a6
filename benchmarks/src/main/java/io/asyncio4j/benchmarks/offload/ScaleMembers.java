package io.asyncio4j.benchmarks.offload;

import io.asyncio4j.offload.hazelcast.Cluster;
import io.asyncio4j.offload.hazelcast.ClusterConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The workers of a cluster on this machine, each in a JVM of its own with one thread for calls. */
final class ScaleMembers implements AutoCloseable {

    private static final String JOINED = "joined";

    private final String name = "scale-" + ProcessHandle.current().pid();
    private final int port;
    private final List<Process> workers = new ArrayList<>();

    private ScaleMembers(int port) {
        this.port = port;
    }

    /** Starts so many and waits until they have found each other. */
    static ScaleMembers start(int workers) throws IOException {
        var members = new ScaleMembers(freePort());
        try {
            for (int i = 0; i < workers; i++) { // one after another: the first one begins the cluster
                members.start();
            }
            return members;
        } catch (IOException e) {
            members.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static ClusterConfig config(String name, int port) {
        return new ClusterConfig().name(name).port(port).members("127.0.0.1:" + port).threads(1);
    }

    private void start() throws IOException {
        // as the children of a pool are: the collector that has no threads
        Process worker =
                new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC", ScaleRun.PARALLELISM, "-cp",
                        System.getProperty("java.class.path"),
                        Worker.class.getName(), name,
                        Integer.toString(port)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        workers.add(worker);
        BufferedReader lines = worker.inputReader();
        String line = lines.readLine();
        while (!JOINED.equals(line)) {
            if (line == null) {
                throw new IOException("a worker of the cluster has ended before it has joined");
            }
            line = lines.readLine();
        }
    }

    /** {@return the cluster, of which this process is a member that makes no calls} */
    Cluster join() {
        return Cluster.join(config(name, port).worker(false));
    }

    @Override
    public void close() {
        for (Process worker : workers) {
            worker.destroyForcibly();
        }
        for (Process worker : workers) {
            Process _ = worker.onExit().join(); // so that the system counts its time as ours
        }
    }

    /** The main class of a worker, which ends with the JVM that has started it. */
    static final class Worker {

        private Worker() {}

        public static void main(String[] args) throws IOException {
            Cluster _ = Cluster.join(config(args[0], Integer.parseInt(args[1])));
            System.out.println(JOINED);
            while (System.in.read() >= 0) {
                // its end is what is waited for
            }
            Runtime.getRuntime().halt(0);
        }
    }
}
