package io.asyncio4j.testkit.internal.net;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is bound to which address: to a port of one host, to that port of all hosts by the wildcard, or to a path. Loop-confined. */
public final class Bound<T> {

    // what is bound by the wildcard is found by its port alone
    private final Map<Object, T> all = new HashMap<>();

    public Bound() {}

    static boolean isWildcard(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() != null
                && inet.getAddress().isAnyLocalAddress();
    }

    private static Object keyOf(SocketAddress address) {
        return isWildcard(address) ? ((InetSocketAddress) address).getPort() : address;
    }

    /** @throws BindException if somebody else has it, or a part of it */
    public void bind(SocketAddress address, T who) throws BindException {
        boolean isTaken = isWildcard(address)
                ? all.keySet().stream().anyMatch(key -> portOf(key) == portOf(address))
                : find(address) != null;
        if (isTaken) {
            throw new BindException("Address already in use: " + address);
        }
        all.put(keyOf(address), who);
    }

    private static int portOf(Object key) {
        return key instanceof Integer port ? port : key instanceof InetSocketAddress inet ? inet.getPort()
                : -1;
    }

    /** {@return who gets what is sent to {@code address}, or null} */
    public @Nullable T find(SocketAddress address) {
        T exact = all.get(keyOf(address));
        return exact != null || !(address instanceof InetSocketAddress inet) ? exact
                : all.get(inet.getPort());
    }

    /** Lets {@code address} go, if {@code who} has it. */
    public void unbind(SocketAddress address, T who) {
        all.remove(keyOf(address), who);
    }
}
