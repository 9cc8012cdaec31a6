package io.asyncio4j;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
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
/*
 *   state     means                                            left by
 *   NEW       not entered                                      enter()
 *   BODY      the parent task is in the block                  exit(), when that has ended
 *   EXITING   the parent waits for the children that are left  exit(), when there are none
 *   FINISHED  nothing can be added any more                    never
 *
 * `aborting` is set once, by whatever ends the group early: all children have been cancelled then. If it was not the
 * parent's own cancellation that did it, the parent is cancelled too, so that the block ends where it waits; that
 * request is the group's (`parentCancelled`), and the group takes it back with uncancel() before the block is left.
 */
public final class TaskGroup {

    private enum State {
        NEW,
        BODY,
        EXITING,
        FINISHED
    }

    // fixed
    private final LoneException lone;
    private final GroupMembers members = new GroupMembers();
    private final Consumer<GroupMembers.Member> whenDone = this::memberDone;

    // loop-confined; loop and parent are there from enter() on, the parent until the end
    private State state = State.NEW;
    private @Nullable EventLoop loop;
    private @Nullable Task<?> parent;
    private List<Throwable> errors = new ArrayList<>();
    private @Nullable Throwable fatal;
    private boolean aborting;
    private boolean cancelOnEnter;
    private boolean parentCancelled;
    private @Nullable Promise<@Nullable Void> allDone;

    /** Makes a group that throws a lone exception wrapped. */
    public TaskGroup() {
        this(LoneException.WRAPPED);
    }

    /** Makes a group that throws a lone exception as {@code lone} says. */
    public TaskGroup(LoneException lone) {
        this.lone = Objects.requireNonNull(lone, "lone");
    }

    /**
     * Runs {@code body} in the current task, then waits for all tasks of the group.
     *
     * @return what the body returns, or null if {@link #cancel} has interrupted it
     * @throws IllegalStateException if it was entered before, or no task is running here
     */
    public <T extends @Nullable Object> @Nullable T run(Block<? super TaskGroup, T> body) {
        Objects.requireNonNull(body, "body");
        enter();
        T result = null;
        Throwable failure = null;
        try {
            result = body.call(this);
        } catch (Throwable e) {
            failure = e;
        }
        try {
            exit(failure);
        } finally { // what it has collected must not live as long as the group
            state = State.FINISHED;
            parent = null;
            errors = new ArrayList<>(0);
        }
        return result;
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
        Objects.requireNonNull(body, "body");
        Task<T> task = loopForChildren(body).createTask(options, body);
        add(task, null);
        return task;
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
        Objects.requireNonNull(body, "body");
        EventLoop loop = loopForChildren(null);
        loop.taskThatAwaits();
        var status = new TaskStatus<V>(loop);
        Task<?> task = loop.<@Nullable Void>createTask(options, new StartingBody<>(body, status));
        add(task, status);
        return status.awaitStartOf(task, () -> aborting);
    }

    /**
     * Ends the group early, without an error: cancels its tasks and the block, which is left normally when all have
     * ended. Before the block is entered, this takes effect as soon as it is; after its end it does nothing.
     *
     * <p><b>From CPython:</b> {@code TaskGroup.cancel}, new in Python 3.15.
     */
    public void cancel() {
        EventLoop loop = this.loop;
        if (loop == null) {
            cancelOnEnter = true;
            return;
        }
        loop.checkAccess("cancel a task group of");
        if (!isFinished() && !aborting) {
            abort();
            cancelParent();
        }
    }

    private void enter() {
        if (state != State.NEW) {
            throw new IllegalStateException(this + " has already been entered; a group is used once");
        }
        EventLoop loop = EventLoop.running();
        if (loop.current() == null) {
            throw new IllegalStateException(
                    this + " cannot determine the parent task: it is entered in a callback; create a task for it");
        }
        parent = loop.taskThatAwaits();
        this.loop = loop;
        state = State.BODY;
        if (cancelOnEnter) {
            cancel();
        }
    }

    /** Leaves the block, which has ended with {@code failure}, or normally if that is null. */
    private void exit(@Nullable Throwable failure) {
        Task<?> parent = Objects.requireNonNull(this.parent);
        state = State.EXITING;
        if (failure != null) {
            if (fatal == null && LoopExit.isFatal(failure)) {
                fatal = failure;
            }
            if (!aborting) {
                abort();
            }
        }
        CancelledError cancellation = failure instanceof CancelledError cancelled ? cancelled : null;
        CancelledError later = null;
        while (!members.isEmpty()) {
            try {
                awaitChildren(parent.loop, failure);
            } catch (CancelledError e) {
                if (parent.loop.unwinding) {
                    throw e;
                }
                // The children are still there. Without another round they would outlive the block.
                later = e;
                if (!aborting) {
                    cancellation = e;
                    abort();
                }
            }
        }
        state = State.FINISHED;
        throwFatal(failure);
        if (parentCancelled) {
            if (parent.uncancel() == 0) {
                cancellation = null;
            } else if (cancellation == null) {
                cancellation = later; // somebody else wants it cancelled, and must not be forgotten
            }
        }
        if (cancellation != null && errors.isEmpty()) {
            if (failure != null && !(failure instanceof CancelledError)) {
                cancellation.addSuppressed(failure);
            }
            throw cancellation;
        }
        throwErrors(parent, failure);
    }

    private void throwFatal(@Nullable Throwable failure) {
        if (fatal != null) {
            if (failure != null && !(failure instanceof CancelledError)) {
                errors.add(failure);
            }
            errors.stream().filter(e -> e != fatal).forEach(this::reportDisplaced);
            throw Unchecked.rethrow(fatal);
        }
    }

    private void throwErrors(Task<?> parent, @Nullable Throwable failure) {
        if (parent.loop.getDebug()) {
            errors.forEach(AwaitTrace::extend);
        }
        if (failure != null && !(failure instanceof CancelledError)) {
            errors.add(failure);
        }
        if (errors.isEmpty()) {
            return;
        }
        if (parent.cancelling() > 0) {
            // The errors win over the cancellation, which would be lost if it were not made once more.
            parent.uncancel();
            parent.cancel();
        }
        throw Unchecked.rethrow(
                errors.size() == 1 && lone == LoneException.UNWRAPPED
                        ? errors.getFirst()
                        : new ExceptionGroup("unhandled errors in a TaskGroup", errors));
    }

    private void awaitChildren(EventLoop loop, @Nullable Throwable failure) {
        Promise<@Nullable Void> allDone = loop.createFuture();
        this.allDone = allDone;
        try {
            allDone.await();
        } catch (CancelledError e) {
            throw e;
        } catch (Throwable e) { // one cannot wait here, below a native method for example
            if (!aborting) {
                abort();
            }
            if (failure != null) {
                e.addSuppressed(failure);
            }
            throw e;
        } finally {
            this.allDone = null;
        }
    }

    // Members.

    /** {@return the loop, if a task may be added} Else {@code refused} is disposed of. */
    private EventLoop loopForChildren(@Nullable Coroutine<?> refused) {
        EventLoop loop = this.loop;
        String trouble = loop == null ? " has not been entered; call this within its block"
                : isFinished() ? " is finished; its block has been left"
                : aborting ? " is shutting down, and takes no more tasks" : null;
        if (trouble != null || loop == null) {
            Coroutines.dispose(refused);
            throw new IllegalStateException(this + trouble);
        }
        return loop;
    }

    private boolean isFinished() {
        return state == State.FINISHED || (state == State.EXITING && members.isEmpty());
    }

    private void add(Task<?> task, @Nullable TaskStatus<?> status) {
        members.add(members.new Member(task, status, Objects.requireNonNull(parent), whenDone));
        if (aborting) {
            task.cancel(); // it has cancelled the group itself, in an eager start, before it was one of its
        }
    }

    private void abort() {
        aborting = true;
        members.cancelAll();
    }

    private void cancelParent() {
        if (parent != null) {
            parentCancelled = true;
            parent.cancel();
        }
    }

    private void memberDone(GroupMembers.Member member) {
        if (allDone != null && members.isEmpty()) {
            allDone.setResultUnlessDone(null);
        }
        Task<?> task = member.task;
        TaskStatus<?> status = member.status;
        if (status != null && !status.isStarted()) {
            status.wake(); // how it ended is for the caller of start()
            return;
        }
        Throwable e = task.cancelled() ? null : task.exception();
        if (e == null) {
            return;
        }
        if (parent == null || parent.done()) {
            reportOrphan(task, e);
            return;
        }
        errors.add(e);
        if (fatal == null && LoopExit.isFatal(e)) {
            fatal = e;
        }
        if (!aborting && !parentCancelled) {
            abort();
            cancelParent();
        }
    }

    // Reports and texts.

    private void reportDisplaced(Throwable e) {
        var entries = new LinkedHashMap<String, Object>();
        entries.put("message",
                "TaskGroup task exception was not propagated, because " + fatal + " leaves the group");
        entries.put("exception", e);
        entries.put("task_group", this);
        Objects.requireNonNull(loop).callExceptionHandler(entries);
    }

    private void reportOrphan(Task<?> task, Throwable e) {
        var entries = new LinkedHashMap<String, Object>();
        entries.put("message",
                "Task " + task + " has errored out but its parent task has left the group already");
        entries.put("exception", e);
        entries.put("task", task);
        Objects.requireNonNull(loop).callExceptionHandler(entries);
    }

    @Override
    public String toString() {
        return "<TaskGroup" + (members.isEmpty() ? "" : " tasks=" + members.size())
                + (errors.isEmpty() ? "" : " errors=" + errors.size())
                + (aborting ? " cancelling" : state == State.NEW ? "" : " entered") + ">";
    }
}
