package io.asyncio4j.offload.internal.map;

import io.asyncio4j.offload.RemoteCallable;
import io.asyncio4j.offload.RemoteFunction;
import io.asyncio4j.offload.internal.serial.KeepsFailure;
import io.asyncio4j.offload.internal.serial.Originated;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A function over some elements, one after another, up to the first that fails. */
public record Chunk<A extends @Nullable Object, R extends @Nullable Object>(
        RemoteFunction<? super A, ? extends R> function,
        ArrayList<A> elements) implements RemoteCallable<Chunk.Results<R>>, KeepsFailure, Originated {

    /**
     * What it came to.
     *
     * @param results of the elements before the one that has failed, or of all
     */
    public record Results<R extends @Nullable Object>(ArrayList<R> results, @Nullable Throwable failure)
            implements
            Serializable,
            KeepsFailure.Result {}

    @Override
    public Results<R> call() {
        return call(UnaryOperator.identity());
    }

    @SuppressWarnings("NullAway") // the elements are A, and may be null if the function takes null
    @Override
    public Results<R> call(UnaryOperator<Throwable> sendable) {
        var results = new ArrayList<R>(elements.size());
        for (A element : elements) {
            try {
                results.add(function.apply(element));
            } catch (Throwable e) {
                return new Results<>(results, sendable.apply(e));
            }
        }
        return new Results<>(results, null);
    }

    @Override
    public Object carried() {
        return function;
    }
}
