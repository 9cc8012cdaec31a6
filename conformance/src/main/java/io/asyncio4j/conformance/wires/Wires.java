package io.asyncio4j.conformance.wires;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.net.spi.DatagramTransport;
import io.asyncio4j.net.spi.ListenOptions;
import io.asyncio4j.net.spi.Listener;
import io.asyncio4j.net.spi.Network;
import io.asyncio4j.net.spi.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The network of one loop. What is sent takes its time to arrive, at most so many bytes a millisecond; a sender has room for
 * so many bytes that are on their way. Only what arrives counts, not in how many pieces it was sent. Loop-confined.
 */
/*
 * asyncio's loop hears of its sockets while it looks, calls its transports in that turn, and these wake tasks in the next
 * one; making a connection takes further turns. The futures of this network are done in those turns, so that both sides have
 * the same order of events: in the turn after the look for bytes and for the end of a
 * connecting, which then takes two more, at once for room, for a connection that can be accepted and for what breaks one.
 */
public final class Wires implements Network {

    static final int UNLIMITED = 1 << 30;
    private static final int FIRST_LISTENER = 1_000;
    private static final int FIRST_END = 20_000;

    private record Event(long millis, int number, Runnable happens) {}

    /** What the loop hears of while it looks. */
    interface Watched {
        /** Has those futures be done soon that wait for what is the case; says whether there were any. */
        boolean notice();
    }

    final EventLoop loop;
    private final LongSupplier millis;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::millis).thenComparingInt(Event::number));
    private final List<Watched> watched = new ArrayList<>();
    private final Map<Integer, WireListener> listeners = new HashMap<>();
    private int moreEvents;
    private int latency = 1;
    int room = UNLIMITED;
    int rate = UNLIMITED;

    /** Makes the network of a loop; {@code millis} tells its time. */
    public Wires(EventLoop loop, LongSupplier millis) {
        this.loop = loop;
        this.millis = millis;
    }

    /** Sets how it is from now on: how long bytes take, how many may be on their way, how many arrive in a millisecond. */
    public void set(int newLatency, int newRoom, int newRate) {
        latency = newLatency;
        room = newRoom;
        rate = newRate;
    }

    // For the clock.

    /** {@return when something happens next, in nanoseconds, or the largest number} */
    public long nextNanos() {
        Event next = events.peek();
        return next == null ? Long.MAX_VALUE : Duration.ofMillis(next.millis).toNanos();
    }

    /** Lets everything happen whose time has come. */
    public void happen() {
        for (Event next; (next = events.peek()) != null && next.millis <= millis.getAsLong();) {
            events.remove();
            next.happens.run();
        }
    }

    /** Tells those who wait for what is the case; says whether there were any. */
    public boolean notice() {
        boolean any = false;
        for (Watched each : List.copyOf(watched)) {
            any |= each.notice();
        }
        return any;
    }

    // For its ends.

    long soonest() {
        return millis.getAsLong() + latency;
    }

    void at(long when, Runnable happens) {
        events.add(new Event(when, moreEvents++, happens));
    }

    void watch(Watched each) {
        watched.add(each);
    }

    /** Runs {@code action} in the turn that begins now, if {@code turns} is 1, or in a later one. */
    void inTurns(int turns, Runnable action) {
        loop.callSoon(turns == 1 ? action : () -> inTurns(turns - 1, action));
    }

    // As a network.

    @Override
    public List<InetAddress> resolve(String host) throws UnknownHostException {
        throw new UnknownHostException(host);
    }

    @Override
    public Transport connect(SocketAddress remote, @Nullable SocketAddress local) throws IOException {
        var end = new WireEnd(this, FIRST_END + watched.size());
        watch(end);
        boolean connected = false;
        try {
            at(soonest(), () -> arrive(end, ((InetSocketAddress) remote).getPort()));
            end.awaitConnected();
            connected = true;
            return end;
        } finally {
            if (!connected) {
                end.close();
            }
        }
    }

    private void arrive(WireEnd end, int port) {
        if (end.isClosed()) {
            return;
        }
        WireListener listener = listeners.get(port);
        if (listener == null) {
            end.connectFailed(new ConnectException("Connect call failed: nobody listens at " + port));
            return;
        }
        var peer = new WireEnd(this, FIRST_END + watched.size());
        watch(peer);
        WireEnd.join(end, peer);
        listener.offer(peer);
    }

    @Override
    public Listener listen(SocketAddress address, ListenOptions options) {
        Asyncio.sleep(Duration.ZERO); // as asyncio's create_server does
        int port = FIRST_LISTENER + watched.size();
        var listener = new WireListener(this, port);
        listeners.put(port, listener);
        watch(listener);
        return listener;
    }

    /** Breaks the connection that has an end with this address, for both ends at the same time. */
    public void tear(@Nullable SocketAddress address) {
        watched.stream().filter(each -> each instanceof WireEnd end && end.localAddress().equals(address))
                .forEach(each -> ((WireEnd) each).tear());
    }

    void remove(WireListener listener) {
        listeners.values().remove(listener);
    }

    @Override
    public DatagramTransport datagrams(@Nullable SocketAddress local, @Nullable SocketAddress remote,
            boolean broadcast, boolean reusePort) {
        throw new UnsupportedOperationException("no scenario has datagrams");
    }
}
