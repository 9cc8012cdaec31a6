package io.asyncio4j.internal.inspect;

import io.asyncio4j.Future;
import io.asyncio4j.Task;
import io.asyncio4j.inspect.FutureCallGraph;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.look.Repr;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A call graph as text, each future spelt out once; of the same shape as CPython's. */
public final class CallGraphText {

    /** Those more waits away are only counted, since their lines would consist of blanks. */
    static final int DEEPEST = 100;

    private final List<String> lines = new ArrayList<>();
    private final Set<Future<?>> shown = identitySet();
    private final Set<Future<?>> counted = identitySet();
    private final ArrayDeque<Entry> todo = new ArrayDeque<>();

    private record Entry(FutureCallGraph graph, int level) {}

    private CallGraphText() {}

    public static String of(FutureCallGraph graph) {
        var text = new CallGraphText();
        text.todo.push(new Entry(graph, 0));
        while (!text.todo.isEmpty()) {
            Entry next = text.todo.pop();
            text.add(next.graph(), next.level());
        }
        text.addCycles(graph);
        return String.join("\n", text.lines);
    }

    private void add(FutureCallGraph graph, int level) {
        String indent = "    ".repeat(level);
        Future<?> future = graph.future();
        if (shown.contains(future)) {
            lines.add(indent + "* " + label(future) + " (see above)");
            return;
        }
        if (level > DEEPEST) {
            int more = countFrom(graph);
            if (more > 0) {
                lines.add(indent + "* ... and " + more + " more");
            }
            return;
        }
        shown.add(future);
        lines.add(indent + "* " + label(future));
        if (!graph.callStack().isEmpty()) {
            lines.add(indent + "  + Call stack:");
            for (StackTraceElement frame : graph.callStack()) {
                lines.add(indent + "  |   at " + frame);
            }
        }
        if (!graph.awaitedBy().isEmpty()) {
            lines.add(indent + "  + Awaited by:");
            graph.awaitedBy().reversed().forEach(waiter -> todo.push(new Entry(waiter, level + 1)));
        }
    }

    private int countFrom(FutureCallGraph graph) {
        int before = counted.size();
        var left = new ArrayDeque<FutureCallGraph>();
        left.push(graph);
        while (!left.isEmpty()) {
            FutureCallGraph next = left.pop();
            if (!shown.contains(next.future()) && counted.add(next.future())) {
                next.awaitedBy().forEach(left::push);
            }
        }
        return counted.size() - before;
    }

    private void addCycles(FutureCallGraph graph) {
        Map<Future<?>, List<Future<?>>> waiters = new LinkedHashMap<>();
        var left = new ArrayDeque<FutureCallGraph>();
        left.push(graph);
        while (!left.isEmpty()) {
            FutureCallGraph next = left.pop();
            List<Future<?>> known = waiters.get(next.future());
            if (known == null || known.isEmpty()) { // else the end of a cycle, which has none, would hide them
                waiters.put(next.future(),
                        next.awaitedBy().stream().<Future<?>>map(FutureCallGraph::future).toList());
                next.awaitedBy().forEach(left::push);
            }
        }
        AwaitCycles.print(
                AwaitCycles.among(List.copyOf(waiters.keySet()),
                        future -> waiters.getOrDefault(future, List.of())),
                CallGraphText::shortLabel, lines);
    }

    private static String label(Future<?> future) {
        return future instanceof Task<?> task
                ? "Task(name='" + task.getName() + "', id=" + task.id() + ")"
                : FutureImpl.of(future).kind() + "(" + Repr.state(FutureImpl.of(future)) + ")";
    }

    private static String shortLabel(Future<?> future) {
        return future instanceof Task<?> task ? task.getName() + " #" + task.id()
                : label(future);
    }

    private static <E> Set<E> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
