package io.asyncio4j.offload.hazelcast;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.offload.hazelcast.internal.OffLoop;
import io.asyncio4j.offload.hazelcast.internal.TicketChange;
import io.asyncio4j.offload.hazelcast.internal.Tickets;
import io.asyncio4j.sync.Event;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Permits of which there are some in the whole cluster: a lock, with one. First come, first served, on whatever member;
 * what a member holds or waits for when it leaves is given up for it.
 *
 * <pre>{@code
 * try (var _ = cluster.lock("nightly").acquire()) { ... }
 * }</pre>
 *
 * <p>It goes as far as the cluster's word: if the network parts it in two, each half goes on by itself, and both may hold
 * what there is one of. Where that must not harm, give {@link ClusterPermit#fence} to what the lock protects, which then
 * refuses a number that is lower than one it has seen. (Hazelcast's own locks that exclude this are in its CP subsystem,
 * which the community edition of 5.7 does not contain.)
 *
 * <p><b>From CPython:</b> nothing of the kind; it is used as {@code asyncio.Semaphore} is.
 */
public final class ClusterSemaphore {

    // An event that does not come, and a member that goes, are noticed after this at the latest.
    private static final int LOOK_AGAIN_SECONDS = 1;

    // any thread; made when something is told, and kept, so that a level that a program has set stays
    private static volatile System.@Nullable Logger logger;

    private final HazelcastInstance instance;
    private final String name;
    private final int permits;

    ClusterSemaphore(HazelcastInstance instance, String name, int permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("a semaphore must have 1 permit or more, not " + permits);
        }
        this.instance = instance;
        this.name = name;
        this.permits = permits;
    }

    private static System.Logger logger() {
        System.Logger found = logger;
        if (found == null) {
            found = System.getLogger("io.asyncio4j.offload");
            logger = found;
        }
        return found;
    }

    private IMap<String, Tickets> tickets() {
        return instance.getMap("asyncio4j-semaphores");
    }

    private Set<UUID> members() {
        return instance.getCluster().getMembers().stream().map(Member::getUuid).collect(Collectors.toSet());
    }

    /**
     * Waits for a permit. Closing it gives it back.
     *
     * <p><b>Cancellation:</b> gives up the place in the line.
     */
    public ClusterPermit acquire() {
        UUID here = instance.getCluster().getLocalMember().getUuid();
        CompletableFuture<long[]> taking = tickets()
                .submitToKey(name, TicketChange.take(here, members())).toCompletableFuture();
        long[] taken;
        try {
            taken = Asyncio.await(taking.copy());
        } catch (Throwable e) {
            var _ = taking.thenAccept(ticket -> giveBack(ticket[0]));
            throw e;
        }
        try {
            if (taken[1] >= permits) {
                awaitTurn(taken[0]);
            }
            return new ClusterPermit(this, taken[0]);
        } catch (Throwable e) {
            giveBack(taken[0]);
            throw e;
        }
    }

    private void awaitTurn(long ticket) {
        EventLoop loop = EventLoop.running();
        var changed = new Event();
        EntryUpdatedListener<String, Tickets> listener = event -> {
            try {
                var _ = loop.callSoonThreadsafe(changed::set);
            } catch (IllegalStateException e) {
                // the loop is closed, and nobody waits
            }
        };
        UUID registration = OffLoop.call("asyncio4j-semaphore",
                () -> tickets().addEntryListener(listener, name, false), tickets()::removeEntryListener);
        try {
            while (placeOf(ticket) >= permits) {
                try {
                    Asyncio.timeout(Duration.ofSeconds(LOOK_AGAIN_SECONDS), () -> changed.await());
                } catch (TimeoutException e) {
                    // then without an event
                }
                changed.clear();
            }
        } finally {
            var _ = OffLoop.start("asyncio4j-semaphore", () -> tickets().removeEntryListener(registration));
        }
    }

    private int placeOf(long ticket) {
        long[] seen = Asyncio.await(tickets().submitToKey(name, TicketChange.look(ticket, members())));
        if (seen[1] < 0) {
            throw new MemberLostException(
                    "the cluster has taken this process for gone, and given up its place in the"
                            + " line for " + name);
        }
        return (int) seen[1];
    }

    // Until the cluster has it: while it lies there, nobody else gets that permit.
    void giveBack(long ticket) {
        try {
            var _ = tickets().submitToKey(name, TicketChange.giveBack(ticket))
                    .whenComplete((answer, error) -> {
                        if (error != null && instance.getLifecycleService().isRunning()) {
                            logger().log(System.Logger.Level.WARNING,
                                    () -> "a permit of " + this
                                            + " could not be given back, which is tried again",
                                    error);
                            CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS)
                                    .execute(() -> giveBack(ticket));
                        }
                    });
        } catch (HazelcastInstanceNotActiveException e) {
            // this process has left, and what it held is given up for it
        }
    }

    boolean isHeld(long ticket) {
        long[] seen = Asyncio.await(tickets().submitToKey(name, TicketChange.look(ticket, members())));
        return seen[1] >= 0 && seen[1] < permits;
    }

    @Override
    public String toString() {
        return "<ClusterSemaphore " + name + " permits=" + permits + ">";
    }
}
