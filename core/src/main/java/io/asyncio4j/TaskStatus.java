package io.asyncio4j;

import io.asyncio4j.internal.combine.TaskStatusImpl;
import org.jspecify.annotations.Nullable;

/**
 * Through which a task that {@link TaskGroup#start} has started says that it is ready.
 *
 * <p><b>Cancellation:</b> cancelling the task that waits in {@code start} cancels the one that has this, unless it was
 * ready; what that says afterwards has no effect.
 *
 * <p><b>Errors:</b> saying it twice is an {@link IllegalStateException}.
 *
 * <p><b>From CPython:</b> nothing of the kind; it is Trio's {@code task_status}.
 *
 * @param <V> what {@code start} shall return, which may be null
 */
public sealed interface TaskStatus<V extends @Nullable Object> permits TaskStatusImpl {

    /** Makes {@code start} return null. See {@link #started(Object)}. */
    @SuppressWarnings("NullAway") // for a V that may be null, such as Void
    default void started() {
        started(null);
    }

    /**
     * Makes {@code start} return {@code value}. From now on the task is one of the group like any other. It has no
     * effect when the task that called {@code start} has been cancelled meanwhile.
     *
     * @throws IllegalStateException if it was called before
     */
    void started(V value);
}
