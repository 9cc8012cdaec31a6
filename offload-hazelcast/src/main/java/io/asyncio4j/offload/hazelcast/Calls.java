package io.asyncio4j.offload.hazelcast;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.MemberLeftException;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.spi.exception.TargetDisconnectedException;
import com.hazelcast.spi.exception.TargetNotMemberException;
import io.asyncio4j.EventLoop;
import io.asyncio4j.offload.CancelAnswer;
import io.asyncio4j.offload.RemoteCall;
import io.asyncio4j.offload.RemoteCallable;
import io.asyncio4j.offload.hazelcast.internal.CallTask;
import io.asyncio4j.offload.hazelcast.internal.CancelTask;
import io.asyncio4j.offload.hazelcast.internal.ClusterFuture;
import io.asyncio4j.offload.hazelcast.internal.RunningCalls;
import io.asyncio4j.offload.spi.Parcel;
import io.asyncio4j.offload.spi.Parcels;
import io.asyncio4j.offload.spi.RemoteCalls;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The calls that this process makes on members: who gets which, and what becomes of it. */
final class Calls {

    private final HazelcastInstance instance;
    private final RunningCalls running;
    private final Duration cancelLimit;

    private final Object lock = new Object();
    // guarded by lock: how many calls each member has of us, and all of them
    private final Map<UUID, Integer> underWay = new HashMap<>();
    private int all;
    private boolean shutDown;

    Calls(HazelcastInstance instance, ClusterConfig config) {
        this.instance = instance;
        running = RunningCalls.of(instance);
        running.trust(config.trusted());
        cancelLimit = config.cancelLimit();
    }

    HazelcastInstance instance() {
        return instance;
    }

    Parcels parcels() {
        return running.parcels();
    }

    List<ClusterMember> members() {
        return instance.getCluster().getMembers().stream().map(member -> new ClusterMember(member.getUuid(),
                member.getAddress().getHost() + ":" + member.getAddress().getPort(), member.localMember(),
                isWorker(member))).toList();
    }

    private static boolean isWorker(Member member) {
        return !"false".equals(member.getAttribute(ClusterConfig.WORKER)) && !member.isLiteMember();
    }

    int parallelism() {
        return Math.max(1,
                instance.getCluster().getMembers().stream().filter(Calls::isWorker).mapToInt(member -> {
                    String threads = member.getAttribute(ClusterConfig.THREADS);
                    return threads == null ? 1 : Integer.parseInt(threads);
                }).sum());
    }

    UUID ownerOf(Object key) {
        Member owner = instance.getPartitionService().getPartition(key).getOwner();
        if (owner == null) {
            throw new MemberLostException("no member holds the data of the key " + key + " at the moment");
        }
        return owner.getUuid();
    }

    <T extends @Nullable Object> RemoteCall<T> start(RemoteCallable<T> call, int attempts,
            @Nullable UUID where) {
        EventLoop loop = EventLoop.running();
        Parcel parcel = parcels().pack(call);
        synchronized (lock) {
            if (shutDown) {
                throw new RejectedExecutionException(
                        "the cluster takes no more calls of this process: it was shut down");
            }
            all++;
        }
        return RemoteCalls.start(loop, call, () -> new Attempt<T>(parcel, where, attempts).begin(),
                ClusterFuture::stopped);
    }

    void shutdown() {
        synchronized (lock) {
            shutDown = true;
        }
    }

    void awaitAll() throws InterruptedException {
        synchronized (lock) {
            while (all > 0) {
                lock.wait();
            }
        }
    }

    private Member choose(@Nullable UUID where) {
        Set<Member> members = instance.getCluster().getMembers();
        List<Member> fit = members.stream()
                .filter(member -> where != null ? member.getUuid().equals(where) : isWorker(member)).toList();
        synchronized (lock) {
            underWay.keySet().retainAll(members.stream().map(Member::getUuid).collect(Collectors.toSet()));
            Member best = null;
            for (Member member : fit) {
                if (best == null || load(member) < load(best)) {
                    best = member;
                }
            }
            if (best == null) {
                throw new MemberLostException(where != null ? "the member " + where + " has left the cluster"
                        : "no member of the cluster takes calls");
            }
            underWay.merge(best.getUuid(), 1, Integer::sum);
            return best;
        }
    }

    // with the lock
    private int load(Member member) {
        return underWay.getOrDefault(member.getUuid(), 0);
    }

    private void isOver(Member member) {
        synchronized (lock) {
            underWay.computeIfPresent(member.getUuid(), (id, count) -> count - 1);
        }
    }

    private void ended() {
        synchronized (lock) {
            all--;
            lock.notifyAll();
        }
    }

    /** A call, on one member after another if it may be. */
    private final class Attempt<T extends @Nullable Object> {

        private final Parcel parcel;
        private final @Nullable UUID where;
        private final ClusterFuture<T> future = new ClusterFuture<>(cancelled -> askToEnd());
        // set before each attempt; a cancellation reads the last one
        private volatile @Nullable Member member;
        private int left;

        Attempt(Parcel parcel, @Nullable UUID where, int attempts) {
            this.parcel = parcel;
            this.where = where;
            this.left = attempts;
        }

        ClusterFuture<T> begin() {
            left--;
            Member chosen;
            try {
                chosen = choose(where);
            } catch (HazelcastInstanceNotActiveException e) {
                end(parcel.blamed(new MemberLostException("this process has left the cluster: " + e, e)));
                return future;
            } catch (RuntimeException e) { // MemberLostException, or what the engine has thrown
                end(e);
                return future;
            }
            member = chosen;
            try {
                var submitted = instance.getExecutorService(ClusterConfig.CALLS)
                        .submitToMember(new CallTask(future.id(), parcel.bytes()), chosen);
                ((CompletionStage<?>) submitted).whenComplete((outcome, error) -> {
                    isOver(chosen);
                    answered(chosen, (byte[]) outcome, error);
                });
            } catch (RuntimeException e) {
                isOver(chosen);
                answered(chosen, null, e);
            }
            if (future.isCancelled()) { // between two attempts: the member before was asked, this one was not
                askToEnd();
            }
            return future;
        }

        private void answered(Member from, byte @Nullable [] outcome, @Nullable Throwable error) {
            if (outcome != null) {
                deliver(from, outcome);
                return;
            }
            Throwable cause = unwrapped(error);
            boolean lost = isLoss(cause);
            if (lost && left > 0 && !future.isDone()) {
                ClusterFuture<T> _ = begin();
                return;
            }
            end(lost ? parcel.blamed(new MemberLostException(howLost(from, cause) + cause, cause)) : cause);
        }

        private static String howLost(Member from, Throwable cause) {
            return cause instanceof OperationTimeoutException
                    ? "nothing was heard of a call on the member at " + from.getAddress()
                            + " for too long, and whether it goes on there is not known: "
                    : "the member at " + from.getAddress() + " has left the cluster, and a call with it: ";
        }

        @SuppressWarnings({"unchecked", "NullAway"}) // the call is one for such a value, which may be null
        private void deliver(Member from, byte[] outcome) {
            try {
                if (!future.isDone()) {
                    future.succeeded((T) parcel.open(outcome, "the member at " + from.getAddress()));
                }
                ended();
            } catch (Throwable e) {
                end(e);
            }
        }

        private void end(Throwable failure) {
            future.failed(failure);
            ended();
        }

        // The await is over by now, whatever comes of this.
        private void askToEnd() {
            long patience = cancelLimit.plusSeconds(2).toMillis(); // for one that does not answer
            var _ = future.stopped().completeOnTimeout(CancelAnswer.UNKNOWN, patience, TimeUnit.MILLISECONDS);
            Member asked = member;
            if (asked == null) {
                return;
            }
            try {
                var answer = instance.getExecutorService(ClusterConfig.CONTROL)
                        .submitToMember(new CancelTask(future.id(), cancelLimit.toMillis()), asked);
                ((CompletionStage<?>) answer).whenComplete((over, error) -> future.stopped()
                        .complete(Boolean.TRUE.equals(over) ? CancelAnswer.CONFIRMED : CancelAnswer.UNKNOWN));
            } catch (RuntimeException e) {
                future.stopped().complete(CancelAnswer.UNKNOWN);
            }
        }
    }

    private static Throwable unwrapped(@Nullable Throwable error) {
        Throwable cause = error == null ? new IllegalStateException("a member has answered nothing") : error;
        while ((cause instanceof CompletionException
                || cause instanceof ExecutionException && !(cause instanceof MemberLeftException))
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static boolean isLoss(Throwable cause) {
        return cause instanceof MemberLeftException || cause instanceof TargetNotMemberException
                || cause instanceof TargetDisconnectedException || cause instanceof OperationTimeoutException
                || cause instanceof HazelcastInstanceNotActiveException
                || cause instanceof MemberLostException;
    }
}
