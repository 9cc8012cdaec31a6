package io.asyncio4j.offload;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function that can be sent to another process, for {@link Offload#map}. See {@link RemoteCallable} for what it may
 * capture.
 *
 * @param <A> the type of the argument, which may be null, and must be serialisable
 * @param <R> the type of the result, which may be null, and must be serialisable
 */
@FunctionalInterface
public interface RemoteFunction<A extends @Nullable Object, R extends @Nullable Object> extends Serializable {

    /**
     * {@return what it makes of {@code argument}}
     *
     * @throws Exception whatever it likes; it comes back as itself
     */
    R apply(A argument) throws Exception;
}
