package io.asyncio4j;

import io.asyncio4j.internal.combine.TaskGroupImpl;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A block of code and tasks that end together: the block is left when all tasks in it are done, and when one of
 * them fails, the others and the code in the block are cancelled.
 *
 * <pre>{@code
 * taskGroup(g -> {
 *     g.createTask(() -> serve(left));
 *     g.createTask(() -> serve(right));
 * }); // both are done here
 * }</pre>
 *
 * <p>The block and the tasks may add tasks for as long as one of them runs. A task that is cancelled on its own
 * ends alone; that is not a failure.
 *
 * <p><b>Cancellation:</b> cancelling the task that runs the block cancels the tasks, and the {@link CancelledError}
 * leaves the block when they have ended, however often it is cancelled meanwhile. If some of them fail at that,
 * their failures leave it instead, and the next await of that task throws the {@link CancelledError}.
 *
 * <p><b>Errors:</b> failures of the tasks and of the block leave it in an {@link ExceptionGroup}, a single one too,
 * unless {@link LoneException#UNWRAPPED} was asked for. A {@link LoopExit} leaves it bare; failures that it
 * displaces are reported to the loop's exception handler. A group is entered once, and used while its block runs:
 * anything else is an {@link IllegalStateException}.
 *
 * <p><b>From CPython:</b> {@code asyncio.TaskGroup}. Beyond it: {@link #start}, {@link LoneException}.
 */
public final class TaskGroup {

    private final TaskGroupImpl group;

    /** Makes a group that throws a lone exception wrapped. */
    public TaskGroup() {
        this(LoneException.WRAPPED);
    }

    /** Makes a group that throws a lone exception as {@code lone} says. */
    public TaskGroup(LoneException lone) {
        group = new TaskGroupImpl(this, Objects.requireNonNull(lone, "lone"));
    }

    /**
     * Runs {@code body} in the current task, then waits for all tasks of the group.
     *
     * @return what the body returns, or null if {@link #cancel} has interrupted it
     * @throws IllegalStateException if it was entered before, or no task is running here
     */
    public <T extends @Nullable Object> @Nullable T run(Block<? super TaskGroup, T> body) {
        return group.run(Objects.requireNonNull(body, "body"));
    }

    /** Runs {@code body}, which has no result. See {@link #run(Block)}. */
    @SuppressWarnings("overloads") // a lambda that could be either is a VoidBlock, which is the subtype
    public void run(VoidBlock<? super TaskGroup> body) {
        run((Block<? super TaskGroup, @Nullable Void>) body);
    }

    /**
     * Adds a task. See {@link Asyncio#createTask}.
     *
     * @throws IllegalStateException if the group was not entered yet, is finished, or is shutting down because it
     *     was cancelled or one of its tasks has failed
     */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> body) {
        return createTask(TaskOptions.DEFAULT, body);
    }

    /** Adds a task without a result. See {@link #createTask(Coroutine)}. */
    public Task<@Nullable Void> createTask(VoidCoroutine body) {
        return createTask(TaskOptions.DEFAULT, Coroutine.returningNull(body));
    }

    /** Adds a task with a name, a context, or an eager start. See {@link #createTask(Coroutine)}. */
    public <T extends @Nullable Object> Task<T> createTask(TaskOptions options, Coroutine<T> body) {
        return group.createTask(options, Objects.requireNonNull(body, "body"));
    }

    /** Adds a task without a result, with a name, a context, or an eager start. */
    public Task<@Nullable Void> createTask(TaskOptions options, VoidCoroutine body) {
        return createTask(options, Coroutine.returningNull(body));
    }

    /**
     * Adds a task and waits until it says that it is ready, by {@link TaskStatus#started}; from then on it runs as
     * every other task of the group.
     *
     * <pre>{@code
     * int port = g.start(status -> serve(status));
     * }</pre>
     *
     * <p>Where nothing else tells the type of the value, say it: {@code g.<Integer>start(...)}.
     *
     * <p><b>Cancellation:</b> the task is cancelled unless it was ready already, and this returns when it has ended.
     *
     * <p><b>Errors:</b> if the task fails before it is ready, its exception is thrown here, and the group does not
     * count it as a failure. {@link IllegalStateException} if it returns without having been ready.
     *
     * <p><b>From CPython:</b> nothing of the kind; it is {@code Nursery.start} of Trio.
     *
     * @return what the task has given to {@code started}
     */
    public <V extends @Nullable Object> V start(VoidBlock<? super TaskStatus<V>> body) {
        return start(TaskOptions.DEFAULT, body);
    }

    /** Adds a task with options and waits until it is ready. See {@link #start(VoidBlock)}. */
    public <V extends @Nullable Object> V start(TaskOptions options, VoidBlock<? super TaskStatus<V>> body) {
        return group.start(options, Objects.requireNonNull(body, "body"));
    }

    /**
     * Ends the group early, without an error: cancels its tasks and the block, which is left normally when all have
     * ended. Before the block is entered, this takes effect as soon as it is; after its end it does nothing.
     *
     * <p><b>From CPython:</b> {@code TaskGroup.cancel}, new in Python 3.15.
     */
    public void cancel() {
        group.cancel();
    }

    @Override
    public String toString() {
        return group.toString();
    }
}
