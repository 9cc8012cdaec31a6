package io.asyncio4j;

import io.asyncio4j.internal.text.Unchecked;
import org.jspecify.annotations.Nullable;

/**
 * Something that can be awaited: a {@link Coroutine}, a {@link Future} or {@link Task}, or anything else that
 * brings a value by way of other awaits.
 *
 * <p><b>From CPython:</b> {@code collections.abc.Awaitable}.
 *
 * @param <T> the value that awaiting brings
 */
@FunctionalInterface
public interface Awaitable<T extends @Nullable Object> {

    /**
     * Waits for the value in the current task. Other tasks of the loop run meanwhile, if there is anything to
     * wait for.
     *
     * @throws Exception whatever the awaited code throws, the very object
     * @throws CancelledError if the current task is cancelled while it waits, or if what it waits for is
     */
    T await() throws Exception;

    /**
     * Awaits, and declares one checked exception, for a caller that wants to catch it where the compiler sees
     * nothing that throws it:
     *
     * <pre>{@code
     * try {
     *     text = download.await(IOException.class);
     * } catch (IOException e) { ... }
     * }</pre>
     *
     * Other exceptions pass unchanged too.
     */
    @SuppressWarnings({"unused", "RedundantThrows"}) // `declared` is there for its type
    default <X extends Exception> T await(Class<X> declared) throws X {
        try {
            return await();
        } catch (Exception e) {
            throw Unchecked.rethrow(e);
        }
    }
}
