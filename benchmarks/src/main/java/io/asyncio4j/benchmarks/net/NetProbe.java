package io.asyncio4j.benchmarks.net;

import io.netty.channel.epoll.Epoll;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures a work of sockets or subprocesses on a side: a server in a process of its own, which has one processor if there are
 * several, and a client in another one, which has another.
 */
public final class NetProbe implements AutoCloseable {

    /** The environment variable that tells a server how many processes to start, how many bytes to read from one. */
    static final String AMOUNT = "AMOUNT";

    private static final Duration SETTLE = Duration.ofMillis(300);

    /**
     * What was measured.
     *
     * @param value a rate a second, megabytes a second, or bytes, as the work says
     * @param micros the server's processor time for one, in microseconds; NaN if that was not measured
     */
    public record Figure(double value, double micros) {}

    private final @Nullable String python;
    private final @Nullable String uvloopPython;
    private final Path folder;
    private final boolean hasNode = works("node", "--version");
    private final boolean pins = Runtime.getRuntime().availableProcessors() > 1 && works("taskset", "-V");

    /**
     * Makes what the servers want: scripts, keys.
     *
     * @param python the Python for asyncio; null if there is none
     * @param uvloopPython the one for uvloop; null if there is none
     */
    public NetProbe(@Nullable String python, @Nullable String uvloopPython)
            throws IOException, InterruptedException {
        this.python = python;
        this.uvloopPython = uvloopPython;
        folder = Files.createTempDirectory("asyncio4j-net-bench");
        for (String name : List.of("net_side.py", "net_side.mjs")) {
            try (InputStream source = Objects.requireNonNull(NetProbe.class.getResourceAsStream(name))) {
                Files.copy(source, folder.resolve(name));
            }
        }
        Keys.make(folder);
    }

    /** {@return Node's version, {@code unknown} if it does not say} */
    public static String nodeVersion() {
        try {
            Process node = new ProcessBuilder("node", "--version").start();
            try (BufferedReader says = reader(node)) {
                return line("node", says).replaceFirst("^v", "");
            }
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** {@return the sides that can be measured here} */
    public Set<NetSide> available() {
        Set<NetSide> sides = EnumSet.allOf(NetSide.class);
        if (python == null) {
            sides.removeAll(EnumSet.of(NetSide.ASYNCIO_STREAMS, NetSide.ASYNCIO_PROTOCOLS));
        }
        if (uvloopPython == null) {
            sides.removeAll(EnumSet.of(NetSide.UVLOOP_STREAMS, NetSide.UVLOOP_PROTOCOLS));
        }
        if (!hasNode) {
            sides.remove(NetSide.NODE);
        }
        if (!Epoll.isAvailable()) {
            sides.remove(NetSide.NETTY);
        }
        return sides;
    }

    /**
     * {@return what the work comes to on that side}
     *
     * @throws IOException if one of its processes cannot be started, ends without a figure or takes too long
     */
    public Figure measure(NetWork work, NetSide side, Effort effort)
            throws IOException, InterruptedException {
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        var builder = new ProcessBuilder(work.isAlone() ? command(side, work) : on(0, command(side, work)))
                .redirectError(errors.toFile());
        builder.environment().put(AMOUNT,
                Long.toString(work == NetWork.SPAWN ? effort.processes() : effort.megabytes() * 1_000_000L));
        Process server = builder.start();
        try (var _ = new Limit(server, effort.limit()); BufferedReader says = reader(server)) {
            String first = line("the server", says);
            if (work.isAlone()) {
                return new Figure(Double.parseDouble(first), Double.NaN);
            }
            return work == NetWork.IDLE ? new Figure(idle(first, effort, server, says), Double.NaN)
                    : client(first, work, effort, server);
        } catch (IOException e) {
            String words = Files.readString(errors).strip();
            throw words.isEmpty() ? e : new IOException(e.getMessage() + ": " + words, e);
        } finally {
            server.destroyForcibly();
            server.waitFor();
        }
    }

    // Commands.

    private List<String> command(NetSide side, NetWork work) {
        return switch (side) {
            case CARRIED, PORTABLE, THREADS, NETTY, KTOR ->
                    java(side == NetSide.PORTABLE ? "portable" : "carried",
                            NetServer.class, side.name(), work.mode, folder.resolve("keys.p12").toString());
            case ASYNCIO_STREAMS -> python(python, "asyncio", "streams", work.mode);
            case ASYNCIO_PROTOCOLS -> python(python, "asyncio", "protocols", work.mode);
            case UVLOOP_STREAMS -> python(uvloopPython, "uvloop", "streams", work.mode);
            case UVLOOP_PROTOCOLS -> python(uvloopPython, "uvloop", "protocols", work.mode);
            case NODE -> List.of("node", "--expose-gc", folder.resolve("net_side.mjs").toString(), work.mode,
                    folder.resolve("chain.pem").toString(), folder.resolve("key.pem").toString());
        };
    }

    private static List<String> java(String threads, Class<?> program, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms256m", "-Xmx1g",
                "-XX:+UseSerialGC", "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-Dasyncio4j.threads=" + threads, "-Dasyncio4j.slowCallbackDuration=never", "-cp",
                System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private List<String> python(@Nullable String command, String loop, String style, String mode) {
        return List.of(Objects.requireNonNull(command), folder.resolve("net_side.py").toString(), loop, style,
                mode,
                folder.resolve("chain.pem").toString(), folder.resolve("key.pem").toString());
    }

    private static boolean works(String... command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** {@return the command, on one processor if there are several} */
    private List<String> on(int processor, List<String> command) {
        if (!pins) {
            return command;
        }
        var pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(processor)));
        pinned.addAll(command);
        return pinned;
    }

    // Measuring.

    /** Kills a process that takes too long. */
    private record Limit(Thread waits) implements AutoCloseable {

        Limit(Process process, Duration time) {
            this(Thread.startVirtualThread(() -> {
                try {
                    Thread.sleep(time);
                    process.destroyForcibly();
                } catch (InterruptedException e) {
                    // it was in time
                }
            }));
        }

        @Override
        public void close() {
            waits.interrupt();
        }
    }

    private static BufferedReader reader(Process process) {
        return process.inputReader(StandardCharsets.UTF_8);
    }

    private static String line(String who, BufferedReader says) throws IOException {
        String line = says.readLine();
        if (line == null) {
            throw new IOException(who + " has ended without a figure");
        }
        return line.strip();
    }

    private Process start(String port, NetWork work, Effort effort) throws IOException {
        return new ProcessBuilder(on(1, java("carried", LoadClient.class, work.mode, port,
                Integer.toString(Math.min(work.connections, effort.connections())),
                Long.toString(effort.warmUp().toMillis()), Long.toString(effort.time().toMillis()))))
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private Figure client(String port, NetWork work, Effort effort, Process server)
            throws IOException, InterruptedException {
        Process client = start(port, work, effort);
        try (var _ = new Limit(client, effort.limit()); BufferedReader says = reader(client)) {
            if (!line("the client", says).equals("go")) {
                throw new IOException("the client has not begun");
            }
            double before = processorMicros(server);
            long start = System.nanoTime();
            double rate = Double.parseDouble(line("the client", says));
            double used = processorMicros(server) - before;
            if (rate == 0) {
                throw new IOException("nothing has come in time");
            }
            return new Figure(rate, used / (rate * (System.nanoTime() - start) / 1e9));
        } finally {
            client.destroyForcibly();
            client.waitFor();
        }
    }

    private static double processorMicros(Process process) {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e3;
    }

    private double idle(String port, Effort effort, Process server, BufferedReader says)
            throws IOException, InterruptedException {
        hold(port, effort, () -> 0L); // a first time: what is made once, and compiled
        Thread.sleep(SETTLE);
        long before = memory(server, says);
        long with = hold(port, effort, () -> memory(server, says));
        return (with - before) / (double) Math.min(NetWork.IDLE.connections, effort.connections());
    }

    private interface Question {
        long ask() throws IOException;
    }

    private long hold(String port, Effort effort, Question meanwhile)
            throws IOException, InterruptedException {
        Process clients = start(port, NetWork.IDLE, effort);
        try (var _ = new Limit(clients, effort.limit()); BufferedReader says = reader(clients)) {
            line("the client", says);
            return meanwhile.ask();
        } finally {
            clients.destroyForcibly();
            clients.waitFor();
        }
    }

    private static long memory(Process server, BufferedReader says) throws IOException {
        server.getOutputStream().write('\n');
        server.getOutputStream().flush();
        return Long.parseLong(line("the server", says));
    }

    /** Removes what was made. */
    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.toList().reversed()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // the system's to remove
        }
    }
}
