package io.asyncio4j.internal.look;

import io.asyncio4j.internal.body.Bodies;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.PromiseImpl;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.text.CreationStack;
import io.asyncio4j.internal.text.Names;
import io.asyncio4j.internal.text.Shown;
import io.asyncio4j.internal.text.Stacks;
import io.asyncio4j.spi.WaitedFor;
import java.util.ArrayDeque;
import java.util.List;

/** The text forms of futures and tasks, in CPython's order: state, name, coroutine, wait_for, result, callbacks. */
public final class Repr {

    // how many futures that wait for each other are spelt out, before "..." stands for the rest
    private static final int DEEPEST = 8;

    // the futures whose text is being made in this thread, since a callback's text may name its future
    private static final ThreadLocal<ArrayDeque<FutureImpl<?>>> IN_PROGRESS =
            ThreadLocal.withInitial(ArrayDeque::new);

    private Repr() {}

    public static String of(FutureImpl<?> future) {
        var outer = IN_PROGRESS.get();
        if (outer.size() >= DEEPEST || outer.contains(future)) {
            return "<" + future.kind() + (future instanceof TaskImpl<?> task ? " " + task.getName() : "")
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
    public static String withoutResult(FutureImpl<?> future) {
        return head(future).append('>').toString();
    }

    /** {@return a task's text without what it waits for, as any thread may make it} It calls no code of users. */
    public static String seenFromOutside(TaskImpl<?> task, List<StackTraceElement> stack) {
        return head(task, Shown.shortened(task.getName()), stack).append('>').toString();
    }

    private static StringBuilder head(TaskImpl<?> task, String name, List<StackTraceElement> stack) {
        return new StringBuilder("<Task ").append(state(task)).append(" name='").append(name)
                .append("' coro=").append(coroutine(task, stack));
    }

    private static StringBuilder head(FutureImpl<?> future) {
        if (!(future instanceof TaskImpl<?> task)) {
            return new StringBuilder("<").append(future.kind()).append(' ').append(state(future))
                    .append(whatFor(future));
        }
        var text = head(task, task.getName(), task.done() ? List.of() : task.getStack());
        FutureImpl<?> awaiting = task.awaiting();
        if (awaiting != null) {
            text.append(" wait_for=").append(awaiting);
        }
        return text;
    }

    private static String whatFor(FutureImpl<?> future) {
        WaitedFor known = future instanceof PromiseImpl<?> ? future.waitedFor() : null;
        try {
            return known == null ? "" : ": " + known.text();
        } catch (RuntimeException e) { // a library's; that must not hide what this text is part of
            return "";
        }
    }

    /** {@return the state, as texts and tables call it} */
    public static String state(FutureImpl<?> future) {
        return switch (future.state()) {
            case FutureImpl.PENDING ->
                    future instanceof TaskImpl<?> task && task.cancelling() > 0 ? "cancelling" : "pending";
            case FutureImpl.CANCELLED -> "cancelled";
            default -> "finished";
        };
    }

    private static String coroutine(TaskImpl<?> task, List<StackTraceElement> stack) {
        String name = Bodies.nameOf(task.getCoro());
        if (task.done()) {
            return "<" + name + " done>";
        }
        return stack.isEmpty() ? "<" + name + ">"
                : "<" + name + " running at " + Stacks.site(Stacks.newest(stack)) + ">";
    }

    private static void appendOutcome(StringBuilder text, FutureImpl<?> future) {
        switch (future.state()) {
            case FutureImpl.FINISHED -> text.append(" result=").append(Names.value(future.outcome()));
            case FutureImpl.FAILED -> text.append(" exception=").append(Names.value(future.outcome()));
            default -> {}
        }
    }

    private static void appendCallbacks(StringBuilder text, FutureImpl<?> future) {
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
            case TaskImpl<?> task -> "wakeup of " + task.getName();
            case FutureImpl.DoneCallback<?> registered -> Names.of(registered.callback) + "()";
            default -> entry.toString();
        };
    }

    private static void appendCreation(StringBuilder text, FutureImpl<?> future) {
        CreationStack createdAt = future.createdAt();
        if (createdAt != null) {
            text.append(" created at ").append(createdAt.site());
        }
    }
}
