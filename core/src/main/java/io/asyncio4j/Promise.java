package io.asyncio4j;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A future that is completed by hand: what {@link EventLoop#createFuture} gives.
 *
 * <p><b>From CPython:</b> {@code asyncio.Future} with its setters.
 *
 * @param <T> the type of the result, which may be null
 */
public final class Promise<T extends @Nullable Object> extends Future<T> {

    Promise(EventLoop loop) {
        super(loop);
    }

    /**
     * Gives it its result and queues its callbacks.
     *
     * @throws InvalidStateException if it is done
     */
    public void setResult(T result) {
        ensurePending("set the result of");
        finish(FINISHED, result);
    }

    /**
     * Makes it fail with {@code exception} and queues its callbacks.
     *
     * @throws InvalidStateException if it is done
     */
    public void setException(Throwable exception) {
        Objects.requireNonNull(exception, "exception");
        ensurePending("set the exception of");
        finish(FAILED, exception);
    }

    /** Gives it its result unless it is done, for a timer or another thread that comes too late. */
    void setResultUnlessDone(T result) {
        if (!done()) {
            finish(FINISHED, result);
        }
    }

    @Override
    String kind() {
        return "Future";
    }
}
