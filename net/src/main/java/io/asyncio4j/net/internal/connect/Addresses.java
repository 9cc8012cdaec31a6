package io.asyncio4j.net.internal.connect;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.Outcome;
import io.asyncio4j.net.spi.Network;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The addresses of hosts. */
final class Addresses {

    private Addresses() {}

    /** {@return the addresses of all {@code hosts}, in order, none twice} Asks for several at the same time. */
    static List<InetAddress> of(Network network, List<String> hosts, @Nullable StandardProtocolFamily family)
            throws IOException {
        var found = new LinkedHashSet<InetAddress>();
        if (hosts.size() == 1) {
            found.addAll(of(network, hosts.getFirst()));
        } else {
            List<Coroutine<List<InetAddress>>> lookups = new ArrayList<>();
            for (String host : hosts) {
                lookups.add(() -> of(network, host));
            }
            Asyncio.gather(lookups).await(IOException.class).forEach(found::addAll);
        }
        if (family != null) {
            found.removeIf(address -> familyOf(address) != family);
        }
        if (found.isEmpty()) {
            throw new UnknownHostException(
                    "getaddrinfo('" + String.join("', '", hosts) + "') returned empty list"
                            + (family == null ? "" : " for " + family));
        }
        return List.copyOf(found);
    }

    /** {@return the addresses of those of {@code hosts} that have any} Why others have none is added to {@code errors}. */
    static List<InetAddress> ofThoseKnown(Network network, List<String> hosts,
            @Nullable StandardProtocolFamily family, List<Exception> errors) {
        List<Coroutine<List<InetAddress>>> lookups = new ArrayList<>();
        for (String host : hosts) {
            lookups.add(() -> of(network, List.of(host), family));
        }
        var found = new LinkedHashSet<InetAddress>();
        for (Outcome<List<InetAddress>> each : Asyncio.gatherOutcomes(lookups).await()) {
            if (each instanceof Outcome.Failure<List<InetAddress>>(IOException e)) {
                errors.add(e);
            } else {
                found.addAll(each.get());
            }
        }
        return List.copyOf(found);
    }

    private static List<InetAddress> of(Network network, String host) throws IOException {
        InetAddress literal = literal(host);
        return literal != null ? List.of(literal) : network.resolve(host);
    }

    private static @Nullable InetAddress literal(String host) {
        if (host.isEmpty() || Character.digit(host.charAt(0), 16) < 0 && host.indexOf(':') < 0) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static StandardProtocolFamily familyOf(InetAddress address) {
        return address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    /** {@return {@code addresses} with the families in turn: {@code first} of the first one, then one of each} */
    static List<InetAddress> interleaved(List<InetAddress> addresses, int first) {
        if (first == 0) {
            return addresses;
        }
        Map<StandardProtocolFamily, ArrayDeque<InetAddress>> byFamily = new LinkedHashMap<>();
        for (InetAddress address : addresses) {
            byFamily.computeIfAbsent(familyOf(address), _ -> new ArrayDeque<>()).add(address);
        }
        var ordered = new ArrayList<InetAddress>();
        Collection<ArrayDeque<InetAddress>> families = byFamily.values();
        ArrayDeque<InetAddress> preferred = families.iterator().next();
        for (int i = 1; i < first && !preferred.isEmpty(); i++) {
            ordered.add(preferred.remove());
        }
        while (ordered.size() < addresses.size()) {
            for (ArrayDeque<InetAddress> family : families) {
                if (!family.isEmpty()) {
                    ordered.add(family.remove());
                }
            }
        }
        return ordered;
    }
}
