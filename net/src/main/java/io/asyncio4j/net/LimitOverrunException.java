package io.asyncio4j.net;

import java.io.IOException;

/**
 * What was looked for in a stream is longer than the reader's limit.
 *
 * <p><b>From CPython:</b> {@code asyncio.LimitOverrunError}; {@code readline} has a {@code ValueError} for it.
 */
public final class LimitOverrunException extends IOException {

    private static final long serialVersionUID = 1L;

    /** How many bytes can be read without losing part of a separator. */
    private final int consumed;

    /** Makes one. */
    public LimitOverrunException(String message, int consumed) {
        super(message);
        this.consumed = consumed;
    }

    /** {@return how many bytes of the buffer surely hold no part of a separator; the caller may read them and go on} */
    public int consumed() {
        return consumed;
    }
}
