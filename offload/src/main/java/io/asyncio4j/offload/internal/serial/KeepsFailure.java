package io.asyncio4j.offload.internal.serial;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A call that may come to a failure and have something to show all the same: many calls in one. */
public interface KeepsFailure {

    /** What it comes to. */
    interface Result {

        /** {@return the failure that it ended with, or null} */
        @Nullable
        Throwable failure();
    }

    /**
     * Makes the call.
     *
     * @param sendable makes an exception one that can be sent
     */
    Result call(UnaryOperator<Throwable> sendable);
}
