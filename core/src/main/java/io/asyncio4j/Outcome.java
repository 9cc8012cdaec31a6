package io.asyncio4j;

import io.asyncio4j.internal.text.Unchecked;
import org.jspecify.annotations.Nullable;

/**
 * How something ended: with a value or with an exception. {@code gatherOutcomes} brings a list of them.
 *
 * <p><b>From CPython:</b> what {@code gather(..., return_exceptions=True)} mixes in one list.
 *
 * @param <T> the value of a success
 */
public sealed interface Outcome<T extends @Nullable Object> {

    /** It ended with {@code value}. */
    record Success<T extends @Nullable Object>(T value) implements Outcome<T> {}

    /** It ended with {@code exception}: any throwable, a {@link CancelledError} if it was cancelled. */
    record Failure<T extends @Nullable Object>(Throwable exception) implements Outcome<T> {}

    /** {@return the value of a success} A failure throws its exception, the very object. */
    default T get() {
        return switch (this) {
            case Success<T> success -> success.value();
            case Failure<T> failure -> throw Unchecked.rethrow(failure.exception());
        };
    }
}
