package io.asyncio4j;

import io.asyncio4j.internal.thread.TaskThread;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** {@code blocking}: a task leaves its loop, calls something on its own thread, and comes back. */
final class OffLoopCall {

    private OffLoopCall() {}

    static <V extends @Nullable Object> V run(Task<?> task, Callable<V> call) {
        EventLoop loop = task.loop;
        if (task.isCancelRequested() || loop.unwinding) {
            task.yieldNow(); // throws: the call is not even begun
        }
        TaskThread thread = Objects.requireNonNull(task.thread());
        Context inside = loop.entered();
        Context context = loop.context();
        task.offLoop = Task.OFF_LOOP;
        loop.workLeaves();
        loop.backOnLoopThread();
        try {
            thread.leave();
        } catch (Throwable e) { // it still has the loop
            comeBack(task, inside);
            throw e;
        }
        Outcome<V> outcome = call(context, call);
        thread.rejoin(() -> loop.enqueueReturning(task));
        comeBack(task, inside);
        if (loop.unwinding) {
            throw EventLoop.closedUnderTask();
        }
        task.throwRequest();
        return outcome.get();
    }

    private static <V extends @Nullable Object> Outcome<V> call(Context context, Callable<V> call) {
        try {
            return new Outcome.Success<>(context.runOffLoop(call));
        } catch (Throwable e) { // kept until the loop is back
            return new Outcome.Failure<>(e);
        }
    }

    private static void comeBack(Task<?> task, @Nullable Context inside) {
        EventLoop loop = task.loop;
        loop.enter(task, inside);
        loop.workReturns();
        if (task.offLoop == Task.INTERRUPTED_OFF_LOOP) {
            Thread.interrupted(); // it was meant for the call, which is over
        }
        task.offLoop = Task.ON_LOOP;
    }
}
