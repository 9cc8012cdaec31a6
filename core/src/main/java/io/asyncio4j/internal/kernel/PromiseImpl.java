package io.asyncio4j.internal.kernel;

import io.asyncio4j.Promise;
import io.asyncio4j.spi.Renewable;
import io.asyncio4j.spi.WaitedFor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A {@link Promise}. */
public final class PromiseImpl<T extends @Nullable Object> extends FutureImpl<T>
        implements Promise<T>, Renewable {

    public PromiseImpl(LoopCore loop) {
        super(loop);
    }

    @Override
    public void setResult(T result) {
        ensurePending("set the result of");
        finish(FINISHED, result);
    }

    @Override
    public void setException(Throwable exception) {
        Objects.requireNonNull(exception, "exception");
        ensurePending("set the exception of");
        finish(FAILED, exception);
    }

    /** Gives it its result unless it is done, for a timer or another thread that comes too late. */
    public void setResultUnlessDone(T result) {
        if (!done()) {
            finish(FINISHED, result);
        }
    }

    @Override
    public boolean renew(WaitedFor waitedFor) {
        return becomePending(Objects.requireNonNull(waitedFor, "waitedFor"));
    }

    @Override
    public String kind() {
        return "Future";
    }
}
