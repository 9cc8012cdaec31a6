package io.asyncio4j;

import io.asyncio4j.internal.combine.AsCompletedImpl;
import java.util.Iterator;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Awaitables in the order in which they are completed: what {@link Asyncio#asCompleted} gives, an iterator in
 * two forms.
 *
 * <ul>
 *   <li>Iterating it gives awaitables at once, one for each input; each brings the result of the next input
 *       that is completed, whichever of them is awaited first.
 *   <li>Iterating {@link #futures} waits in each step and gives the completed future itself: the very object
 *       that was passed in, or the task that was made for a coroutine.
 * </ul>
 *
 * Both take from the same stock, and an iteration that was left can be gone on with.
 *
 * <p><b>Cancellation:</b> a cancelled wait loses nothing; the next one gets what it would have got.
 *
 * <p><b>Errors:</b> once the time is over, each wait for one of the rest throws {@link TimeoutException},
 * which the compiler does not see coming out of an iterator. The inputs are left running.
 *
 * <p><b>From CPython:</b> the iterator of {@code asyncio.as_completed}, plain and asynchronous.
 *
 * @param <T> the type of the results, which may be null
 */
public sealed interface AsCompleted<T extends @Nullable Object> extends Iterable<Awaitable<T>>
        permits AsCompletedImpl {

    /** {@return an iterator of awaitables} Its {@code next} does not wait, awaiting what it gives does. */
    @Override
    Iterator<Awaitable<T>> iterator();

    /** {@return what has been and is to be completed, as futures} Each {@code next} waits. */
    Iterable<Future<T>> futures();
}
