package io.asyncio4j;

import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.look.TaskStack;
import io.asyncio4j.spi.LoopObserver;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine that its loop runs: a future whose result is the coroutine's.
 *
 * <p>The coroutine runs on a virtual thread of its own, one task of a loop at a time, and gives way only where
 * it awaits. A loop holds its tasks until they are done, whether or not the program keeps a reference.
 *
 * <p><b>Cancellation:</b> {@link #cancel} makes the await at which the task waits, or the next one at which it
 * would, throw {@link CancelledError}. The coroutine may clean up, and may even refuse; the task is cancelled
 * only when the error leaves the coroutine.
 *
 * <p><b>From CPython:</b> {@code asyncio.Task}.
 *
 * @param <T> the type of the coroutine's result, which may be null
 */
public sealed interface Task<T extends @Nullable Object> extends Future<T>, LoopObserver.ObservedTask
        permits TaskImpl {

    /** {@return the name that it was given, else {@code Task-} and a number} */
    @Override
    String getName();

    /** Gives it another name, in any state. */
    void setName(String name);

    /**
     * {@return the coroutine that it runs, or null if that ended within an eager start} A task that is done has
     * let go of a lambda and what that captured; a stand-in with its name is returned then. Of a body without a
     * result it is another, equal object each time.
     */
    @Nullable
    Coroutine<T> getCoro();

    /** {@return the context that it runs in} */
    Context getContext();

    /** {@return its number in the order in which the tasks of its loop were made, from 1} */
    @Override
    long id();

    /** {@return what its coroutine is called in texts} */
    @Override
    String coroutineName();

    /**
     * Asks for cancellation: {@link CancelledError} is thrown where the task waits, or at its next await. If it
     * waits for another task, or for a gather of tasks, the request goes down to those, and this task goes on
     * when they have ended.
     *
     * @param message any object for the {@link CancelledError}, or null for none
     * @return false if it is done already; else true, even if the coroutine will refuse
     */
    @Override
    boolean cancel(@Nullable Object message);

    /**
     * {@return how many accepted {@link #cancel} calls {@link #uncancel} has not taken back}
     */
    int cancelling();

    /**
     * Takes back one {@link #cancel}, by the party that made it. When none is left, a request that was not
     * delivered yet is forgotten.
     *
     * @return how many are left
     */
    int uncancel();

    /** {@return the frames of user code that it is in, oldest first} See {@link #getStack(int)}. */
    default List<StackTraceElement> getStack() {
        return getStack(Integer.MAX_VALUE);
    }

    /**
     * {@return the frames of user code, oldest first}: of a task that waits or runs, where it is; of one that
     * failed, where its exception comes from; of one that ended otherwise or has not started, none.
     *
     * @param limit how many frames at most: the newest ones of a task that is not done, the oldest ones of an
     *     exception
     */
    default List<StackTraceElement> getStack(int limit) {
        return TaskStack.of(TaskImpl.of(this), limit);
    }

    /** Prints the stack to standard error. See {@link #printStack(int, PrintStream)}. */
    default void printStack() {
        printStack(Integer.MAX_VALUE, System.err);
    }

    /** Prints what {@link #getStack(int)} gives, under a header line that names the task. */
    default void printStack(int limit, PrintStream stream) {
        TaskStack.print(TaskImpl.of(this), limit, stream);
    }

    /**
     * {@return the exception that it failed with, or null} For tools that look on: unlike {@link #exception}, it may be
     * asked in any state, and does not count as retrieving the exception, so that is reported all the same.
     */
    @Override
    @Nullable
    Throwable failure();
}
