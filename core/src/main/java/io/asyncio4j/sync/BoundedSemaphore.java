package io.asyncio4j.sync;

import java.util.OptionalInt;

/**
 * A semaphore that never has more permits than at first: a release too many is an error, and not one permit
 * more.
 *
 * <p><b>Cancellation:</b> as with {@link Semaphore}.
 *
 * <p><b>Errors:</b> as with {@link Semaphore}, and {@link #release}.
 *
 * <p><b>From CPython:</b> {@code asyncio.BoundedSemaphore}.
 */
public final class BoundedSemaphore extends Semaphore {

    private final int bound;

    /** Makes a semaphore with one permit. */
    public BoundedSemaphore() {
        this(1);
    }

    /**
     * Makes a semaphore with {@code value} permits.
     *
     * @throws IllegalArgumentException if {@code value} is negative
     */
    public BoundedSemaphore(int value) {
        super(value);
        this.bound = value;
    }

    @Override
    public BoundedSemaphore named(String name) {
        super.named(name);
        return this;
    }

    /**
     * Gives a permit back. See {@link Semaphore#release}.
     *
     * @throws IllegalStateException if all permits are here already
     */
    @Override
    public void release() {
        if (value() >= bound) {
            throw new IllegalStateException(
                    "BoundedSemaphore released too many times: " + this + " has all of its " + bound
                            + " permits; release it once for each acquire()");
        }
        super.release();
    }

    @Override
    OptionalInt bound() {
        return OptionalInt.of(bound);
    }
}
