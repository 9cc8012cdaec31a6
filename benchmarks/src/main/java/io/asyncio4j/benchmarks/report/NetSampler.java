package io.asyncio4j.benchmarks.report;

import io.asyncio4j.benchmarks.net.Effort;
import io.asyncio4j.benchmarks.net.NetProbe;
import io.asyncio4j.benchmarks.net.NetSide;
import io.asyncio4j.benchmarks.net.NetWork;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A server and a client, each in a process of its own, for one measurement of sockets; a process that has children. */
final class NetSampler implements Sampler, AutoCloseable {

    /** Whom the sides of the tables are on sockets. */
    static final Map<Side, NetSide> SIDES = new EnumMap<>(Map.of(
            Side.CARRIED, NetSide.CARRIED, Side.PORTABLE, NetSide.PORTABLE, Side.KOTLIN, NetSide.KTOR,
            Side.VIRTUAL_THREADS, NetSide.THREADS, Side.CPYTHON, NetSide.ASYNCIO_STREAMS, Side.UVLOOP,
            NetSide.UVLOOP_STREAMS, Side.CPYTHON_PROTOCOLS, NetSide.ASYNCIO_PROTOCOLS, Side.UVLOOP_PROTOCOLS,
            NetSide.UVLOOP_PROTOCOLS, Side.NETTY, NetSide.NETTY, Side.NODE, NetSide.NODE));

    private final Pace pace;
    private final NetProbe probe;
    private final ProcessorSamples processor = new ProcessorSamples();

    /**
     * Makes what the servers want.
     *
     * @param python the one for asyncio, null if there is none
     * @param uvloop the one for uvloop, null if there is none
     */
    NetSampler(Pace pace, @Nullable Python python, @Nullable Python uvloop)
            throws IOException, InterruptedException {
        this.pace = pace;
        probe = new NetProbe(python == null ? null : python.command(),
                uvloop == null ? null : uvloop.command());
    }

    /** {@return the sides that can be sampled here} */
    List<Side> available() {
        return SIDES.keySet().stream().filter(side -> probe.available().contains(SIDES.get(side))).toList();
    }

    @Override
    public List<Double> sample(Work work, Side side, int size) throws SampleException, InterruptedException {
        NetWork what = ((Work.Kind.Net) work.kind()).work();
        NetSide who = java.util.Objects.requireNonNull(SIDES.get(side));
        try {
            NetProbe.Figure figure = probe.measure(what, who, Effort.of(
                    Duration.ofMillis(pace.netWarmUpMillis()), Duration.ofMillis(pace.netMillis()),
                    pace.perWork()));
            if (!Double.isNaN(figure.micros())) {
                processor.add(work, side, List.of(figure.micros() * 1e3));
            }
            return List.of(what.of() == NetWork.Of.BYTES ? figure.value() : 1e9 / figure.value());
        } catch (IOException e) {
            throw new SampleException(work.name() + " on " + who.title() + ": " + e.getMessage(), e);
        }
    }

    /** {@return the server's processor time for one, in nanoseconds, of all that was sampled} */
    List<Series> processor() {
        return processor.series();
    }

    /** {@return of what was measured, what {@link Run} does not know anyway} */
    Map<String, String> versions(List<Series> measured) throws IOException {
        var versions = new LinkedHashMap<String, String>();
        var known = new Properties();
        try (InputStream in = NetSampler.class.getResourceAsStream("versions.properties")) {
            if (in != null) {
                known.load(in);
            }
        }
        for (Series each : measured) {
            switch (each.side()) {
                case KOTLIN -> versions.put("ktor", known.getProperty("ktor", "unknown"));
                case NETTY -> versions.put("Netty", known.getProperty("netty", "unknown"));
                case NODE -> versions.computeIfAbsent("Node", _ -> NetProbe.nodeVersion());
                default -> {
                    // a Java or a Python
                }
            }
        }
        return versions;
    }

    @Override
    public void close() {
        probe.close();
    }
}
