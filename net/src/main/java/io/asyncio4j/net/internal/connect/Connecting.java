package io.asyncio4j.net.internal.connect;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.RaceResult;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.internal.parts.NetParts;
import io.asyncio4j.net.internal.real.SocketErrors;
import io.asyncio4j.net.internal.tls.TlsTransport;
import io.asyncio4j.net.spi.Network;
import io.asyncio4j.net.spi.Transport;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Makes a connection: finds the addresses, tries them, encrypts the first that answers. Nothing stays open if it fails. */
public final class Connecting {

    private final Network network = Network.current();
    private final ConnectOptions options;
    private final List<Transport> made = new ArrayList<>();
    private final List<Exception> errors = new ArrayList<>();

    private Connecting(ConnectOptions options) {
        this.options = options;
    }

    /** {@return a transport to {@code port} of the first of {@code hosts} that answers} */
    public static Transport toHost(List<String> hosts, int port, ConnectOptions options) throws IOException {
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("host and port was not specified: the list of hosts is empty");
        }
        String what = String.join(", ", hosts) + ":" + port;
        return withinTime(options, what, () -> {
            var connecting = new Connecting(options);
            Transport transport = connecting.toFirst(connecting.addressesOf(hosts, port));
            return encrypted(transport, options, hosts.size() == 1 ? hosts.getFirst() : null);
        });
    }

    /** {@return a transport to the Unix socket at an address} */
    public static Transport toPath(UnixDomainSocketAddress address, ConnectOptions options)
            throws IOException {
        return withinTime(options, address.getPath().toString(),
                () -> encrypted(Network.current().connect(address, null), options, null));
    }

    /** {@return {@code raw}, encrypted if that is wanted} It is closed if that fails. */
    public static Transport encrypted(Transport raw, ConnectOptions options, @Nullable String host)
            throws IOException {
        if (options.tls() == null) {
            return raw;
        }
        String name = options.tls().serverHostname() != null ? options.tls().serverHostname() : host;
        TlsTransport tls = null;
        try {
            NetParts.ensureTls();
            tls = TlsTransport.handshake(raw, options.tls(), false, new byte[0], name);
            return tls;
        } finally {
            if (tls == null) {
                raw.close();
            }
        }
    }

    private static Transport withinTime(ConnectOptions options, String what, Coroutine<Transport> body)
            throws IOException {
        if (options.timeout() == null) {
            return body.await(IOException.class);
        }
        Transport[] made = {null};
        boolean inTime = false;
        try {
            Asyncio.timeout(options.timeout(), () -> {
                made[0] = body.await();
            });
            inTime = true;
            return made[0];
        } catch (TimeoutException e) {
            var late = new SocketTimeoutException(
                    "connecting to " + what + " took longer than " + options.timeout());
            late.initCause(e);
            throw late;
        } finally {
            if (!inTime && made[0] != null) {
                made[0].close(); // the time was over as it was made
            }
        }
    }

    private List<InetSocketAddress> addressesOf(List<String> hosts, int port) throws IOException {
        List<InetAddress> addresses = hosts.size() == 1 ? Addresses.of(network, hosts, options.family())
                : Addresses.ofThoseKnown(network, hosts, options.family(), errors);
        if (addresses.isEmpty()) {
            throw failure();
        }
        return Addresses.interleaved(addresses, options.interleave()).stream()
                .map(address -> new InetSocketAddress(address, port)).toList();
    }

    private Transport toFirst(List<InetSocketAddress> addresses) throws IOException {
        List<InetAddress> locals = localAddresses();
        Transport winner = null;
        try {
            if (options.happyEyeballsDelay() == null || addresses.size() == 1) {
                for (int i = 0; winner == null && i < addresses.size(); i++) {
                    winner = tryOne(addresses.get(i), locals);
                }
            } else {
                List<Coroutine<Transport>> attempts = new ArrayList<>();
                for (InetSocketAddress address : addresses) {
                    attempts.add(() -> oneOrFail(address, locals));
                }
                RaceResult<Transport> race = Asyncio.staggeredRace(attempts, options.happyEyeballsDelay());
                winner = race.result();
                addErrors(race);
            }
        } finally {
            for (Transport transport : made) { // two may have been connected at the same moment
                if (transport != winner) {
                    transport.close();
                }
            }
        }
        if (winner == null) {
            throw failure();
        }
        return winner;
    }

    private void addErrors(RaceResult<Transport> race) {
        for (Throwable e : race.exceptions()) {
            if (e instanceof IOException || e == null) {
                continue; // noted when it came
            }
            if (e instanceof RuntimeException failure) {
                errors.add(failure);
            }
        }
    }

    private Transport oneOrFail(InetSocketAddress address, List<InetAddress> locals) throws IOException {
        Transport transport = tryOne(address, locals);
        if (transport == null) {
            throw (IOException) errors.getLast();
        }
        return transport;
    }

    /** {@return a connection to {@code address}, or null if there is none; then it has noted why} */
    private @Nullable Transport tryOne(InetSocketAddress address, List<InetAddress> locals) {
        InetSocketAddress local = options.localAddress();
        if (local == null) {
            return tryOne(address, (SocketAddress) null);
        }
        boolean tried = false;
        for (InetAddress candidate : locals) {
            if (Addresses.familyOf(candidate) == Addresses.familyOf(address.getAddress())) {
                tried = true;
                Transport transport = tryOne(address, new InetSocketAddress(candidate, local.getPort()));
                if (transport != null) {
                    return transport;
                }
            }
        }
        if (!tried) {
            errors.add(new BindException("no matching local address with family="
                    + Addresses.familyOf(address.getAddress()) + " found for " + SocketErrors.text(address)));
        }
        return null;
    }

    private @Nullable Transport tryOne(InetSocketAddress address, @Nullable SocketAddress local) {
        try {
            Transport transport = network.connect(address, local);
            made.add(transport);
            return transport;
        } catch (IOException e) {
            errors.add(e);
            return null;
        }
    }

    private List<InetAddress> localAddresses() throws IOException {
        InetSocketAddress local = options.localAddress();
        if (local == null) {
            return List.of();
        }
        return local.getAddress() != null ? List.of(local.getAddress())
                : Addresses.of(network, List.of(local.getHostString()), options.family());
    }

    private IOException failure() {
        if (errors.isEmpty()) { // each attempt was cancelled, by something in it
            return new SocketTimeoutException("create_connection failed");
        }
        if (options.allErrors()) {
            throw new ExceptionGroup("create_connection failed", errors);
        }
        for (Exception e : errors) {
            if (e instanceof RuntimeException failure) {
                throw failure;
            }
        }
        IOException first = (IOException) errors.getFirst();
        if (errors.stream().map(Throwable::getMessage).distinct().count() == 1) {
            return first;
        }
        var all = new IOException("Multiple exceptions: "
                + String.join(", ", errors.stream().map(Throwable::getMessage).toList()), first);
        errors.stream().skip(1).forEach(all::addSuppressed);
        return all;
    }
}
