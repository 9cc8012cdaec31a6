package io.asyncio4j.tests.support;

import io.asyncio4j.inspect.FutureCallGraph;
import io.asyncio4j.Task;
import java.util.List;
import java.util.stream.Collectors;

/** Short forms of call graphs: {@code name[newest, ..., oldest] <- waiter[...]}, with the frames of methods only. */
public final class Graphs {

    private Graphs() {}

    public static String shape(FutureCallGraph graph) {
        String name = graph.future() instanceof Task<?> task ? task.getName() : "future";
        String waiters =
                graph.awaitedBy().stream().map(Graphs::shape).collect(Collectors.joining(" & "));
        return name + methods(graph.callStack())
                + (graph.awaitedBy().isEmpty() ? ""
                        : " <- " + (graph.awaitedBy().size() == 1 ? waiters : "(" + waiters + ")"));
    }

    /** {@return the names of the methods}, without lambdas. */
    public static List<String> methods(List<StackTraceElement> frames) {
        return frames.stream()
                .filter(frame -> frame.getClassName().startsWith("io.asyncio4j.tests."))
                .map(StackTraceElement::getMethodName)
                .filter(name -> !name.startsWith("lambda$"))
                .toList();
    }
}
