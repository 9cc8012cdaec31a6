package io.asyncio4j.inspect;

import io.asyncio4j.Future;
import io.asyncio4j.internal.inspect.CallGraphCapture;
import io.asyncio4j.internal.inspect.CallGraphText;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.look.ReportedAwaiters;
import io.asyncio4j.internal.look.TaskStack;
import java.io.PrintStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Shows where a task or a future stands, who waits for it, where they stand, and so on: the stack that an asynchronous
 * program does not have on any one thread.
 *
 * <p>What waits is found through awaits, {@code gather}, {@code wait}, {@code waitFor}, {@code asCompleted},
 * {@code shield}, {@code timeout}, task groups and races, at no cost while nobody looks. Libraries that make others wait
 * in ways of their own say so with {@link #addToAwaitedBy}.
 *
 * <p>All methods that take a future want to be called where its loop's tasks and callbacks run, or while that loop does
 * not run. Frames of this library are left out of all stacks. Two parameters they share:
 *
 * <ul>
 *   <li>{@code depth}: if the current task is looked at, with which frame its stack begins: 1 is the caller, 2 the
 *       caller's caller.
 *   <li>{@code limit}: how many frames each stack has at most. A positive one keeps those closest to the task's
 *       coroutine, a negative one those closest to where it stands; 0 leaves the stacks out; {@link Integer#MAX_VALUE}
 *       is no limit.
 * </ul>
 *
 * <p>For all tasks of a loop see {@link LoopSnapshot}.
 *
 * <p><b>From CPython:</b> the call graph functions of {@code asyncio}, new in Python 3.14.
 */
public final class CallGraph {

    private static final int ALL = Integer.MAX_VALUE;

    private CallGraph() {}

    /**
     * {@return the call graph of the current task, or null within a callback, where there is none}
     *
     * <p><b>From CPython:</b> {@code asyncio.capture_call_graph}.
     *
     * @throws IllegalStateException if no loop runs here
     */
    public static @Nullable FutureCallGraph captureCallGraph() {
        return captureCallGraph(null, 1, ALL);
    }

    /**
     * {@return the call graph of {@code future}}
     *
     * @throws IllegalStateException if its loop runs elsewhere
     */
    public static FutureCallGraph captureCallGraph(Future<?> future) {
        return capture(Objects.requireNonNull(future, "future"), 1, ALL);
    }

    /**
     * {@return the call graph of {@code future}, or of the current task if that is null; null if there is none either}
     *
     * @param depth see {@link CallGraph}
     * @param limit see {@link CallGraph}
     * @throws IllegalArgumentException if {@code depth} is not positive
     * @throws IllegalStateException if {@code future} is null and no loop runs here, or if its loop runs elsewhere
     */
    public static @Nullable FutureCallGraph captureCallGraph(@Nullable Future<?> future, int depth,
            int limit) {
        if (depth < 1) {
            throw new IllegalArgumentException(
                    "depth must be >= 1, which is the caller's frame, got " + depth);
        }
        if (future != null) {
            return capture(future, depth, limit);
        }
        LoopCore loop = LoopCore.runningOrNull();
        if (loop == null) {
            throw new IllegalStateException(
                    "captureCallGraph() is called outside of a running event loop, in "
                            + Thread.currentThread() + ", and no future to look at was given");
        }
        TaskImpl<?> current = loop.current();
        return current == null ? null : capture(current, depth, limit);
    }

    private static FutureCallGraph capture(Future<?> future, int depth, int limit) {
        return CallGraphCapture.of(FutureImpl.of(future),
                TaskStack.isRunningHere(FutureImpl.of(future)) ? depth - 1 : 0, limit);
    }

    /**
     * {@return the call graph of the current task as text, or an empty one within a callback}
     *
     * <p>Each task has a line with its name and number, its frames, and those who wait for it, indented. A task that is
     * reached in several ways is spelt out once. Tasks that wait for each other in a cycle are named at the end. Of
     * those more than 100 waits away only the number is given.
     *
     * <p><b>From CPython:</b> {@code asyncio.format_call_graph}.
     *
     * @throws IllegalStateException if no loop runs here
     */
    public static String formatCallGraph() {
        return formatCallGraph(null, 1, ALL);
    }

    /**
     * {@return the call graph of {@code future} as text} See {@link #formatCallGraph()}.
     *
     * @throws IllegalStateException if its loop runs elsewhere
     */
    public static String formatCallGraph(Future<?> future) {
        return formatCallGraph(Objects.requireNonNull(future, "future"), 1, ALL);
    }

    /**
     * {@return what {@link #captureCallGraph(Future, int, int)} gives, as text; an empty one for null}
     *
     * @param depth see {@link CallGraph}
     * @param limit see {@link CallGraph}
     */
    public static String formatCallGraph(@Nullable Future<?> future, int depth, int limit) {
        FutureCallGraph graph = captureCallGraph(future, depth, limit);
        return graph == null ? "" : CallGraphText.of(graph);
    }

    /**
     * Prints the call graph of the current task to standard output.
     *
     * <p><b>From CPython:</b> {@code asyncio.print_call_graph}.
     *
     * @throws IllegalStateException if no loop runs here
     */
    public static void printCallGraph() {
        printCallGraph(null, 1, ALL, System.out);
    }

    /**
     * Prints the call graph of {@code future} to standard output.
     *
     * @throws IllegalStateException if its loop runs elsewhere
     */
    public static void printCallGraph(Future<?> future) {
        printCallGraph(Objects.requireNonNull(future, "future"), 1, ALL, System.out);
    }

    /**
     * Prints what {@link #formatCallGraph(Future, int, int)} gives.
     *
     * @param depth see {@link CallGraph}
     * @param limit see {@link CallGraph}
     */
    public static void printCallGraph(@Nullable Future<?> future, int depth, int limit, PrintStream stream) {
        stream.println(formatCallGraph(future, depth, limit));
    }

    /**
     * Notes that {@code waiter} waits for {@code future}, for libraries that make it wait in a way that asyncio4j cannot
     * see: not by an await, nor through what this package offers. Say {@link #discardFromAwaitedBy} when it no longer
     * does. It is forgotten when one of them is done, and keeps neither alive; once or twice is the same.
     *
     * <p>A waiter that is not a task stands for the tasks that wait for it in turn.
     *
     * <p><b>From CPython:</b> {@code asyncio.future_add_to_awaited_by}.
     *
     * @throws IllegalArgumentException if the two belong to different loops
     * @throws IllegalStateException if their loop runs elsewhere
     */
    public static void addToAwaitedBy(Future<?> future, Future<?> waiter) {
        ReportedAwaiters.add(FutureImpl.of(future), FutureImpl.of(waiter));
    }

    /**
     * Takes back what {@link #addToAwaitedBy} has noted; does nothing if it has not. What asyncio4j sees by itself stays.
     *
     * <p><b>From CPython:</b> {@code asyncio.future_discard_from_awaited_by}.
     *
     * @throws IllegalStateException if their loop runs elsewhere
     */
    public static void discardFromAwaitedBy(Future<?> future, Future<?> waiter) {
        ReportedAwaiters.discard(FutureImpl.of(future), FutureImpl.of(waiter));
    }
}
