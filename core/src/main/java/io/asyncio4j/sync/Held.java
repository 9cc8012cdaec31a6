package io.asyncio4j.sync;

/**
 * Something that was acquired and is given back at the end of a block:
 *
 * <pre>{@code
 * try (var _ = lock.acquire()) {
 *     ...
 * }
 * }</pre>
 *
 * <p>Closing it is calling {@code release()} of what gave it, no more: code that calls {@code release()}
 * itself needs no {@code Held}.
 *
 * <p><b>From CPython:</b> the {@code async with} of locks, conditions and semaphores.
 */
public interface Held extends AutoCloseable {

    /**
     * Gives it back. Never waits.
     *
     * @throws IllegalStateException if it cannot be released, as when it was released before
     */
    @Override
    void close();
}
