package io.asyncio4j.net.internal.connect;

import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.internal.real.SocketErrors;
import io.asyncio4j.net.spi.ListenOptions;
import io.asyncio4j.net.spi.Listener;
import io.asyncio4j.net.spi.Network;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Binds the listeners of a server: all or none. */
/*
 * A listener at all addresses of IPv6 has those of IPv4, too: the JDK cannot do without. So where both are wanted, the
 * former is tried first, and the latter is bound only where there is no IPv6.
 */
public final class Listening {

    private static final int TRIES_FOR_A_COMMON_PORT = 10;
    private static final InetAddress ALL = InetAddress.ofLiteral("::");
    private static final InetAddress ALL_OF_IPV4 = InetAddress.ofLiteral("0.0.0.0");

    private final Network network = Network.current();
    private final ListenOptions options;
    private final List<Listener> listeners = new ArrayList<>();

    private Listening(ServerOptions options) {
        this.options = new ListenOptions(options.backlog(), options.reuseAddress(), options.reusePort(),
                options.removeSocketFile(), options.keepAlive());
    }

    /** {@return listeners at {@code port} of each address of {@code hosts}; of all interfaces if there are no hosts} */
    public static List<Listener> atHosts(List<String> hosts, int port, ServerOptions options)
            throws IOException {
        var listening = new Listening(options);
        List<InetAddress> addresses = hosts.isEmpty() ? List.of(ALL, ALL_OF_IPV4)
                : inOrder(Addresses.of(listening.network, hosts, null));
        for (int tries = 1;; tries++) {
            try {
                return listening.bind(addresses, port);
            } catch (BindException e) {
                // The port that the system chose for the first address may be taken at another.
                if (port != 0 || addresses.size() == 1 || tries == TRIES_FOR_A_COMMON_PORT) {
                    throw e;
                }
            }
        }
    }

    private static List<InetAddress> inOrder(List<InetAddress> addresses) {
        var ordered = new ArrayList<>(addresses);
        int allOfIpv4 = ordered.indexOf(ALL_OF_IPV4);
        int all = ordered.indexOf(ALL);
        if (all > allOfIpv4 && allOfIpv4 >= 0) {
            Collections.swap(ordered, all, allOfIpv4);
        }
        return ordered;
    }

    /** {@return a listener at a path} */
    public static List<Listener> atPath(UnixDomainSocketAddress address, ServerOptions options)
            throws IOException {
        var listening = new Listening(options);
        return List.of(listening.network.listen(address, listening.options));
    }

    private List<Listener> bind(List<InetAddress> addresses, int port) throws IOException {
        boolean done = false;
        try {
            int common = port;
            boolean isAllBound = false;
            for (InetAddress address : addresses) {
                if (isAllBound && address.equals(ALL_OF_IPV4)) {
                    continue;
                }
                try {
                    listeners.add(network.listen(new InetSocketAddress(address, common), options));
                } catch (IOException e) {
                    if (!isMissingHere(e)) {
                        throw e;
                    }
                    continue;
                }
                isAllBound |= address.equals(ALL);
                if (common == 0) {
                    common = ((InetSocketAddress) listeners.getLast().localAddress()).getPort();
                }
            }
            if (listeners.isEmpty()) {
                throw new SocketException("could not bind on any address out of " + String.join(", ",
                        addresses.stream().map(each -> SocketErrors.text(new InetSocketAddress(each, port)))
                                .toList()));
            }
            done = true;
            return List.copyOf(listeners);
        } finally {
            if (!done) {
                listeners.forEach(Listener::close);
            }
            listeners.clear();
        }
    }

    // An address of a name that this machine does not have, or of a protocol that it does not speak.
    private static boolean isMissingHere(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("Cannot assign requested address") || message.contains("not supported");
    }
}
