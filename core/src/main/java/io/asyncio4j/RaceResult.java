package io.asyncio4j;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Asyncio#staggeredRace staggered race} ended.
 *
 * <p><b>From CPython:</b> the tuple that {@code staggered_race} returns.
 *
 * @param result what the winner has returned; null if there is no winner
 * @param winnerIndex the winner's place among the coroutines, counted from 0; {@link #NO_WINNER} if all have failed
 * @param exceptions for each coroutine that was started, in order, what it failed with: a {@link CancelledError} if
 *     another one was faster, null for the winner
 */
public record RaceResult<T extends @Nullable Object>(@Nullable T result, int winnerIndex,
        List<@Nullable Throwable> exceptions) {

    /** The {@link #winnerIndex} of a race that nobody has won. */
    public static final int NO_WINNER = -1;

    /** {@return whether one of the coroutines has succeeded} */
    public boolean isWon() {
        return winnerIndex != NO_WINNER;
    }
}
