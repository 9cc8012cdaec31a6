package io.asyncio4j.internal.bridge;

import io.asyncio4j.internal.kernel.Cancellation;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Outcome;
import io.asyncio4j.internal.kernel.ContextImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.thread.TaskThread;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** {@code blocking}: a task leaves its loop, calls something on its own thread, and comes back. */
public final class OffLoopCall {

    private OffLoopCall() {}

    public static <V extends @Nullable Object> V run(Callable<V> call) {
        Objects.requireNonNull(call, "call");
        LoopCore loop = LoopCore.running();
        TaskImpl<?> task = loop.taskThatAwaits();
        if (task.mustCancel || loop.turns.unwinding) {
            task.yieldNow(); // throws: the call is not even begun
        }
        if (loop.outsideWorld() != null) {
            return callAlone(loop, task, call);
        }
        TaskThread thread = Objects.requireNonNull(task.thread());
        ContextImpl inside = loop.entered();
        ContextImpl context = loop.context();
        task.offLoop = TaskImpl.OFF_LOOP;
        loop.turns.workLeaves();
        loop.backOnLoopThread();
        try {
            thread.leave();
        } catch (Throwable e) { // it still has the loop
            comeBack(task, inside);
            throw e;
        }
        Outcome<V> outcome = call(context, call);
        thread.rejoin(() -> comeHome(loop, task));
        comeBack(task, inside);
        return resultOf(outcome, task);
    }

    private static <V extends @Nullable Object> V resultOf(Outcome<V> outcome, TaskImpl<?> task) {
        LoopCore loop = task.loop;
        Throwable failure =
                outcome instanceof Outcome.Failure<V>(Throwable e) ? Interrupted.failureOf(e) : null;
        if (loop.turns.unwinding) {
            if (failure != null) {
                Interrupted.report(loop, "a call of blocking() failed when its loop had been closed", failure,
                        "task", task);
            }
            throw LoopCore.closedUnderTask();
        }
        CancelledError request = task.takeRequest();
        if (request != null) { // it goes before what the call brings
            throw Cancellation.displacing(failure, request);
        }
        return outcome.get();
    }

    /*
     * With an outside world: the call is made here and now while the loop is held, but to the call it looks as if it
     * were off the loop. Then the task is outside until that world lets it in.
     */
    private static <V extends @Nullable Object> V callAlone(LoopCore loop, TaskImpl<?> task,
            Callable<V> call) {
        ContextImpl inside = loop.entered();
        ContextImpl context = loop.context();
        loop.backOnLoopThread();
        Outcome<V> outcome = call(context, call);
        loop.enter(task, inside);
        task.offLoop = TaskImpl.OFF_LOOP;
        loop.turns.workLeaves();
        loop.turns.enqueueFromOutside(task);
        try {
            task.suspend(Objects.requireNonNull(task.thread()));
        } finally {
            comeBack(task, inside);
        }
        return resultOf(outcome, task);
    }

    private static <V extends @Nullable Object> Outcome<V> call(ContextImpl context, Callable<V> call) {
        try {
            return new Outcome.Success<>(context.runOffLoop(call));
        } catch (Throwable e) { // kept until the loop is back
            return new Outcome.Failure<>(e);
        }
    }

    // on the task's thread, which has stopped running
    private static void comeHome(LoopCore loop, TaskImpl<?> task) {
        loop.turns.enqueueFromOutside(task);
        if (loop.isClosed()) {
            loop.around.returnedLate();
        }
    }

    private static void comeBack(TaskImpl<?> task, @Nullable ContextImpl inside) {
        LoopCore loop = task.loop;
        loop.enter(task, inside);
        loop.turns.workReturns();
        if (task.offLoop == TaskImpl.INTERRUPTED_OFF_LOOP) {
            Thread.interrupted(); // it was meant for the call, which is over
            loop.around.interruptedCallIsOver(task);
        }
        task.offLoop = TaskImpl.ON_LOOP;
    }
}
