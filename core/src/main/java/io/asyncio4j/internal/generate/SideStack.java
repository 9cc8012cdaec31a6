package io.asyncio4j.internal.generate;

import io.asyncio4j.internal.kernel.ContextImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.text.Shown;
import io.asyncio4j.internal.thread.TaskThread;
import io.asyncio4j.spi.StackProbe;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stack beside a task's own, where a generator's code runs: the task goes on there until that code leaves or ends,
 * and then goes on where it was. It is the same task all the while, in the same tick, as in CPython.
 */
/*
 * A task runs on the thread that its field `thread` names. To enter, or to leave, is to change that field, suspend the
 * present thread, and have the scheduler resume the task at once, within the same step (switchTo). Who enters
 * need not be who has entered before: all that the stack keeps is who is in it now.
 */
public final class SideStack implements Runnable {

    private final LoopCore loop;
    private final Runnable body;

    // loop-confined
    // from the first enter() until the body has ended
    private @Nullable TaskThread thread;
    private boolean ended;
    // the task that is in it, where that goes on afterwards, and its context; while it is in it
    private @Nullable TaskImpl<?> task;
    private @Nullable TaskThread outside;
    private @Nullable ContextImpl context;

    /** @param body throws nothing */
    SideStack(LoopCore loop, Runnable body) {
        this.loop = loop;
        this.body = body;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Lets the current task go on in here, until the body leaves or ends. */
    void enter() {
        TaskImpl<?> task = loop.taskThatAwaits();
        StackProbe.ensure(); // an overflow within the JDK's part of the switch may leave a thread that never suspends again
        boolean isFirst = thread == null;
        TaskThread thread = isFirst ? loop.turns.threads.take(this) : Objects.requireNonNull(this.thread);
        try {
            this.thread = thread;
            this.task = task;
            outside = task.thread();
            context = loop.entered();
            switchTo(task, thread);
        } catch (Throwable e) { // it cannot be suspended where it is
            forgetTask();
            if (isFirst) {
                this.thread = null;
                loop.turns.threads.giveBack(thread);
            }
            throw e;
        }
    }

    /** Lets the task that is in here go on where it was, and returns when it, or another one, enters again. */
    void leave() {
        TaskImpl<?> task = Objects.requireNonNull(this.task);
        TaskThread outside = Objects.requireNonNull(this.outside);
        ContextImpl context = this.context;
        forgetTask();
        try {
            switchTo(task, outside);
        } catch (Throwable e) { // it cannot be suspended where it is
            this.task = task;
            this.outside = outside;
            this.context = context;
            throw e;
        }
        enterHere();
    }

    /** Runs the body; what its thread is for. */
    @Override
    public void run() {
        enterHere();
        try {
            body.run();
        } finally {
            ended = true;
            thread = null;
            goOn(Objects.requireNonNull(task), Objects.requireNonNull(outside));
            forgetTask();
        }
    }

    /** Lets {@code task} go on with {@code other} at once; the thread that it is on waits until it is back. */
    private void switchTo(TaskImpl<?> task, TaskThread other) {
        TaskThread here = Objects.requireNonNull(task.thread);
        try {
            goOn(task, other);
            task.suspend(here);
        } catch (Throwable e) {
            loop.turns.switching = false;
            task.thread = here;
            throw e;
        }
    }

    /** Lets {@code task} go on with {@code other} as soon as the thread that it is on has stopped. */
    private void goOn(TaskImpl<?> task, TaskThread other) {
        task.thread = other;
        loop.turns.switching = true;
        String name = Shown.shortened(task.getName());
        if (!name.equals(other.thread().getName())) {
            other.rename(name);
        }
    }

    private void enterHere() {
        loop.enter(Objects.requireNonNull(task), context);
    }

    private void forgetTask() {
        task = null;
        outside = null;
        context = null;
    }

    /** Says whether the calling thread is in here. */
    boolean isHere() {
        Thread current = Thread.currentThread();
        return thread != null && thread.thread() == current && loop.isHeldHere(); // not off the loop
    }

    /** {@return where the task goes on afterwards that is on {@code inner} now, if that is this stack's; else null} */
    @Nullable
    TaskThread outsideOf(TaskThread inner) {
        return inner == thread ? outside : null;
    }
}
