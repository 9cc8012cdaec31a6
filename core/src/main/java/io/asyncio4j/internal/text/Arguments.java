package io.asyncio4j.internal.text;

import org.jspecify.annotations.Nullable;

/** What callers hand in. */
public final class Arguments {

    private Arguments() {}

    /**
     * {@return {@code value}} Its message is made only when it is needed: most calls of a loop come by here.
     *
     * @throws NullPointerException if it is null, which says so of {@code what}
     */
    public static <V> V notNull(@Nullable V value, String what) {
        if (value == null) {
            throw new NullPointerException(what + " must not be null");
        }
        return value;
    }
}
