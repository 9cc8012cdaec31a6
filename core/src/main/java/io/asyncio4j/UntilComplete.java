package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/** {@code runUntilComplete}: runs a loop and stops it when one future is done. */
final class UntilComplete extends FutureListener {

    private final Future<?> main;

    private UntilComplete(Future<?> main) {
        this.main = main;
    }

    static <T extends @Nullable Object> T run(EventLoop loop, Awaitable<T> main) {
        Future<T> future = loop.ensureFuture(main);
        boolean isOurs = future != main;
        if (isOurs && future instanceof Task<T> task) {
            task.isImplicit = true;
        }
        var stopWhenDone = new UntilComplete(future);
        future.listen(stopWhenDone);
        try {
            loop.runForever();
        } catch (Throwable e) {
            if (isOurs) {
                future.retrieved(); // what it failed with is being thrown right now
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
    void call() {
        boolean isFatal =
                main.state() == Future.FAILED && main.outcome() instanceof Throwable e && LoopExit.isFatal(e);
        if (!isFatal) {
            main.loop.stop(); // else the loop was left the other way
        }
    }

    @Override
    public String toString() {
        return "runUntilComplete()";
    }
}
