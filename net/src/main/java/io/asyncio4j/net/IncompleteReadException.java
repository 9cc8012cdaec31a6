package io.asyncio4j.net;

import java.io.EOFException;
import org.jspecify.annotations.Nullable;

/**
 * The stream has ended before everything was there that was asked for.
 *
 * <p><b>From CPython:</b> {@code asyncio.IncompleteReadError}.
 */
public final class IncompleteReadException extends EOFException {

    private static final long serialVersionUID = 1L;

    /** What was there. */
    private final byte[] partial;
    /** How much was asked for. */
    private final @Nullable Integer expected;

    /** Makes one; {@code expected} is null where a separator was looked for. */
    public IncompleteReadException(byte[] partial, @Nullable Integer expected) {
        super(partial.length + " bytes read on a total of " + (expected == null ? "undefined" : expected)
                + " expected bytes");
        this.partial = partial.clone();
        this.expected = expected;
    }

    /** {@return the bytes that came before the end} */
    public byte[] partial() {
        return partial.clone();
    }

    /** {@return how many bytes were asked for, or null if a separator was looked for} */
    public @Nullable Integer expected() {
        return expected;
    }
}
