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
 * <p>Closing it the first time is calling {@code release()} of what gave it; closing it again does nothing, so that
 * it gives back what it has acquired once, and nothing that others have. Code that calls {@code release()} itself
 * needs no {@code Held}; where it does so and comes back with {@code acquire()}, the {@code Held} stands for that, too.
 *
 * <p><b>From CPython:</b> the {@code async with} of locks, conditions and semaphores.
 */
public interface Held extends AutoCloseable {

    /**
     * Gives it back, the first time. Never waits.
     *
     * @throws IllegalStateException if it cannot be released, as when {@code release()} was called before; it is not
     *     closed then
     */
    @Override
    void close();
}
