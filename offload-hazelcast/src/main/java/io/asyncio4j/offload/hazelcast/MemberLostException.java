package io.asyncio4j.offload.hazelcast;

import io.asyncio4j.offload.WorkerLostException;

/**
 * The member that ran a call has left the cluster, or cannot be reached. Whether the call was carried out is not known. A
 * call that does no harm when it is carried out twice can be made on {@link Cluster#repeating}.
 */
public final class MemberLostException extends WorkerLostException {

    private static final long serialVersionUID = 1L;

    /** Makes one. */
    public MemberLostException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Makes one without a cause. */
    public MemberLostException(String message) {
        super(message);
    }
}
