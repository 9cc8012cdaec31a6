package io.asyncio4j.internal.combine;

import io.asyncio4j.Block;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.GeneratorExit;
import io.asyncio4j.LoneException;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.TaskStatus;
import io.asyncio4j.VoidBlock;
import io.asyncio4j.internal.body.Bodies;
import io.asyncio4j.internal.kernel.Cancellation;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PromiseImpl;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.text.Fatal;
import io.asyncio4j.internal.text.Unchecked;
import io.asyncio4j.spi.StackProbe;
import io.asyncio4j.spi.WaitedFor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a {@link TaskGroup} does. */
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
public final class TaskGroupImpl implements WaitedFor {

    private enum State {
        NEW,
        BODY,
        EXITING,
        FINISHED
    }

    // fixed
    private final TaskGroup face;
    private final LoneException lone;
    private final GroupMembers members = new GroupMembers();
    private final Consumer<GroupMembers.Member> whenDone = this::memberDone;

    // loop-confined; loop and parent are there from enter() on, the parent until the end
    private State state = State.NEW;
    private @Nullable LoopCore loop;
    private @Nullable TaskImpl<?> parent;
    private List<Throwable> errors = new ArrayList<>();
    private @Nullable Throwable fatal;
    private boolean aborting;
    private boolean cancelOnEnter;
    private boolean parentCancelled;
    private @Nullable PromiseImpl<@Nullable Void> allDone;

    public TaskGroupImpl(TaskGroup face, LoneException lone) {
        this.face = face;
        this.lone = lone;
    }

    /** {@link TaskGroup#run}. */
    public <T extends @Nullable Object> @Nullable T run(Block<? super TaskGroup, T> body) {
        enter();
        T result = null;
        Throwable failure = null;
        try {
            result = body.call(face);
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

    /** {@link TaskGroup#createTask(TaskOptions, Coroutine)}. */
    public <T extends @Nullable Object> TaskImpl<T> createTask(TaskOptions options, Coroutine<T> body) {
        return createMember(loopForChildren(body), options, body, null);
    }

    /** {@link TaskGroup#start(TaskOptions, VoidBlock)}. */
    public <V extends @Nullable Object> V start(TaskOptions options, VoidBlock<? super TaskStatus<V>> body) {
        StackProbe.ensure();
        LoopCore loop = loopForChildren(null);
        loop.taskThatAwaits();
        var status = new TaskStatusImpl<V>(loop);
        TaskImpl<@Nullable Void> task = createMember(loop, options, new StartingBody<>(body, status), status);
        return status.awaitStartOf(task, () -> aborting);
    }

    /** {@link TaskGroup#cancel}. */
    public void cancel() {
        LoopCore loop = this.loop;
        if (loop == null) {
            cancelOnEnter = true;
            return;
        }
        loop.checkAccess("cancel a task group of");
        if (!isFinished() && !aborting) {
            cancelAll();
        }
    }

    private void enter() {
        if (state != State.NEW) {
            throw new IllegalStateException(this + " has already been entered; a group is used once");
        }
        LoopCore loop = LoopCore.running();
        if (loop.current() == null) {
            throw new IllegalStateException(
                    this + " cannot determine the parent task: it is entered in a callback; create a task for it");
        }
        StackProbe.ensure(); // for leaving the block, too
        parent = loop.taskThatAwaits();
        this.loop = loop;
        state = State.BODY;
        if (cancelOnEnter) {
            cancel();
        }
    }

    /** Leaves the block, which has ended with {@code failure}, or normally if that is null. */
    private void exit(@Nullable Throwable failure) {
        TaskImpl<?> parent = Objects.requireNonNull(this.parent);
        state = State.EXITING;
        if (failure != null) {
            if (fatal == null && Fatal.isFatal(failure)) {
                fatal = failure;
            }
            if (!aborting) {
                abort();
            }
        }
        CancelledError cancellation = Cancellation.isOne(failure) ? (CancelledError) failure : null;
        CancelledError later = null;
        while (!members.isEmpty()) {
            try {
                awaitChildren(parent.loop, failure);
            } catch (CancelledError e) {
                if (parent.loop.turns.unwinding) { // nobody will take what has been collected
                    errors.forEach(error -> reportDisplaced(error, "its loop is closed"));
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
            errors.stream().filter(e -> e != fatal).forEach(
                    e -> reportDisplaced(e, fatal + " leaves the group"));
            throw Unchecked.rethrow(fatal);
        }
    }

    private void throwErrors(TaskImpl<?> parent, @Nullable Throwable failure) {
        if (parent.loop.getDebug()) {
            errors.forEach(parent.loop.around::awaited);
        }
        if (failure != null && !Cancellation.isOne(failure)) {
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
                errors.size() == 1 && (lone == LoneException.UNWRAPPED || failure instanceof GeneratorExit)
                        ? errors.getFirst()
                        : failureOf(errors));
    }

    // with a cause, and so a message, that says what is wrong to whoever shows only the first line
    private static ExceptionGroup failureOf(List<Throwable> errors) {
        var group = new ExceptionGroup("unhandled errors in a TaskGroup", errors);
        group.initCause(errors.getFirst());
        return group;
    }

    private void awaitChildren(LoopCore loop, @Nullable Throwable failure) {
        try {
            PromiseImpl<@Nullable Void> allDone = loop.createFuture(this);
            this.allDone = allDone;
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

    @Override
    public String kind() {
        return "task group";
    }

    @Override
    public String text() {
        return "task group, " + members.size() + " left";
    }

    // Members.

    /** {@return the loop, if a task may be added} Else {@code refused} is disposed of. */
    private LoopCore loopForChildren(@Nullable Coroutine<?> refused) {
        LoopCore loop = this.loop;
        String trouble = loop == null ? " has not been entered; call this within its block"
                : isFinished() ? " is finished; its block has been left"
                : aborting ? " is shutting down, and takes no more tasks" : null;
        if (trouble != null || loop == null) {
            Bodies.dispose(refused);
            throw new IllegalStateException(this + trouble);
        }
        return loop;
    }

    private boolean isFinished() {
        return state == State.FINISHED || (state == State.EXITING && members.isEmpty());
    }

    private <T extends @Nullable Object> TaskImpl<T> createMember(LoopCore loop, TaskOptions options,
            Coroutine<T> body,
            @Nullable TaskStatusImpl<?> status) {
        TaskImpl<T> task = loop.createTask(options, body);
        try {
            add(task, status);
        } catch (VirtualMachineError e) { // no stack or memory: nobody has it, so nothing of it runs
            task.mustCancel = true;
            throw e;
        }
        return task;
    }

    private void add(TaskImpl<?> task, @Nullable TaskStatusImpl<?> status) {
        members.add(members.new Member(task, status, Objects.requireNonNull(parent), whenDone));
        if (aborting) {
            task.cancel(); // it has cancelled the group itself, in an eager start, before it was one of its
        }
    }

    // if any of this fails, it can be asked again
    private void cancelAll() {
        members.cancelAll();
        cancelParent();
        aborting = true;
    }

    private void abort() {
        members.cancelAll();
        aborting = true;
    }

    private void cancelParent() {
        if (parent != null) {
            parent.cancel();
            parentCancelled = true;
        }
    }

    private void memberDone(GroupMembers.Member member) {
        if (allDone != null && members.isEmpty()) {
            allDone.setResultUnlessDone(null);
        }
        TaskImpl<?> task = member.task;
        TaskStatusImpl<?> status = member.status;
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
        if (!member.isCounted) { // else there was no memory for the rest
            errors.add(e);
            member.isCounted = true;
        }
        if (fatal == null && Fatal.isFatal(e)) {
            fatal = e;
        }
        if (!aborting && !parentCancelled) {
            cancelAll();
        }
    }

    // Reports and texts.

    private void reportDisplaced(Throwable e, String reason) {
        var entries = new LinkedHashMap<String, Object>();
        entries.put("message",
                "TaskGroup task exception was not propagated, because " + reason);
        entries.put("exception", e);
        entries.put("task_group", face);
        Objects.requireNonNull(loop).around.report(entries);
    }

    private void reportOrphan(TaskImpl<?> task, Throwable e) {
        var entries = new LinkedHashMap<String, Object>();
        entries.put("message",
                "Task " + task + " has errored out but its parent task has left the group already");
        entries.put("exception", e);
        entries.put("task", task);
        Objects.requireNonNull(loop).around.report(entries);
    }

    @Override
    public String toString() {
        return "<TaskGroup" + (members.isEmpty() ? "" : " tasks=" + members.size())
                + (errors.isEmpty() ? "" : " errors=" + errors.size())
                + (aborting ? " cancelling" : state == State.NEW ? "" : " entered") + ">";
    }
}
