package io.asyncio4j.net.tests.kit;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.net.internal.stream.MemoryTransport;
import io.asyncio4j.net.spi.DatagramTransport;
import io.asyncio4j.net.spi.ListenOptions;
import io.asyncio4j.net.spi.Listener;
import io.asyncio4j.net.spi.Network;
import io.asyncio4j.net.spi.Transport;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A network whose hosts answer as a test wants them to: what stands on Network needs no real one. */
public final class TestNetwork implements Network {

    private final Map<String, List<InetAddress>> hosts = new HashMap<>();
    private final Map<String, Duration> delays = new HashMap<>();
    private final List<String> refusing = new ArrayList<>();
    private final List<String> tried = new ArrayList<>();
    private final List<String> breaking = new ArrayList<>();
    private final List<String> cancelling = new ArrayList<>();
    private int open;

    /** Lets a name have addresses. */
    public void host(String name, String... literals) {
        hosts.put(name, List.of(literals).stream().map(InetAddress::ofLiteral).toList());
    }

    /** Lets an address answer late. */
    public void slow(String literal, Duration delay) {
        delays.put(InetAddress.ofLiteral(literal).getHostAddress(), delay);
    }

    /** Lets an address never answer. */
    public void silent(String literal) {
        slow(literal, Duration.ofDays(1));
    }

    /** Lets an address refuse. */
    public void refusing(String literal) {
        refusing.add(InetAddress.ofLiteral(literal).getHostAddress());
    }

    /** Lets an address fail with what is no I/O error. */
    public void breaking(String literal) {
        breaking.add(InetAddress.ofLiteral(literal).getHostAddress());
    }

    /** Lets the attempt to connect to an address be cancelled by itself. */
    public void cancelling(String literal) {
        cancelling.add(InetAddress.ofLiteral(literal).getHostAddress());
    }

    /** {@return the addresses that were tried, in order, as they were written} */
    public List<String> tried() {
        return tried;
    }

    /** {@return how many connections are open} */
    public int open() {
        return open;
    }

    @Override
    public List<InetAddress> resolve(String host) throws IOException {
        Asyncio.sleep(Duration.ZERO);
        List<InetAddress> addresses = hosts.get(host);
        if (addresses == null) {
            throw new UnknownHostException(host);
        }
        return addresses;
    }

    @Override
    public Transport connect(SocketAddress remote, SocketAddress local) throws IOException {
        String address = ((InetSocketAddress) remote).getAddress().getHostAddress();
        tried.add(address.replace(":0:0:0:0:0:0:", "::"));
        Asyncio.sleep(delays.getOrDefault(address, Duration.ZERO));
        if (refusing.contains(address)) {
            throw new ConnectException("refused by " + address);
        }
        if (breaking.contains(address)) {
            throw new IllegalStateException("broken: " + address);
        }
        if (cancelling.contains(address)) {
            throw new CancelledError();
        }
        open++;
        Transport memory = MemoryTransport.pair(EventLoop.running(), 1000)[0];
        boolean[] closed = {false};
        return (Transport) Proxy.newProxyInstance(Transport.class.getClassLoader(),
                new Class<?>[] {Transport.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close") && !closed[0]) {
                        closed[0] = true;
                        open--;
                    }
                    return method.invoke(memory, arguments);
                });
    }

    @Override
    public Listener listen(SocketAddress address, ListenOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DatagramTransport datagrams(SocketAddress local, SocketAddress remote, boolean broadcast,
            boolean reusePort) {
        throw new UnsupportedOperationException();
    }
}
