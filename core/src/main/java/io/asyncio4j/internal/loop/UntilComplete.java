package io.asyncio4j.internal.loop;

import io.asyncio4j.Awaitable;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.text.Fatal;
import org.jspecify.annotations.Nullable;

/** {@code runUntilComplete}: runs a loop and stops it when one future is done. */
public final class UntilComplete extends FutureListener {

    private final FutureImpl<?> main;

    private UntilComplete(FutureImpl<?> main) {
        this.main = main;
    }

    static <T extends @Nullable Object> T run(EventLoopImpl loop, Awaitable<T> main) {
        FutureImpl<T> future = loop.core().ensureFuture(main);
        boolean isOurs = future != main;
        if (isOurs && future instanceof TaskImpl<T> task) {
            task.makeImplicit();
        }
        var stopWhenDone = new UntilComplete(future);
        future.listen(stopWhenDone);
        try {
            loop.runForever();
        } catch (Throwable e) {
            if (isOurs && e == future.outcome()) { // what it failed with is being thrown right now
                future.retrieved();
            }
            throw e;
        } finally {
            // a run that was broken off must not stop a later one
            stopWhenDone.cancel();
            future.removeEntry(stopWhenDone);
        }
        if (!future.done()) {
            throw new IllegalStateException(
                    "Event loop stopped before Future completed: " + future + " is still pending");
        }
        return future.result();
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public void call() {
        boolean isFatal =
                main.state() == FutureImpl.FAILED && main.outcome() instanceof Throwable e
                        && Fatal.isFatal(e);
        if (!isFatal) {
            main.loop.turns.stopping = true; // else the loop was left the other way
        }
    }

    @Override
    public String toString() {
        return "runUntilComplete()";
    }
}
