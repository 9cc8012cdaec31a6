package io.asyncio4j.internal.kernel;

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
public abstract sealed class Holding permits LoopCore {

    private static final VarHandle CURRENT_SLOT;

    static {
        try {
            CURRENT_SLOT = MethodHandles.lookup().findVarHandle(Holding.class, "currentSlot", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // fixed
    public final TaskRegistry tasks = new TaskRegistry();

    // loop-confined
    // 0 while it does not run
    private long holderId;
    private @Nullable Thread loopThread;
    private long loopThreadId;
    private int currentSlot = TaskRegistry.NO_SLOT;
    // a callback's, or one that was entered by Context.run(); null for that of the current task, or the base
    private @Nullable ContextImpl entered;
    private ContextImpl baseContext = new ContextImpl();

    /** Makes the calling thread the loop's own, which callbacks run on, in {@code base} if they have no context. */
    public final void take(ContextImpl base) {
        loopThread = Thread.currentThread();
        loopThreadId = loopThread.threadId();
        baseContext = base;
        backOnLoopThread();
    }

    /** Ends what {@link #take} began. */
    public final void release() {
        holderId = 0;
        loopThreadId = 0;
        loopThread = null;
    }

    /** Makes the loop's own thread the holder again. */
    public final void backOnLoopThread() {
        holderId = loopThreadId;
        currentSlot = TaskRegistry.NO_SLOT;
        setEntered(null);
    }

    /** Makes the calling thread the holder of the loop on behalf of {@code task}. */
    public final void enter(TaskImpl<?> task, @Nullable ContextImpl entered) {
        holderId = Thread.currentThread().threadId();
        currentSlot = task.slot;
        setEntered(entered);
    }

    public final void setCurrent(@Nullable TaskImpl<?> task) {
        currentSlot = task == null ? TaskRegistry.NO_SLOT : task.slot;
    }

    private void setEntered(@Nullable ContextImpl entered) {
        if (this.entered != entered) {
            this.entered = entered;
        }
    }

    /** Says whether any thread has the loop. */
    public final boolean isHeld() {
        return holderId != 0;
    }

    /** Says whether the calling thread has the loop. */
    public final boolean isHeldHere() {
        return isHeldBy(Thread.currentThread());
    }

    /** Says whether {@code thread} has the loop; the truth if that is the calling thread, else a guess. */
    public final boolean isHeldBy(Thread thread) {
        return holderId == thread.threadId();
    }

    /** {@return the task whose step runs, or null} */
    public final @Nullable TaskImpl<?> current() {
        return tasks.at(currentSlot);
    }

    /** {@return the same for any thread, to which it is a guess} */
    public final @Nullable TaskImpl<?> currentFromOutside() {
        return tasks.seenAt((int) CURRENT_SLOT.getOpaque(this));
    }

    /** {@return the same for any thread}: the truth where the calling thread has the loop, else a guess. */
    public final @Nullable TaskImpl<?> currentFromAnywhere() {
        return isHeldHere() ? current() : currentFromOutside();
    }

    /** Lets go of {@code task}, which is done. */
    public final void remove(TaskImpl<?> task) {
        if (tasks.remove(task) && currentSlot == task.slot) {
            currentSlot = TaskRegistry.NO_SLOT;
        }
    }

    /** {@return the context of what runs} */
    public final ContextImpl context() {
        ContextImpl entered = this.entered;
        if (entered != null) {
            return entered;
        }
        TaskImpl<?> task = current();
        return task != null ? task.getContext() : baseContext;
    }

    /** {@return what {@link #exchangeContext} has set, if it did within this step} */
    public final @Nullable ContextImpl entered() {
        return entered;
    }

    /** Lets what runs go on in {@code context}, or in its own if that is null, and returns what was set before. */
    public final @Nullable ContextImpl exchangeContext(@Nullable ContextImpl context) {
        ContextImpl before = entered;
        entered = context;
        return before;
    }

    /** {@return the thread that {@code task}'s step runs on, or a callback without one; for other threads a guess} */
    public final @Nullable Thread holder(@Nullable TaskImpl<?> task) {
        TaskThread thread = task == null ? null : task.thread();
        return thread == null ? loopThread : thread.thread();
    }
}
