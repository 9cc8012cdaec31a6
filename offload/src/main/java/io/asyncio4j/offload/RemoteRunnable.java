package io.asyncio4j.offload;

import java.io.Serializable;

/** A call without a result that can be sent to another process. See {@link RemoteCallable}. */
@FunctionalInterface
public interface RemoteRunnable extends Serializable {

    /**
     * Does it.
     *
     * @throws Exception whatever it likes; it comes back as itself
     */
    void run() throws Exception;
}
