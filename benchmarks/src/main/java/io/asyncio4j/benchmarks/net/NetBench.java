package io.asyncio4j.benchmarks.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Measures sockets and subprocesses: {@code NetBench [--only WORK,...] [--sides SIDE,...] [--rounds N] [--seconds S]}.
 * In each round the sides of a work follow right after each other. Where there are two processors, the server has one and the
 * client the other. It prints a table in Markdown of medians: rates, and the server's processor time for one answer, which
 * tells something also if other programs want the processors.
 */
public final class NetBench {

    private static final Duration LONGEST = Duration.ofSeconds(90);

    /**
     * What was measured in a turn.
     *
     * @param value a rate a second, or bytes
     * @param micros the server's processor time for one, in microseconds; NaN if that was not measured
     */
    private record Figure(double value, double micros) {}

    private final List<NetWork> works;
    private final List<NetSide> sides;
    private final int rounds;
    private final double seconds;
    private final Path folder;
    private final @Nullable String python;
    private final @Nullable String uvloopPython;
    private final PrintStream progress = System.err;

    private NetBench(List<NetWork> works, List<NetSide> sides, int rounds, double seconds)
            throws IOException, InterruptedException {
        this.works = works;
        this.sides = sides;
        this.rounds = rounds;
        this.seconds = seconds;
        folder = Files.createTempDirectory("asyncio4j-net-bench");
        for (String name : List.of("net_side.py", "net_side.mjs")) {
            try (InputStream source = Objects.requireNonNull(NetBench.class.getResourceAsStream(name))) {
                Files.copy(source, folder.resolve(name));
            }
        }
        Keys.make(folder);
        String named = System.getenv("ASYNCIO4J_PYTHON");
        python = named != null && !named.isEmpty() ? named
                : works("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 12))") ? "python3"
                : works("python3.13", "-c", "") ? "python3.13" : null;
        uvloopPython = works("python3", "-c", "import uvloop") ? "python3"
                : works("/usr/bin/python3", "-c", "import uvloop") ? "/usr/bin/python3" : null;
    }

    /** Measures and prints. */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<NetWork> works = List.of(NetWork.values());
        List<NetSide> sides = List.of(NetSide.values());
        int rounds = 3;
        double seconds = 2;
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("a value is missing behind " + args[i]);
            }
            String value = args[i + 1];
            switch (args[i]) {
                case "--only" -> works = Arrays.stream(value.split(","))
                        .map(name -> NetWork.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
                        .toList();
                case "--sides" -> sides = Arrays.stream(value.split(","))
                        .map(name -> NetSide.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
                        .toList();
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--seconds" -> seconds = Double.parseDouble(value);
                default -> throw new IllegalArgumentException(
                        "no such option: " + args[i] + "; there are --only ("
                                + String.join(", ", NetWork.keys()) + "), --sides, --rounds and --seconds");
            }
        }
        new NetBench(works, sides, rounds, seconds).run();
    }

    private void run() throws InterruptedException {
        Map<NetWork, Map<NetSide, List<Figure>>> figures = new EnumMap<>(NetWork.class);
        for (int round = 0; round < rounds; round++) {
            for (NetWork work : works) {
                var turns =
                        new ArrayList<>(sides.stream().filter(side -> side.works().contains(work)).toList());
                Collections.rotate(turns, -round);
                for (NetSide side : turns) {
                    List<String> server = command(side, work);
                    if (server.isEmpty()) {
                        continue;
                    }
                    try {
                        Figure figure = measure(work, server);
                        figures.computeIfAbsent(work, _ -> new EnumMap<>(NetSide.class))
                                .computeIfAbsent(side, _ -> new ArrayList<>()).add(figure);
                        progress.printf(Locale.ROOT, "round %d, %s, %s: %.1f, %.1f us%n", round + 1,
                                work.key(),
                                side.title, figure.value, figure.micros);
                    } catch (IOException e) {
                        progress.printf("round %d, %s, %s failed: %s%n", round + 1, work.key(), side.title,
                                e.getMessage());
                    }
                }
            }
            if (round + 1 < rounds) {
                progress.println(table(figures));
            }
        }
        System.out.print(table(figures));
    }

    // Commands.

    private List<String> command(NetSide side, NetWork work) {
        return switch (side) {
            case CARRIED, PORTABLE, THREADS, NETTY -> java(side == NetSide.PORTABLE ? "portable" : "carried",
                    NetServer.class, side.name(), work.mode, folder.resolve("keys.p12").toString());
            case ASYNCIO_STREAMS, ASYNCIO_PROTOCOLS -> python(python, "asyncio",
                    side == NetSide.ASYNCIO_STREAMS ? "streams" : "protocols", work.mode);
            case UVLOOP_STREAMS, UVLOOP_PROTOCOLS -> python(uvloopPython, "uvloop",
                    side == NetSide.UVLOOP_STREAMS ? "streams" : "protocols", work.mode);
            case NODE -> !works("node", "--version") ? List.of()
                    : List.of("node", "--expose-gc", folder.resolve("net_side.mjs").toString(), work.mode,
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
        return command == null ? List.of()
                : List.of(command, folder.resolve("net_side.py").toString(), loop, style, mode,
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
    private static List<String> on(int processor, List<String> command) {
        if (Runtime.getRuntime().availableProcessors() < 2 || !works("taskset", "-V")) {
            return command;
        }
        var pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(processor)));
        pinned.addAll(command);
        return pinned;
    }

    // Measuring.

    private Figure measure(NetWork work, List<String> command) throws IOException, InterruptedException {
        Process server = new ProcessBuilder(work.isAlone() ? command : on(0, command))
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader says = server.inputReader(StandardCharsets.UTF_8)) {
            String first = line(says, server);
            if (work.isAlone()) {
                return new Figure(Double.parseDouble(first), Double.NaN);
            }
            return work == NetWork.IDLE ? new Figure(idle(first, work, server, says), Double.NaN)
                    : client(first, work, server);
        } finally {
            server.destroyForcibly();
            server.waitFor();
        }
    }

    private static String line(BufferedReader says, Process process) throws IOException {
        Thread.startVirtualThread(() -> { // the time is over
            try {
                Thread.sleep(LONGEST);
                process.destroyForcibly();
            } catch (InterruptedException e) {
                // the JVM ends
            }
        });
        String line = says.readLine();
        if (line == null) {
            throw new IOException("it has ended without a figure");
        }
        return line.strip();
    }

    private Process start(String port, NetWork work) throws IOException {
        return new ProcessBuilder(on(1, java("carried", LoadClient.class, work.mode, port,
                Integer.toString(work.connections), Double.toString(seconds))))
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private Figure client(String port, NetWork work, Process server)
            throws IOException, InterruptedException {
        Process client = start(port, work);
        try (BufferedReader says = client.inputReader(StandardCharsets.UTF_8)) {
            if (!line(says, client).equals("go")) {
                throw new IOException("the client has not begun");
            }
            double before = processorMicros(server);
            long start = System.nanoTime();
            double rate = Double.parseDouble(line(says, client));
            if (rate == 0) {
                throw new IOException("nothing has come in time");
            }
            double used = processorMicros(server) - before;
            return new Figure(rate, used / (rate * (System.nanoTime() - start) / 1e9));
        } finally {
            client.destroyForcibly();
            client.waitFor();
        }
    }

    private static double processorMicros(Process process) {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e3;
    }

    private double idle(String port, NetWork work, Process server, BufferedReader says)
            throws IOException, InterruptedException {
        hold(port, work, () -> 0L); // a first time: what is made once, and compiled
        Thread.sleep(500);
        long before = memory(server, says);
        long with = hold(port, work, () -> memory(server, says));
        return (with - before) / (double) work.connections;
    }

    private interface Question {
        long ask() throws IOException;
    }

    private long hold(String port, NetWork work, Question meanwhile)
            throws IOException, InterruptedException {
        Process clients = start(port, work);
        try (BufferedReader says = clients.inputReader(StandardCharsets.UTF_8)) {
            line(says, clients);
            return meanwhile.ask();
        } finally {
            clients.getOutputStream().close();
            clients.destroyForcibly();
            clients.waitFor();
        }
    }

    private static long memory(Process server, BufferedReader says) throws IOException {
        server.getOutputStream().write('\n');
        server.getOutputStream().flush();
        return Long.parseLong(line(says, server));
    }

    // The table.

    private String table(Map<NetWork, Map<NetSide, List<Figure>>> figures) {
        List<NetSide> there = sides.stream()
                .filter(side -> figures.values().stream().anyMatch(each -> each.containsKey(side))).toList();
        var text = new StringBuilder("| work | ")
                .append(there.stream().map(side -> side.title).collect(Collectors.joining(" | ")))
                .append(" |\n|---").append("|--:".repeat(there.size())).append("|\n");
        for (NetWork work : works) {
            Map<NetSide, List<Figure>> its = figures.get(work);
            if (its == null) {
                continue;
            }
            text.append("| ").append(work.title).append(" |");
            for (NetSide side : there) {
                List<Figure> mine = its.get(side);
                text.append(' ').append(mine == null ? "-" : figure(work, mine)).append(" |");
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static String figure(NetWork work, List<Figure> figures) {
        double value = median(figures, Figure::value);
        double micros = median(figures, Figure::micros);
        boolean inThousands =
                work.isRate && work != NetWork.BULK && work != NetWork.PIPE && work != NetWork.SPAWN;
        String rate = inThousands ? String.format(Locale.ROOT, "%.1f k", value / 1000)
                : String.format(Locale.ROOT, "%.0f", value);
        return Double.isNaN(micros) ? rate : rate + String.format(Locale.ROOT, ", %.1f us", micros);
    }

    private static double median(List<Figure> figures, ToDoubleFunction<Figure> what) {
        List<Double> sorted = figures.stream().map(what::applyAsDouble).sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
