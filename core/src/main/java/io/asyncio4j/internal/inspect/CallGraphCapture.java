package io.asyncio4j.internal.inspect;

import io.asyncio4j.Task;
import io.asyncio4j.inspect.CallGraph;
import io.asyncio4j.inspect.FutureCallGraph;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.look.Awaiters;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the picture of who waits for a future, depth first and without recursion: each future is looked at once,
 * however many ways lead to it.
 */
public final class CallGraphCapture {

    private final int limit;
    private final IdentityHashMap<FutureImpl<?>, Visit> visits = new IdentityHashMap<>();
    // from the root to where the walk is
    private final ArrayDeque<Visit> path = new ArrayDeque<>();

    private CallGraphCapture(int limit) {
        this.limit = limit;
    }

    /**
     * @param skipped how many of the newest frames to leave out, of {@code future} itself
     * @param limit see {@link CallGraph}
     */
    public static FutureCallGraph of(FutureImpl<?> future, int skipped, int limit) {
        future.loop.checkAccess("look at a future of");
        return new CallGraphCapture(limit).walk(future, skipped);
    }

    private FutureCallGraph walk(FutureImpl<?> root, int skipped) {
        enter(root, skipped);
        while (true) {
            Visit visit = path.element();
            if (visit.waiters.hasNext()) {
                TaskImpl<?> waiter = TaskImpl.of(visit.waiters.next());
                Visit known = visits.get(waiter);
                if (known == null) {
                    enter(waiter, 0);
                } else {
                    visit.awaitedBy.add(known.graph != null ? known.graph : known.asEndOfCycle());
                }
            } else {
                FutureCallGraph graph = path.remove().leave();
                if (path.isEmpty()) {
                    return graph;
                }
                path.element().awaitedBy.add(graph);
            }
        }
    }

    private void enter(FutureImpl<?> future, int skipped) {
        var visit = new Visit(future, stackOf(future, skipped));
        visits.put(future, visit);
        path.push(visit);
    }

    private List<StackTraceElement> stackOf(FutureImpl<?> future, int skipped) {
        if (limit == 0 || !(future instanceof TaskImpl<?> task) || task.done()) {
            return List.of();
        }
        List<StackTraceElement> frames = task.getStack();
        frames = frames.subList(0, Math.max(0, frames.size() - skipped));
        return limit > 0
                ? frames.subList(0, Math.min(limit, frames.size())).reversed()
                : frames.subList((int) Math.max(0, frames.size() + (long) limit), frames.size()).reversed();
    }

    /** A future that the walk has come to. */
    private static final class Visit {

        private final FutureImpl<?> future;
        private final List<StackTraceElement> callStack;
        private final Iterator<Task<?>> waiters;
        private final List<FutureCallGraph> awaitedBy = new ArrayList<>(1);
        // once the walk has left it
        private @Nullable FutureCallGraph graph;

        Visit(FutureImpl<?> future, List<StackTraceElement> callStack) {
            this.future = future;
            this.callStack = callStack;
            this.waiters = Awaiters.of(future).iterator();
        }

        FutureCallGraph leave() {
            return graph = new FutureCallGraph(future, callStack, awaitedBy);
        }

        FutureCallGraph asEndOfCycle() {
            return new FutureCallGraph(future, callStack, List.of());
        }
    }
}
