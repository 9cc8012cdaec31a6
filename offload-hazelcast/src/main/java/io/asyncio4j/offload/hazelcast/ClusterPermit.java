package io.asyncio4j.offload.hazelcast;

/** A permit of a {@link ClusterSemaphore} that is held until it is closed. */
public final class ClusterPermit implements AutoCloseable {

    private final ClusterSemaphore semaphore;
    private final long ticket;
    private boolean closed;

    ClusterPermit(ClusterSemaphore semaphore, long ticket) {
        this.semaphore = semaphore;
        this.ticket = ticket;
    }

    /** {@return a number that is higher than those of all permits before it, for what must refuse who comes too late} */
    public long fence() {
        return ticket;
    }

    /** Asks the cluster whether this process still holds it: not if the cluster has taken it for gone meanwhile. */
    public boolean isHeld() {
        return !closed && semaphore.isHeld(ticket);
    }

    /** Gives it back; does not wait until the cluster has noted that. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            semaphore.giveBack(ticket);
        }
    }
}
