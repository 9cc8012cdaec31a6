package io.asyncio4j.net.internal.connect;

import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.spi.DatagramTransport;
import io.asyncio4j.net.spi.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens datagram sockets: finds the addresses of both ends, and tries those of one family. */
public final class Datagrams {

    /**
     * A socket that was opened.
     *
     * @param peer where to send what has no other address, or null
     */
    public record Opened(DatagramTransport transport, @Nullable InetSocketAddress peer) {}

    private Datagrams() {}

    /** {@return the first one that works} */
    public static Opened open(@Nullable InetSocketAddress local, @Nullable InetSocketAddress remote,
            DatagramOptions options) throws IOException {
        Network network = Network.current();
        List<@Nullable InetSocketAddress> locals = resolved(network, local);
        List<@Nullable InetSocketAddress> remotes = resolved(network, remote);
        IOException first = null;
        boolean tried = false;
        for (InetSocketAddress here : locals) {
            for (InetSocketAddress there : remotes) {
                if (here != null && there != null
                        && Addresses.familyOf(here.getAddress()) != Addresses.familyOf(there
                                .getAddress())) {
                    continue;
                }
                tried = true;
                try {
                    return new Opened(
                            network.datagrams(here, there, options.broadcast(), options.reusePort()), there);
                } catch (IOException e) {
                    first = first == null ? e : first;
                }
            }
        }
        if (!tried || first == null) {
            throw new IllegalArgumentException(
                    "can not get address information: " + local + " and " + remote
                            + " have no protocol in common");
        }
        throw first;
    }

    private static List<@Nullable InetSocketAddress> resolved(Network network,
            @Nullable InetSocketAddress address)
            throws IOException {
        List<@Nullable InetSocketAddress> found = new ArrayList<>();
        if (address == null || address.getAddress() != null) {
            found.add(address);
        } else {
            for (InetAddress each : Addresses.of(network, List.of(address.getHostString()), null)) {
                found.add(new InetSocketAddress(each, address.getPort()));
            }
        }
        return found;
    }
}
