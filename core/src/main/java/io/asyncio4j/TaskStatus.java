package io.asyncio4j;

import java.util.Locale;
import java.util.function.BooleanSupplier;
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
public final class TaskStatus<V extends @Nullable Object> {

    private enum State {
        STARTING,
        STARTED,
        /** The task that waits for it was cancelled, so it is to end. */
        GIVEN_UP
    }

    private final EventLoop loop;
    private State state = State.STARTING;
    private @Nullable V value;
    private @Nullable Promise<@Nullable Void> waiter;

    TaskStatus(EventLoop loop) {
        this.loop = loop;
    }

    /** Makes {@code start} return null. See {@link #started(Object)}. */
    @SuppressWarnings("NullAway") // for a V that may be null, such as Void
    public void started() {
        started(null);
    }

    /**
     * Makes {@code start} return {@code value}. From now on the task is one of the group like any other. It has no
     * effect when the task that called {@code start} has been cancelled meanwhile.
     *
     * @throws IllegalStateException if it was called before
     */
    public void started(V value) {
        loop.checkAccess("report the start of a task of");
        if (state == State.STARTED) {
            throw new IllegalStateException("started() was called before; a task starts once");
        }
        if (state == State.STARTING) {
            state = State.STARTED;
            this.value = value;
            wake();
        }
    }

    boolean isStarted() {
        return state == State.STARTED;
    }

    /**
     * Waits until {@code task} is ready or has ended; {@link TaskGroup#start}.
     *
     * @param groupEnds whether the group has cancelled all of its tasks
     */
    V awaitStartOf(Task<?> task, BooleanSupplier groupEnds) {
        CancelledError cancellation = null;
        boolean byGroup = false;
        while (!isStarted() && !task.done()) {
            try {
                await();
            } catch (CancelledError e) {
                if (isStarted() || loop.unwinding) {
                    throw e;
                }
                if (task.done()) { // it cannot take the request any more, which so must not be swallowed here
                    if (!task.cancelled() && task.exception() != null) {
                        e.addSuppressed(task.exception());
                    }
                    throw e;
                }
                // Without this the task would be left alone before anybody knows that it is there. The group, when it
                // ends, cancels both; a second request would hit the task's clean-up.
                cancellation = e;
                state = State.GIVEN_UP;
                boolean isByGroup = !byGroup && groupEnds.getAsBoolean();
                byGroup |= isByGroup;
                if (!isByGroup) {
                    task.cancel(e.message());
                }
            }
        }
        if (isStarted()) {
            return takenValue();
        }
        task.result(); // throws what it ended with
        if (cancellation != null) {
            throw cancellation;
        }
        throw new IllegalStateException(
                task + " has ended without being ready; it must call started() on its TaskStatus");
    }

    @SuppressWarnings("NullAway") // started() has put a V there
    private V takenValue() {
        return value;
    }

    private void await() {
        Promise<@Nullable Void> waiter = loop.createFuture();
        this.waiter = waiter;
        waiter.await();
    }

    void wake() {
        if (waiter != null) {
            waiter.setResultUnlessDone(null);
        }
    }

    @Override
    public String toString() {
        return "<TaskStatus " + state.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ">";
    }
}
