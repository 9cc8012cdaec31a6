package io.asyncio4j.internal.combine;

import io.asyncio4j.CancelledError;
import io.asyncio4j.TaskStatus;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PromiseImpl;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.spi.WaitedFor;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A {@link TaskStatus}, and who waits for it. */
public final class TaskStatusImpl<V extends @Nullable Object> implements TaskStatus<V> {

    private enum State {
        STARTING,
        STARTED,
        /** The task that waits for it was cancelled, so it is to end. */
        GIVEN_UP
    }

    private final LoopCore loop;
    private State state = State.STARTING;
    private @Nullable V value;
    private @Nullable PromiseImpl<@Nullable Void> waiter;

    TaskStatusImpl(LoopCore loop) {
        this.loop = loop;
    }

    @Override
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
     * Waits until {@code task} is ready or has ended; {@link io.asyncio4j.TaskGroup#start}.
     *
     * @param groupEnds whether the group has cancelled all of its tasks
     */
    V awaitStartOf(TaskImpl<?> task, BooleanSupplier groupEnds) {
        CancelledError cancellation = null;
        boolean byGroup = false;
        while (!isStarted() && !task.done()) {
            try {
                await(task);
            } catch (CancelledError e) {
                if (isStarted() || loop.turns.unwinding) {
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

    private void await(TaskImpl<?> task) {
        PromiseImpl<@Nullable Void> waiter =
                loop.createFuture(WaitedFor.of("start", () -> "start of Task '" + task.getName() + "'"));
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
