package io.asyncio4j;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request to cancel, on its way down from a future through the tasks and gathers that it waits for.
 *
 * <p>It goes in the order of CPython's recursion, depth first, but without recursion: chains of awaits can be
 * very long. A chain that bites its own tail can never end by itself, so it is cut there: the last task of it
 * is woken in place of being waited for.
 */
final class Cancellation {

    private final @Nullable Object message;
    // futures to go down to, and a Leave behind those that a task waits for
    private final ArrayDeque<Object> todo = new ArrayDeque<>();
    // the tasks that lie between the first future and the present one, the last one first; and the same as a set
    private final ArrayDeque<Task<?>> path = new ArrayDeque<>();
    private final Set<Task<?>> onPath = Collections.newSetFromMap(new IdentityHashMap<>(4));

    private record Leave(Task<?> task) {}

    private Cancellation(@Nullable Object message) {
        this.message = message;
    }

    /** Takes the request on from {@code task} to {@code awaited}, a task or a gather that it waits for. */
    static void goDown(Task<?> task, Future<?> awaited, @Nullable Object message) {
        var request = new Cancellation(message);
        request.goDown(task, awaited);
        request.walk();
    }

    /** Cancels the children of {@code gathering}, which is pending. */
    static void cancelChildren(GatheringFuture<?> gathering, @Nullable Object message) {
        var request = new Cancellation(message);
        request.enter(gathering);
        request.walk();
    }

    /** Says whether a request to cancel {@code future} would find anything in it that is not done. */
    static boolean isAcceptedBy(Future<?> future) {
        if (future.done()) {
            return false;
        }
        return !(future instanceof GatheringFuture<?> gathering)
                || gathering.children().stream().anyMatch(Cancellation::isAcceptedBy);
    }

    private void walk() {
        while (!todo.isEmpty()) {
            switch (todo.pop()) {
                case Leave(Task<?> task) -> {
                    path.pop();
                    onPath.remove(task);
                }
                case Task<?> task when onPath.contains(task) ->
                        Objects.requireNonNull(path.peek()).stopWaiting(message);
                case Task<?> task -> enter(task);
                case GatheringFuture<?> gathering -> enter(gathering);
                case Future<?> plain -> plain.cancel(message);
                default -> throw new IllegalStateException();
            }
        }
    }

    private void enter(Task<?> task) {
        task.retrieved();
        if (task.done()) {
            return;
        }
        Future<?> awaited = task.cancelDownTo(message);
        if (awaited != null) {
            goDown(task, awaited);
        }
    }

    private void goDown(Task<?> task, Future<?> awaited) {
        onPath.add(task);
        path.push(task);
        todo.push(new Leave(task));
        todo.push(awaited);
    }

    private void enter(GatheringFuture<?> gathering) {
        gathering.retrieved();
        if (gathering.done()) {
            return;
        }
        if (isAcceptedBy(gathering)) {
            gathering.noteCancelRequest();
        }
        List<Future<?>> children = gathering.children();
        for (Future<?> child : children.reversed()) {
            todo.push(child);
        }
    }
}
