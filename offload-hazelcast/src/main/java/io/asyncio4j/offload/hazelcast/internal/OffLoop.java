package io.asyncio4j.offload.hazelcast.internal;

import io.asyncio4j.Asyncio;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What blocks goes to a thread of its own when it is asked for in a task, and is done in place elsewhere. */
public final class OffLoop {

    private OffLoop() {}

    public static <T extends @Nullable Object> T call(String what, Callable<T> body) {
        return call(what, body, result -> {});
    }

    /**
     * The same, for what must not be left behind.
     *
     * @param unwanted is given the result, on a thread of its own, if the task has stopped to wait for it
     */
    public static <T extends @Nullable Object> T call(String what, Callable<T> body,
            Consumer<? super T> unwanted) {
        if (!isInTask()) {
            try {
                return body.call();
            } catch (Exception e) {
                throw OffLoop.<RuntimeException>unchecked(e);
            }
        }
        CompletableFuture<T> result = start(what, body);
        try {
            return Asyncio.await(result.copy());
        } catch (Throwable e) {
            var _ = result.thenAccept(late -> {
                var _ = start(what, () -> {
                    unwanted.accept(late);
                    return late;
                });
            });
            throw e;
        }
    }

    /** {@return what is completed with the result of {@code body}, which runs on a thread of its own} */
    public static <T extends @Nullable Object> CompletableFuture<T> start(String what, Callable<T> body) {
        var future = new CompletableFuture<T>();
        Thread.ofPlatform().daemon().name(what).inheritInheritableThreadLocals(false).start(() -> {
            try {
                future.complete(body.call());
            } catch (Throwable e) {
                future.completeExceptionally(e);
            }
        });
        return future;
    }

    private static boolean isInTask() {
        try {
            return Asyncio.currentTask() != null;
        } catch (IllegalStateException e) { // no loop runs here
            return false;
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E unchecked(Throwable failure) throws E {
        throw (E) failure;
    }
}
