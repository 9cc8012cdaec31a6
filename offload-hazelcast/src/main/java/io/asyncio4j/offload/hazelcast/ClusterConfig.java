package io.asyncio4j.offload.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import io.asyncio4j.offload.hazelcast.internal.RunningCalls;
import io.asyncio4j.offload.spi.Parcels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How a process joins a cluster. Each method returns the object itself.
 *
 * <p>Nothing listens beyond this machine unless {@link #listenOn} says so; members are found at the addresses that
 * {@link #members} names, never by multicast, and nothing is reported to anybody. Members do not encrypt and do not ask
 * for a password: whoever reaches the port and knows the name can join and make calls. So a network between machines must
 * be one that only the members are in, such as a private subnet or a tunnel.
 */
public final class ClusterConfig {

    static final String WORKER = "asyncio4j.worker";
    static final String THREADS = "asyncio4j.threads";
    static final String CALLS = "asyncio4j-calls";
    static final String CONTROL = "asyncio4j-control";

    private String name = "asyncio4j";
    private String listenOn = "127.0.0.1";
    private int port = 5701;
    private final List<String> members = new ArrayList<>();
    private boolean worker = true;
    private int threads = Runtime.getRuntime().availableProcessors();
    private final List<String> trusted = new ArrayList<>();
    private Duration cancelLimit = Duration.ofSeconds(5);

    /** Makes one for a cluster on this machine. */
    public ClusterConfig() {}

    /** Sets the name of the cluster; members of others are refused. {@code asyncio4j} otherwise. */
    public ClusterConfig name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /** Sets the address of the network interface to listen on; the loopback interface otherwise. */
    public ClusterConfig listenOn(String address) {
        listenOn = Objects.requireNonNull(address, "address");
        return this;
    }

    /** Sets the port to listen on, and the next free one if it is taken; 5701 otherwise. */
    public ClusterConfig port(int port) {
        this.port = port;
        return this;
    }

    /** Sets where other members may be, as {@code host:port}; on the first ports of this machine otherwise. */
    public ClusterConfig members(String... addresses) {
        members.addAll(List.of(addresses));
        return this;
    }

    /** Sets whether this process takes calls that may run anywhere; it does otherwise. */
    public ClusterConfig worker(boolean worker) {
        this.worker = worker;
        return this;
    }

    /**
     * Sets how many calls this process makes at a time; as many as there are processors otherwise.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public ClusterConfig threads(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("a member must have 1 thread or more, not " + threads);
        }
        this.threads = threads;
        return this;
    }

    /**
     * Adds classes that this process makes of bytes that come from others, beside the program's own and the JDK's values;
     * see {@link io.asyncio4j.offload.ProcessPoolBuilder#trust}.
     */
    public ClusterConfig trust(String pattern) {
        Parcels.trusting(List.of(pattern)); // throws
        trusted.add(pattern);
        return this;
    }

    /** Sets for how long a cancelled call is waited for until its answer is "unknown"; five seconds otherwise. */
    public ClusterConfig cancelLimit(Duration limit) {
        cancelLimit = Objects.requireNonNull(limit, "limit");
        return this;
    }

    List<String> trusted() {
        return List.copyOf(trusted);
    }

    Duration cancelLimit() {
        return cancelLimit;
    }

    /** {@return the same in Hazelcast's words}, for who wants to say more. */
    public Config toHazelcast() {
        var config = new Config();
        config.setClusterName(name);
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "jdk");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        var network = config.getNetworkConfig();
        network.setPort(port).setPortAutoIncrement(true);
        network.getInterfaces().setEnabled(true).addInterface(listenOn);
        var join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(members.isEmpty() ? List.of(listenOn) : members);
        config.getMetricsConfig().setEnabled(false);
        config.getMemberAttributeConfig().setAttribute(WORKER, Boolean.toString(worker))
                .setAttribute(THREADS, Integer.toString(threads));
        config.getExecutorConfig(CALLS).setPoolSize(threads).setStatisticsEnabled(false);
        config.getExecutorConfig(CONTROL).setPoolSize(8).setStatisticsEnabled(false);
        var filter = new JavaSerializationFilterConfig();
        filter.getWhitelist().addPackages("io.asyncio4j.offload.hazelcast.internal");
        config.getSerializationConfig().setJavaSerializationFilterConfig(filter);
        RunningCalls.prepare(config, trusted);
        return config;
    }
}
