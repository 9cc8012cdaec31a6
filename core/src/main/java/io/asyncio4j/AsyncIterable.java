package io.asyncio4j;

import io.asyncio4j.internal.bridge.IterablePublisher;
import io.asyncio4j.internal.bridge.PublisherSource;
import io.asyncio4j.internal.kernel.LoopCore;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A source of elements that have to be waited for: {@code hasNext} and {@code next} of its iterator may
 * await, in the task that iterates. An ordinary {@code for} takes them, and {@code try} closes the source
 * however the loop ends:
 *
 * <pre>{@code
 * try (var lines = AsyncIterable.from(publisher)) {
 *     for (String line : lines) {
 *         handle(line);
 *     }
 * }
 * }</pre>
 *
 * <p>There is one stock of elements. An iterator that was left can be gone on with, and a new one goes on
 * where the last one stopped. {@code hasNext} waits for the next element and keeps it for {@code next}. A
 * source serves one task at a time.
 *
 * <p><b>Cancellation:</b> cancelling the task that iterates makes the wait throw {@link CancelledError} and
 * loses no element that is already there. It does not close the source; {@code try} does.
 *
 * <p><b>Errors:</b> an error of the source comes out of {@code hasNext} or {@code next} once, the very
 * object, checked or not, after the elements before it; then the iteration is over.
 *
 * <p><b>From CPython:</b> an asynchronous generator, which is its own asynchronous iterator; {@code for} is
 * {@code async for}, {@code try} is {@code async with contextlib.aclosing(...)}. One that was
 * forgotten is closed with the loop, an {@link AsyncGenerator} also when it is garbage-collected.
 *
 * @param <T> the type of the elements, which may be null unless the source forbids it
 */
public interface AsyncIterable<T extends @Nullable Object> extends Iterable<T>, AutoCloseable {

    /** {@return an iterator that goes on where the last one stopped} */
    @Override
    Iterator<T> iterator();

    /**
     * Gives the source up, and waits until it has cleaned up. The iteration is over then. Closing twice does
     * nothing more.
     *
     * <p><b>From CPython:</b> {@code aclose}.
     */
    @Override
    void close();

    /**
     * {@return the elements of {@code publisher}} At most 64 are on their way or wait here at a time. See
     * {@link #from(Flow.Publisher, int)}.
     */
    static <T> AsyncIterable<T> from(Flow.Publisher<? extends T> publisher) {
        return from(publisher, PublisherSource.DEFAULT_PREFETCH);
    }

    /**
     * {@return the elements of {@code publisher}, which may emit them on any thread} Nothing happens before
     * the first {@code hasNext}: that subscribes, on the loop that runs there, to which the iteration belongs
     * from then on. {@code prefetch} elements are requested at first, and as many as were taken whenever
     * those are half of {@code prefetch}, so that the publisher can go on while the program works.
     *
     * <p><b>Cancellation:</b> the subscription outlives the wait that is cancelled. {@code close} cancels it,
     * and so does closing the loop; what is emitted after that is dropped. A task that waits when another one
     * closes the source finds the iteration over.
     *
     * <p><b>Errors:</b> what the publisher gives to {@code onError}. A publisher that emits null or more than
     * was requested has its subscription cancelled, and a {@link NullPointerException} or
     * {@link IllegalStateException} ends the iteration; what it emits after its end is ignored. Iterating
     * elsewhere than on the loop, or while another task waits, is an {@link IllegalStateException}, and
     * changes nothing.
     *
     * <p><b>From CPython:</b> there is no counterpart; the result behaves as an asynchronous generator.
     *
     * @param prefetch how many elements may be on their way or wait here: 1 for large ones
     * @throws IllegalArgumentException if {@code prefetch} is less than 1
     */
    static <T> AsyncIterable<T> from(Flow.Publisher<? extends T> publisher, int prefetch) {
        Objects.requireNonNull(publisher, "publisher");
        if (prefetch < 1) {
            throw new IllegalArgumentException("prefetch must be 1 or more, not " + prefetch);
        }
        return new PublisherSource<>(publisher, prefetch);
    }

    /** {@return a publisher of the elements of {@code source}, on the running loop} See the other one. */
    static <T> Flow.Publisher<T> toPublisher(Iterable<? extends T> source) {
        return toPublisher(source, EventLoop.running());
    }

    /**
     * {@return a publisher that iterates {@code source} in a task of {@code loop} for each subscriber}
     * Everything, its {@code subscribe} included, is for any thread. All signals come from the loop;
     * {@code onNext} runs in the task, so that it may await, and must not block.
     *
     * <p>{@code source.iterator()} is called at the first request, and {@code hasNext} only while an element
     * is wanted: nothing is taken from a source before somebody asks for it. So {@code onComplete} may take
     * one request more than there are elements. If {@code source} or its iterator is {@link AutoCloseable},
     * it is closed at the end, in the task; one that cannot be iterated after that serves one subscriber.
     *
     * <p><b>Cancellation:</b> cancelling the subscription cancels the task: a wait in the source throws
     * {@link CancelledError}, and the source cleans up. If the task is cancelled otherwise, as when the loop
     * ends first, the subscriber gets a {@link java.util.concurrent.CancellationException}.
     *
     * <p><b>Errors:</b> what the source throws goes to {@code onError}, the very object. Null elements are a
     * {@link NullPointerException} there, a request for less than one element an
     * {@link IllegalArgumentException}, and a closed loop an {@link IllegalStateException}. A subscriber that
     * throws has its subscription cancelled, and the loop's exception handler is told, as it is of what the
     * source throws when nobody listens any more.
     *
     * <p><b>From CPython:</b> there is no counterpart; the source is iterated as {@code async for} does.
     */
    static <T> Flow.Publisher<T> toPublisher(Iterable<? extends T> source, EventLoop loop) {
        return new IterablePublisher<>(
                Objects.requireNonNull(source, "source"),
                LoopCore.of(Objects.requireNonNull(loop, "loop")));
    }
}
