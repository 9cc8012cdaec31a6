package io.asyncio4j.offload.internal.map;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.AsyncIterable;
import io.asyncio4j.offload.MapOptions;
import io.asyncio4j.offload.Offload;
import io.asyncio4j.offload.RemoteCall;
import io.asyncio4j.offload.RemoteFunction;
import io.asyncio4j.sync.Queue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One map: takes elements as there is room for them, and hands results on in one order or the other. */
public final class Mapping<A extends @Nullable Object, R extends @Nullable Object> {

    private final Offload place;
    private final RemoteFunction<? super A, ? extends R> function;
    private final int chunkSize;
    private final int limit;

    private Mapping(Offload place, RemoteFunction<? super A, ? extends R> function, MapOptions options) {
        this.place = place;
        this.function = function;
        chunkSize = options.chunkSize();
        limit = options.limit() > 0 ? options.limit() : 2 * Math.max(1, place.parallelism());
    }

    /** {@return the results of {@code function} over {@code elements}} */
    public static <A extends @Nullable Object, R extends @Nullable Object> AsyncIterable<R> of(Offload place,
            Iterable<? extends A> elements, RemoteFunction<? super A, ? extends R> function,
            MapOptions options) {
        return AsyncGenerator.of(out -> {
            Mapping<A, R> mapping = new Mapping<>(place, function, options);
            Iterator<? extends A> source = elements.iterator();
            if (options.ordered()) {
                mapping.inOrder(source, out);
            } else {
                mapping.asTheyCome(source, out);
            }
        });
    }

    private void inOrder(Iterator<? extends A> source, AsyncGenerator.Out<R> out) {
        Deque<RemoteCall<Chunk.Results<R>>> underWay = new ArrayDeque<>();
        try {
            while (true) {
                while (underWay.size() < limit && source.hasNext()) {
                    underWay.add(submit(source));
                }
                var first = underWay.peek();
                if (first == null) {
                    return;
                }
                Chunk.Results<R> results = first.await();
                underWay.remove();
                handOver(results, out);
            }
        } finally {
            underWay.forEach(Mapping::giveUp);
        }
    }

    private void asTheyCome(Iterator<? extends A> source, AsyncGenerator.Out<R> out) {
        Set<RemoteCall<Chunk.Results<R>>> underWay = new LinkedHashSet<>();
        var done = new Queue<RemoteCall<Chunk.Results<R>>>();
        try {
            while (true) {
                while (underWay.size() < limit && source.hasNext()) {
                    var call = submit(source);
                    underWay.add(call);
                    call.future().addDoneCallback(future -> done.putNowait(call));
                }
                if (underWay.isEmpty()) {
                    return;
                }
                var next = done.get();
                underWay.remove(next);
                handOver(next.await(), out);
            }
        } finally {
            underWay.forEach(Mapping::giveUp);
        }
    }

    // One that has failed by now has failed beside the first failure, which ends the map; nobody else asks for it.
    private static void giveUp(RemoteCall<?> call) {
        if (!call.cancel() && !call.future().cancelled()) {
            var _ = call.future().exception();
        }
    }

    private RemoteCall<Chunk.Results<R>> submit(Iterator<? extends A> source) {
        var elements = new ArrayList<A>(Math.min(chunkSize, 1024));
        do {
            elements.add(source.next());
        } while (elements.size() < chunkSize && source.hasNext());
        return place.submit(new Chunk<A, R>(function, elements));
    }

    @SuppressWarnings("NullAway") // the results are R, and may be null if the function gives null
    private static <R extends @Nullable Object> void handOver(Chunk.Results<R> results,
            AsyncGenerator.Out<R> out)
            throws RuntimeException {
        for (R result : results.results()) {
            out.yield(result);
        }
        if (results.failure() != null) {
            throw Mapping.<RuntimeException>unchecked(results.failure());
        }
    }

    // Exceptions travel unchanged, checked or not.
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E unchecked(Throwable failure) throws E {
        throw (E) failure;
    }
}
