package io.asyncio4j.inspect;

import io.asyncio4j.Future;
import io.asyncio4j.internal.inspect.CallGraphText;
import java.util.List;

/**
 * A future, where it stands, and who waits for it, and so on up to those for whom nobody waits: what
 * {@link CallGraph#captureCallGraph()} gives.
 *
 * <p>It is a picture of one moment. Those who wait for a future in several ways are in it several times, as the same
 * object; so a walk over a large one should remember where it has been. Where tasks wait for each other in a cycle, the
 * one at which it closes is there once more with nobody waiting for it, so that a walk ends. A graph may be 100,000
 * tasks deep, deeper than a recursion.
 *
 * <p>Two of them are equal if they were taken of the same future, show the same frames, and share the very objects that
 * wait.
 *
 * <p><b>From CPython:</b> {@code asyncio.FutureCallGraph}.
 *
 * @param future the future, or task
 * @param callStack the frames of user code in which a task is, the newest first; empty for a plain future, and for a
 *     task that has not started or is done
 * @param awaitedBy those who wait for it, in the order in which they came; empty if nobody does
 */
public record FutureCallGraph(Future<?> future, List<StackTraceElement> callStack,
        List<FutureCallGraph> awaitedBy) {

    public FutureCallGraph {
        callStack = List.copyOf(callStack);
        awaitedBy = List.copyOf(awaitedBy);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof FutureCallGraph graph
                        && future == graph.future
                        && callStack.equals(graph.callStack)
                        && haveSameElements(awaitedBy, graph.awaitedBy);
    }

    private static boolean haveSameElements(List<FutureCallGraph> some, List<FutureCallGraph> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (some.get(i) != others.get(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return 31 * System.identityHashCode(future) + callStack.hashCode();
    }

    /** {@return what {@link CallGraph#formatCallGraph()} gives} */
    @Override
    public String toString() {
        return CallGraphText.of(this);
    }
}
