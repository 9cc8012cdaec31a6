package io.asyncio4j.internal.bridge;

import io.asyncio4j.CancelledError;
import io.asyncio4j.internal.kernel.Cancellation;
import io.asyncio4j.internal.kernel.ContextImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.queue.Inbox;
import io.asyncio4j.internal.text.Unchecked;
import io.asyncio4j.internal.thread.TaskThread;
import io.asyncio4j.spi.StackProbe;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** {@code blocking}: a task leaves its loop, calls something on its own thread, and comes back. */
/*
 * While it is off the loop, nothing may be thrown but what the call throws, or the task would end where it does not have
 * the loop. So whatever it needs for the way back is made beforehand: afterwards there may be no memory.
 */
public final class OffLoopCall<V extends @Nullable Object> implements Runnable {

    // fixed
    private final TaskImpl<?> task;
    private final ContextImpl context;
    private final Callable<V> callable;

    // what brings the task back; prepared
    private final Object way;

    // the task's own
    private @Nullable V value;
    private @Nullable Throwable failure;

    private OffLoopCall(TaskImpl<?> task, Callable<V> callable) {
        this.task = task;
        this.callable = callable;
        context = task.loop.context();
        way = Inbox.prepared(task);
    }

    public static <V extends @Nullable Object> V run(Callable<V> callable) {
        Objects.requireNonNull(callable, "call");
        LoopCore loop = LoopCore.running();
        TaskImpl<?> task = loop.taskThatAwaits();
        if (task.mustCancel || loop.turns.unwinding) {
            task.yieldNow(loop.turns); // throws: the call is not even begun
        }
        StackProbe.ensure(); // for the way off, which the JDK cannot undo, and the way back, which must not fail
        var call = new OffLoopCall<>(task, callable);
        if (loop.outsideWorld() != null) {
            call.makeHere();
        } else {
            call.make();
        }
        return call.result();
    }

    private void make() {
        LoopCore loop = task.loop;
        TaskThread thread = Objects.requireNonNull(task.thread());
        ContextImpl inside = loop.entered();
        task.offLoop = TaskImpl.OFF_LOOP;
        loop.turns.workLeaves();
        loop.backOnLoopThread();
        try {
            thread.leave();
        } catch (Throwable e) { // it still has the loop
            comeBack(inside);
            throw e;
        }
        call();
        thread.rejoin(this);
        comeBack(inside);
    }

    /*
     * With an outside world: the call is made here and now while the loop is held, but to the call it looks as if it
     * were off the loop. Then the task is outside until that world lets it in.
     */
    private void makeHere() {
        LoopCore loop = task.loop;
        ContextImpl inside = loop.entered();
        loop.backOnLoopThread();
        call();
        loop.enter(task, inside);
        task.offLoop = TaskImpl.OFF_LOOP;
        loop.turns.workLeaves();
        loop.turns.enqueueFromOutside(task);
        try {
            task.suspend(Objects.requireNonNull(task.thread()));
        } finally {
            comeBack(inside);
        }
    }

    private void call() {
        try {
            value = context.runOffLoop(callable);
        } catch (Throwable e) { // kept until the loop is back
            failure = e;
        }
    }

    /** The door: lets the task in again. On its thread, which has stopped running. */
    @Override
    public void run() {
        LoopCore loop = task.loop;
        loop.turns.letIn(way); // there is no outside world to be asked
        if (loop.isClosed()) {
            loop.around.returnedLate();
        }
    }

    private void comeBack(@Nullable ContextImpl inside) {
        LoopCore loop = task.loop;
        loop.enter(task, inside);
        loop.turns.workReturns();
        if (task.offLoop == TaskImpl.INTERRUPTED_OFF_LOOP) {
            Thread.interrupted(); // it was meant for the call, which is over
            loop.around.interruptedCallIsOver(task);
        }
        task.offLoop = TaskImpl.ON_LOOP;
    }

    @SuppressWarnings("NullAway") // the call has returned a V, which may be null
    private V result() {
        LoopCore loop = task.loop;
        if (loop.turns.unwinding) {
            Throwable lost = Interrupted.failureOf(failure);
            if (lost != null) {
                Interrupted.report(loop, "a call of blocking() failed when its loop had been closed", lost,
                        "task", task);
            }
            throw LoopCore.closedUnderTask();
        }
        CancelledError request = task.takeRequest();
        if (request != null) { // it goes before what the call brings
            throw Cancellation.displacing(Interrupted.failureOf(failure), request);
        }
        if (failure != null) {
            throw Unchecked.rethrow(failure);
        }
        return value;
    }
}
