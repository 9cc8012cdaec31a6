package io.asyncio4j;

import io.asyncio4j.internal.thread.TaskThread;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Who has a loop: which thread, for which task, in which context. */
/*
 * The holder is the thread that has the loop: the loop's own or the one task thread that runs now. Its id is written
 * only by the thread that has the loop or is about to get it, and a thread that reads it compares it with its own
 * only; so a stale value read by another thread can never equal the reader's, and it need not be volatile.
 *
 * All this changes with each switch, and is kept without storing a reference: the loop is an old object, tasks are
 * young ones, and a collector wants to know of each reference from the old to the young, which would take a tenth
 * of a switch. Hence an id for the thread, a slot for the task, and a context only where it is not the task's own.
 */
abstract sealed class Holding permits Scheduler {

    private static final VarHandle CURRENT_SLOT;

    static {
        try {
            CURRENT_SLOT = MethodHandles.lookup().findVarHandle(Holding.class, "currentSlot", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // loop-confined
    final TaskRegistry tasks = new TaskRegistry();
    // 0 while it does not run
    private long holderId;
    private @Nullable Thread loopThread;
    private int currentSlot = TaskRegistry.NO_SLOT;
    // a callback's, or one that was entered by Context.run(); null for that of the current task, or the base
    private @Nullable Context entered;
    private Context baseContext = new Context();

    /** Makes the calling thread the loop's own, which callbacks run on, in {@code base} if they have no context. */
    final void take(Context base) {
        loopThread = Thread.currentThread();
        baseContext = base;
        backOnLoopThread();
    }

    /** Ends what {@link #take} began. */
    final void release() {
        holderId = 0;
        loopThread = null;
    }

    /** Makes the loop's own thread the holder again. */
    final void backOnLoopThread() {
        Thread loopThread = this.loopThread;
        holderId = loopThread == null ? 0 : loopThread.threadId();
        currentSlot = TaskRegistry.NO_SLOT;
        setEntered(null);
    }

    /** Makes the calling thread the holder of the loop on behalf of {@code task}. */
    final void enter(Task<?> task, @Nullable Context entered) {
        holderId = Thread.currentThread().threadId();
        currentSlot = task.slot;
        setEntered(entered);
    }

    final void setCurrent(@Nullable Task<?> task) {
        currentSlot = task == null ? TaskRegistry.NO_SLOT : task.slot;
    }

    private void setEntered(@Nullable Context entered) {
        if (this.entered != entered) {
            this.entered = entered;
        }
    }

    /** Says whether any thread has the loop. */
    final boolean isHeld() {
        return holderId != 0;
    }

    /** Says whether the calling thread has the loop. */
    final boolean isHeldHere() {
        return isHeldBy(Thread.currentThread());
    }

    /** Says whether {@code thread} has the loop; the truth if that is the calling thread, else a guess. */
    final boolean isHeldBy(Thread thread) {
        return holderId == thread.threadId();
    }

    /** {@return the task whose step runs, or null} */
    final @Nullable Task<?> current() {
        return tasks.at(currentSlot);
    }

    /** {@return the same for any thread, to which it is a guess} */
    final @Nullable Task<?> currentFromOutside() {
        return tasks.seenAt((int) CURRENT_SLOT.getOpaque(this));
    }

    /** Lets go of {@code task}, which is done. */
    final void remove(Task<?> task) {
        if (tasks.remove(task) && currentSlot == task.slot) {
            currentSlot = TaskRegistry.NO_SLOT;
        }
    }

    /** {@return the context of what runs} */
    final Context context() {
        Context entered = this.entered;
        if (entered != null) {
            return entered;
        }
        Task<?> task = current();
        return task != null ? task.getContext() : baseContext;
    }

    /** {@return what {@link #exchangeContext} has set, if it did within this step} */
    final @Nullable Context entered() {
        return entered;
    }

    /** Lets what runs go on in {@code context}, or in its own if that is null, and returns what was set before. */
    final @Nullable Context exchangeContext(@Nullable Context context) {
        Context before = entered;
        entered = context;
        return before;
    }

    /** {@return the thread that {@code task}'s step runs on, or a callback without one; for other threads a guess} */
    final @Nullable Thread holder(@Nullable Task<?> task) {
        TaskThread thread = task == null ? null : task.thread();
        return thread == null ? loopThread : thread.thread();
    }
}
