package io.asyncio4j.testkit;

import io.asyncio4j.Asyncio;
import io.asyncio4j.net.spi.DatagramTransport;
import io.asyncio4j.net.spi.ListenOptions;
import io.asyncio4j.net.spi.Listener;
import io.asyncio4j.net.spi.Network;
import io.asyncio4j.net.spi.Transport;
import io.asyncio4j.testkit.internal.net.Bound;
import io.asyncio4j.testkit.internal.net.SimulatedDatagrams;
import io.asyncio4j.testkit.internal.net.SimulatedListener;
import io.asyncio4j.testkit.internal.net.SimulatedTransport;
import io.asyncio4j.testkit.internal.net.Weather;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A network within a test: servers, connections and datagrams of {@code io.asyncio4j.net} that never leave the program, for
 * which asyncio4j-net must be there. In a simulation the seed decides how long bytes take, into which pieces they are cut,
 * and which datagrams get lost; in other tests, and in an exploration, only what the test says happens. Each fault is a
 * line in the trace, which begins with {@code fault:}, and so is each delivery.
 *
 * <pre>{@code
 * @Simulated(loseAtEveryByte = true)
 * void clientComesThrough(TestLoop test) throws Exception {
 *     var network = SimulatedNetwork.install(test);
 *     try (var server = startServer(this::answer, "localhost", 8080)) {
 *         assertThat(client.fetch("localhost", 8080)).isEqualTo("page"); // tries again when it must
 *     }
 *     assertThat(network.open()).isZero();
 * }
 * }</pre>
 *
 * <p>It belongs to one loop, whose tasks may use it.
 */
public final class SimulatedNetwork implements Network {

    /** Into what the bytes of a write are cut on their way. */
    public enum Pieces {
        /** Nothing: they come together, and with what was written before if that was not read yet. */
        WHOLE,
        /** Single bytes. A reader gets one at a time. */
        SINGLE_BYTES,
        /** Pieces of random length. A reader gets one at a time. */
        RANDOM
    }

    private static final int FIRST_FREE_PORT = 40_000;
    private static final String LOOPBACK = "127.0.0.1";

    private final Weather weather;
    private final Map<String, List<InetAddress>> hosts = new HashMap<>();
    private final Bound<SimulatedListener> listeners = new Bound<>();
    private final Bound<SimulatedDatagrams> datagrams = new Bound<>();
    private final Map<Object, Integer> refusals = new HashMap<>();
    private int freePort = FIRST_FREE_PORT;

    /** Makes one for {@code test}, which knows the host {@code localhost}. */
    public SimulatedNetwork(TestLoop test) {
        TestLoop.Parts parts = test.parts();
        weather = new Weather(parts.loop(), parts.chance(), parts.isSeeded(), parts.lossAtByte(), parts::note,
                parts::lossHappened);
        host("localhost", LOOPBACK);
    }

    /** Makes one, and lets the current task and those that it will create use it. */
    public static SimulatedNetwork install(TestLoop test) {
        var network = new SimulatedNetwork(test);
        CURRENT.set(network);
        return network;
    }

    // What it is like.

    /**
     * Sets how long it takes from one end to the other: from {@code least} to {@code most}, more often short than long. Bytes
     * of a connection do not overtake each other, datagrams do.
     */
    public SimulatedNetwork latency(Duration least, Duration most) {
        if (least.isNegative() || most.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    "latency goes from a least, which is not negative, to a most, got " + least + " and "
                            + most);
        }
        weather.latency(least.toNanos(), most.toNanos());
        return this;
    }

    /** Sets into what the bytes of a write are cut, in place of the seed. */
    public SimulatedNetwork pieces(Pieces pieces) {
        weather.pieces(Objects.requireNonNull(pieces, "pieces"));
        return this;
    }

    /** Sets how many bytes a direction of a connection takes that nobody has read yet; 64 KiB unless set. */
    public SimulatedNetwork capacity(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("capacity must be at least a byte, got " + bytes);
        }
        weather.capacity(bytes);
        return this;
    }

    /** Sets how fast a direction of a connection is: with few bytes a second, its reader is a slow one. */
    public SimulatedNetwork bytesPerSecond(long rate) {
        if (rate < 1) {
            throw new IllegalArgumentException("there must be at least a byte a second, got " + rate);
        }
        weather.bytesPerSecond(rate);
        return this;
    }

    /**
     * Lets a name have addresses, in literal form, the preferred one first. A server or datagram endpoint at one of them is
     * reached there and nowhere else, so that many hosts can use the same port; one at no particular address, at all of them.
     */
    public SimulatedNetwork host(String name, String... literals) {
        hosts.put(name, List.of(literals).stream().map(InetAddress::ofLiteral).toList());
        return this;
    }

    // Faults.

    /**
     * Loses the connection that is about to deliver the {@code number}-th byte, counted from 0 over all connections in the
     * order of arrival: both ends get a {@code Connection reset}. Once. To lose one at each byte in turn, see
     * {@link Simulation#loseAtEveryByte}.
     */
    public SimulatedNetwork loseAtByte(long number) {
        weather.lossAt(notNegative(number));
        return this;
    }

    /**
     * Lets the connection that is about to deliver the {@code number}-th byte, counted as {@link #loseAtByte} does, fall
     * silent: nothing comes through any more, in neither direction, and neither end is told.
     */
    public SimulatedNetwork halfOpenAtByte(long number) {
        weather.halfOpenAt(notNegative(number));
        return this;
    }

    private static long notNegative(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("the first byte is number 0, got " + number);
        }
        return number;
    }

    /** Refuses the next {@code times} connections to {@code port}, whether somebody listens there or not. */
    public SimulatedNetwork refuse(int port, int times) {
        if (times < 0) {
            throw new IllegalArgumentException("times must not be negative, got " + times);
        }
        refusals.put(port, times);
        return this;
    }

    /** Loses each datagram with {@code probability}, from 0 to 1, in place of what the seed decides. */
    public SimulatedNetwork loseDatagrams(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("a probability is from 0 to 1, got " + probability);
        }
        weather.lostDatagrams(probability);
        return this;
    }

    /** {@return how many ends of connections are open} */
    public int open() {
        return weather.open();
    }

    // The network.

    @Override
    public List<InetAddress> resolve(String host) throws IOException {
        Asyncio.sleep(Duration.ZERO);
        List<InetAddress> addresses = hosts.get(host);
        if (addresses == null) {
            throw new UnknownHostException(
                    host + ": the simulated network knows " + hosts.keySet().stream().sorted().toList()
                            + "; tell it of others by host(...)");
        }
        return addresses;
    }

    @Override
    public Transport connect(SocketAddress remote, @Nullable SocketAddress local) throws IOException {
        Asyncio.sleep(Duration.ofNanos(weather.latency()));
        Object key = keyOf(remote);
        int refused = refusals.getOrDefault(key, 0);
        if (refused > 0) {
            refusals.put(key, refused - 1);
            weather.note("fault: refuses", String.valueOf(key));
            throw new ConnectException("Connection refused: " + remote);
        }
        SimulatedListener listener = listeners.find(remote);
        SimulatedTransport[] ends = listener == null ? null
                : SimulatedTransport.pair(weather, local != null ? local : ownAddress(remote), remote);
        if (listener == null || ends == null || !listener.offer(ends[1])) {
            if (ends != null) {
                ends[0].close();
                ends[1].close();
            }
            throw new ConnectException("Connection refused: " + remote);
        }
        return ends[0];
    }

    private SocketAddress ownAddress(SocketAddress remote) {
        return remote instanceof UnixDomainSocketAddress ? UnixDomainSocketAddress.of("")
                : new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), freePort++);
    }

    private static Object keyOf(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getPort() : address;
    }

    @Override
    public Listener listen(SocketAddress address, ListenOptions options) throws IOException {
        SocketAddress bound = address instanceof InetSocketAddress inet && inet.getPort() == 0
                ? new InetSocketAddress(inet.getAddress(), freePort++) : address;
        var listener = new SimulatedListener(weather, bound, options.backlog(),
                closed -> listeners.unbind(bound, closed));
        listeners.bind(bound, listener);
        return listener;
    }

    @Override
    public DatagramTransport datagrams(@Nullable SocketAddress local, @Nullable SocketAddress remote,
            boolean broadcast, boolean reusePort) throws IOException {
        InetAddress host = local instanceof InetSocketAddress inet ? inet.getAddress()
                : InetAddress.ofLiteral(LOOPBACK);
        int port = local instanceof InetSocketAddress inet ? inet.getPort() : 0;
        var bound = new InetSocketAddress(host, port == 0 ? freePort++ : port);
        return new SimulatedDatagrams(weather, bound, remote, datagrams);
    }

    @Override
    public String toString() {
        return "<SimulatedNetwork open=" + open() + ">";
    }
}
