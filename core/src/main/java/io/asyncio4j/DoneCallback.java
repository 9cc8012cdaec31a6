package io.asyncio4j;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A user's done-callback: registered with a future, and queued as it is when that future is done. */
final class DoneCallback<T extends @Nullable Object> extends Handle {

    private final Future<T> future;
    final Consumer<? super Future<T>> callback;
    private final Context context;

    DoneCallback(Future<T> future, Consumer<? super Future<T>> callback, Context context) {
        this.future = future;
        this.callback = callback;
        this.context = context;
    }

    @Override
    Context context() {
        return context;
    }

    @Override
    void call() {
        callback.accept(future);
    }

    @Override
    public String toString() {
        return "<Handle " + Names.of(callback) + "(" + future + ")>";
    }
}
