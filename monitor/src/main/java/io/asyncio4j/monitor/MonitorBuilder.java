package io.asyncio4j.monitor;

import io.asyncio4j.monitor.internal.look.ThisJvm;
import io.asyncio4j.monitor.internal.parts.MonitorParts;
import io.asyncio4j.monitor.internal.web.MonitorServer;
import io.asyncio4j.monitor.internal.web.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a {@link Monitor} shall be; what is not said is as {@link Monitor#start} has it. */
public final class MonitorBuilder {

    private static final int MOST_PORTS = 65_535;
    private static final String HOST = "[^/:\\s]+|\\[[^\\]/\\s]+\\]";

    private int port;
    private InetAddress listenOn = InetAddress.getLoopbackAddress();
    private Set<String> hosts = Set.of();
    private boolean allowCancel;
    private List<Path> sources = List.of();
    private @Nullable Programs programs;

    MonitorBuilder() {}

    /**
     * Sets the port; 0, which is the default, is any that is free.
     *
     * @throws IllegalArgumentException if there is no such port
     */
    public MonitorBuilder port(int port) {
        if (port < 0 || port > MOST_PORTS) {
            throw new IllegalArgumentException("port must be between 0 and " + MOST_PORTS + ", got " + port);
        }
        this.port = port;
        return this;
    }

    /**
     * Sets where to listen, in place of the loopback interface. Whoever reaches that address and has the token may look,
     * and the token goes over the network as it is: let something in front of it speak TLS.
     */
    public MonitorBuilder listenOn(InetAddress address) {
        this.listenOn = Objects.requireNonNull(address, "address");
        return this;
    }

    /**
     * Sets the host names under which it is reached, beside {@code localhost} and addresses: those of a proxy, say. Requests
     * that come under another name are refused.
     *
     * @throws IllegalArgumentException if one of them is more than a name, such as an address with a port
     */
    public MonitorBuilder hosts(Collection<String> names) {
        for (String name : names) {
            if (!name.matches(HOST)) {
                throw new IllegalArgumentException(
                        "hosts must be names alone, as monitor.example, without scheme and port, got "
                                + name);
            }
        }
        this.hosts =
                names.stream().map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet());
        return this;
    }

    /** Sets whether tasks can be cancelled by the page; they cannot by default. */
    public MonitorBuilder allowCancel(boolean allow) {
        this.allowCancel = allow;
        return this;
    }

    /**
     * Sets folders, below which the page finds the source file of a stack's frame by its name, to show the lines around that;
     * by default there are none. Whoever may look may then read the sources that are there, and nothing else.
     */
    public MonitorBuilder sources(Collection<Path> folders) {
        this.sources = folders.stream().map(folder -> folder.toAbsolutePath().normalize()).toList();
        return this;
    }

    /** Sets which programs it shows; by default this one. */
    public MonitorBuilder programs(Programs programs) {
        this.programs = Objects.requireNonNull(programs, "programs");
        return this;
    }

    /**
     * {@return a monitor that serves}
     *
     * @throws IOException if the port is taken, or the JVM may not listen there
     */
    public Monitor start() throws IOException {
        MonitorParts.ensure();
        var options = new ServerOptions(port, listenOn, hosts, allowCancel, sources,
                programs == null ? new ThisJvm() : programs);
        return new Monitor(MonitorServer.start(options));
    }
}
