package io.asyncio4j.offload.hazelcast;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.asyncio4j.offload.Offload;
import io.asyncio4j.offload.RemoteCall;
import io.asyncio4j.offload.RemoteCallable;
import io.asyncio4j.offload.hazelcast.internal.OffLoop;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Processes on one or more machines that make each other's calls, as members of a Hazelcast cluster of which this process
 * is one.
 *
 * <pre>{@code
 * try (var cluster = Cluster.join(new ClusterConfig().members("10.0.0.1", "10.0.0.2").listenOn("10.0.0.2"))) {
 *     int count = cluster.call(() -> countPrimes(from, to));
 * }
 * }</pre>
 *
 * <p>All members must have the same code on their class path. A call goes to the worker that has the fewest calls of this
 * process. It is used on any number of loops.
 *
 * <p><b>Cancellation:</b> the await ends at once. The member is asked to interrupt the call, and the answer tells whether
 * it has ended in time; a member that is gone does not answer, and whether its call runs on is unknown.
 *
 * <p><b>Errors:</b> a call whose member has left fails with a {@link MemberLostException}, unless it was made on
 * {@link #repeating}.
 *
 * <p><b>From CPython:</b> nothing of the kind; Dask's and Ray's clients come near.
 */
public final class Cluster implements Offload {

    private final Calls calls;
    private final int attempts;
    private final boolean owned;

    private Cluster(Calls calls, int attempts, boolean owned) {
        this.calls = calls;
        this.attempts = attempts;
        this.owned = owned;
    }

    /**
     * Joins the cluster, or begins it if there is nobody: in the current task, or on this thread if there is none. It
     * takes a second or two. {@link #close} leaves it.
     *
     * <p><b>Cancellation:</b> ends the wait; what has joined by then, or joins later, leaves again.
     */
    public static Cluster join(ClusterConfig config) {
        Objects.requireNonNull(config, "config");
        HazelcastInstance instance = OffLoop.call("asyncio4j-join",
                () -> Hazelcast.newHazelcastInstance(config.toHazelcast()), HazelcastInstance::shutdown);
        return new Cluster(new Calls(instance, config), 1, true);
    }

    /**
     * {@return the cluster of {@code instance}}, a member that the program has configured. {@link #close} does not shut
     * it down. Of {@code config}, the limit for cancelling is used, and what is trusted, beside what the member trusts
     * already.
     */
    public static Cluster of(HazelcastInstance instance, ClusterConfig config) {
        return new Cluster(new Calls(Objects.requireNonNull(instance, "instance"), config), 1, false);
    }

    /**
     * {@return the same cluster, on which a call whose member leaves is made again on another one} For calls that do no
     * harm when they are carried out twice.
     *
     * @param attempts how often at most, the first time included
     */
    public Cluster repeating(int attempts) {
        if (attempts < 1) {
            throw new IllegalArgumentException(
                    "a call must be attempted once or more, not " + attempts + " times");
        }
        return new Cluster(calls, attempts, owned);
    }

    @Override
    public <T extends @Nullable Object> RemoteCall<T> submit(RemoteCallable<T> call) {
        return calls.start(Objects.requireNonNull(call, "call"), attempts, null);
    }

    /** Makes {@code call} on {@code member}, and waits for its result. It is not made elsewhere. */
    public <T extends @Nullable Object> T callOn(ClusterMember member, RemoteCallable<T> call) {
        return calls.start(Objects.requireNonNull(call, "call"), 1, member.id()).await();
    }

    /** Makes {@code call} on the member that holds the data of {@code key} at this moment, and waits for its result. */
    public <T extends @Nullable Object> T callWhereKeyLives(Object key, RemoteCallable<T> call) {
        return calls.start(Objects.requireNonNull(call, "call"), 1, calls.ownerOf(key)).await();
    }

    /** {@return the members, the oldest first} */
    public List<ClusterMember> members() {
        return calls.members();
    }

    /**
     * {@return a topic, which carries messages to all who subscribe}
     *
     * @param type of the messages
     */
    public <T> ClusterTopic<T> topic(String name, Class<T> type) {
        return new ClusterTopic<>(instance(), calls.parcels(), name, type);
    }

    /**
     * {@return a queue, which carries each item to one of those who take them} Close it when it was taken from.
     *
     * @param type of the items
     */
    public <T> ClusterQueue<T> queue(String name, Class<T> type) {
        return new ClusterQueue<>(instance(), calls.parcels(), name, type);
    }

    /** {@return a lock of which there is one by that name in the cluster} See {@link ClusterSemaphore}. */
    public ClusterSemaphore lock(String name) {
        return semaphore(name, 1);
    }

    /**
     * {@return a semaphore of which there is one by that name in the cluster}
     *
     * @param permits how many may hold it at a time; the same wherever it is used
     */
    public ClusterSemaphore semaphore(String name, int permits) {
        return new ClusterSemaphore(instance(), name, permits);
    }

    /** {@return Hazelcast's own view of this member} */
    public HazelcastInstance instance() {
        return calls.instance();
    }

    /** {@return the threads of all workers} */
    @Override
    public int parallelism() {
        return calls.parallelism();
    }

    /**
     * Takes no more calls, waits for those that were made, and leaves the cluster if it has joined it: in the current
     * task, or on this thread if there is none.
     *
     * <p><b>Cancellation:</b> ends the wait; the calls go on, and the cluster is left when they are over.
     */
    @Override
    public void close() {
        calls.shutdown();
        OffLoop.call("asyncio4j-leave", () -> {
            calls.awaitAll();
            if (owned) {
                instance().shutdown();
            }
            return null;
        });
    }

    @Override
    public String toString() {
        String members = instance().getLifecycleService().isRunning()
                ? "members=" + instance().getCluster().getMembers().size() : "left";
        return "<Cluster " + instance().getName() + " " + members + ">";
    }
}
