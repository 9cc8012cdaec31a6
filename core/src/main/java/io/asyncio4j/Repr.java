package io.asyncio4j;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text forms of futures and tasks, in CPython's order: state, name, coroutine, wait_for, result, callbacks. */
final class Repr {

    // how many futures that wait for each other are spelt out, before "..." stands for the rest
    private static final int DEEPEST = 8;

    // the futures whose text is being made in this thread, since a callback's text may name its future
    private static final ThreadLocal<ArrayDeque<Future<?>>> IN_PROGRESS =
            ThreadLocal.withInitial(ArrayDeque::new);

    private Repr() {}

    static String of(Future<?> future) {
        var outer = IN_PROGRESS.get();
        if (outer.size() >= DEEPEST || outer.contains(future)) {
            return "<" + future.kind() + (future instanceof Task<?> task ? " " + task.getName() : "")
                    + " ...>";
        }
        outer.push(future);
        try {
            var text = head(future);
            appendOutcome(text, future);
            appendCallbacks(text, future);
            appendCreation(text, future);
            return text.append('>').toString();
        } finally {
            outer.pop();
            if (outer.isEmpty()) {
                IN_PROGRESS.remove();
            }
        }
    }

    /** {@return the text of a future without its result, whose text form might be anything} */
    static String withoutResult(Future<?> future) {
        return head(future).append('>').toString();
    }

    /** {@return a task's text without what it waits for, as any thread may make it} It calls no code of users. */
    static String seenFromOutside(Task<?> task, List<StackTraceElement> stack) {
        return head(task, stack).append('>').toString();
    }

    private static StringBuilder head(Task<?> task, List<StackTraceElement> stack) {
        return new StringBuilder("<Task ").append(state(task)).append(" name='").append(task.getName())
                .append("' coro=").append(coroutine(task, stack));
    }

    private static StringBuilder head(Future<?> future) {
        if (!(future instanceof Task<?> task)) {
            return new StringBuilder("<").append(future.kind()).append(' ').append(state(future));
        }
        var text = head(task, task.done() ? List.of() : task.getStack());
        Future<?> awaiting = task.awaiting();
        if (awaiting != null) {
            text.append(" wait_for=").append(awaiting);
        }
        return text;
    }

    /** {@return the state, as texts and tables call it} */
    static String state(Future<?> future) {
        return switch (future.state()) {
            case Future.PENDING ->
                    future instanceof Task<?> task && task.cancelling() > 0 ? "cancelling" : "pending";
            case Future.CANCELLED -> "cancelled";
            default -> "finished";
        };
    }

    private static String coroutine(Task<?> task, List<StackTraceElement> stack) {
        String name = nameOf(task.getCoro());
        if (task.done()) {
            return "<" + name + " done>";
        }
        return stack.isEmpty() ? "<" + name + ">"
                : "<" + name + " running at " + Stacks.site(Stacks.newest(stack)) + ">";
    }

    /** {@return what a coroutine is called in texts} */
    static String nameOf(@Nullable Coroutine<?> coroutine) {
        return switch (coroutine) {
            case null -> "coroutine";
            case CoroutineObject<?> object -> object.name() + "()";
            case GeneratorCoroutine<?> generator -> generator.name() + "()";
            case EndedBody<?>(Class<?> body) -> Names.ofClass(body) + "()";
            case AwaitingBody<?>(Awaitable<?> awaitable) -> Names.of(awaitable) + "()";
            case StartingBody<?> starting -> Names.of(starting.body()) + "()";
            case BodyWithoutResult(VoidCoroutine body) -> Names.of(body) + "()";
            default -> Names.of(coroutine) + "()";
        };
    }

    private static void appendOutcome(StringBuilder text, Future<?> future) {
        switch (future.state()) {
            case Future.FINISHED -> text.append(" result=").append(Names.value(future.outcome()));
            case Future.FAILED -> text.append(" exception=").append(Names.value(future.outcome()));
            default -> {}
        }
    }

    private static void appendCallbacks(StringBuilder text, Future<?> future) {
        var callbacks = future.callbackList();
        int size = callbacks.size();
        if (size == 0) {
            return;
        }
        text.append(" cb=[").append(callback(callbacks.getFirst()));
        if (size > 2) {
            text.append(", <").append(size - 2).append(" more>");
        }
        if (size > 1) {
            text.append(", ").append(callback(callbacks.getLast()));
        }
        text.append(']');
    }

    private static String callback(Object entry) {
        return switch (entry) {
            case Task<?> task -> "wakeup of " + task.getName();
            case DoneCallback<?> registered -> Names.of(registered.callback) + "()";
            default -> entry.toString();
        };
    }

    private static void appendCreation(StringBuilder text, Future<?> future) {
        CreationStack createdAt = future.createdAt();
        if (createdAt != null) {
            text.append(" created at ").append(createdAt.site());
        }
    }
}
