package io.asyncio4j.internal.kernel;

import io.asyncio4j.CancelledError;
import io.asyncio4j.GeneratorExit;
import io.asyncio4j.spi.StackProbe;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
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
public final class Cancellation {

    private final @Nullable Object message;
    // futures to go down to, and a Leave behind those that a task waits for
    private final ArrayDeque<Object> todo = new ArrayDeque<>();
    // the tasks that lie between the first future and the present one, the last one first; and the same as a set
    private final ArrayDeque<TaskImpl<?>> path = new ArrayDeque<>();
    private final Set<TaskImpl<?>> onPath = identitySet();

    // What has been found out about futures with children, so that each level of many is asked once. Those in which all
    // is done stay so. Of the others it is true until the walk has been there, since it cancels what it finds.
    private final Set<FutureImpl<?>> refusing = identitySet();
    private final Set<FutureImpl<?>> accepting = identitySet();

    private record Leave(TaskImpl<?> task) {}

    private record Visit(FutureImpl<?> future, Iterator<FutureImpl<?>> children) {}

    private Cancellation(@Nullable Object message) {
        this.message = message;
    }

    /** Takes the request on from {@code task} to {@code awaited}, which it waits for and which accepts it. */
    static void goDown(TaskImpl<?> task, FutureImpl<?> awaited, @Nullable Object message) {
        StackProbe.ensureToWalk(); // half-way down, some would have been asked, and would be asked again
        var request = new Cancellation(message);
        request.goDown(task, awaited);
        request.walk();
    }

    /**
     * Cancels {@code future}, which is pending, by way of the children that it has.
     *
     * @return whether there was anything to cancel
     */
    public static boolean cancelChildren(FutureImpl<?> future, @Nullable Object message) {
        StackProbe.ensureToWalk();
        var request = new Cancellation(message);
        boolean accepted = request.isAccepted(future);
        request.goDown(future, accepted);
        request.walk();
        return accepted;
    }

    /** Says whether a request to cancel {@code future} would find anything in it that is not done. */
    static boolean isAcceptedBy(FutureImpl<?> future) {
        return future.children() == null ? !future.done() : new Cancellation(null).isAccepted(future);
    }

    private boolean isAccepted(FutureImpl<?> future) {
        if (future.done() || future.children() == null) {
            return !future.done();
        }
        return accepting.remove(future) || (!refusing.contains(future) && findsPending(future));
    }

    private boolean findsPending(FutureImpl<?> root) {
        var visits = new ArrayDeque<Visit>();
        enter(root, visits);
        while (!visits.isEmpty()) {
            Visit visit = visits.element();
            if (!visit.children().hasNext()) {
                refusing.add(visits.pop().future());
                continue;
            }
            FutureImpl<?> child = visit.children().next();
            if (child.done() || refusing.contains(child)) {
                continue;
            }
            if (child.children() == null) {
                visits.forEach(above -> accepting.add(above.future()));
                accepting.remove(root); // the caller knows
                return true;
            }
            enter(child, visits);
        }
        return false;
    }

    private static void enter(FutureImpl<?> future, ArrayDeque<Visit> visits) {
        visits.push(new Visit(future, childrenOf(future).iterator()));
    }

    private void walk() {
        while (!todo.isEmpty()) {
            switch (todo.pop()) {
                case Leave(TaskImpl<?> task) -> {
                    path.pop();
                    onPath.remove(task);
                }
                case TaskImpl<?> task when onPath.contains(task) ->
                        Objects.requireNonNull(path.peek()).stopWaiting(message);
                case TaskImpl<?> task -> ask(task);
                case FutureImpl<?> future when future.children() == null -> future.cancel(message);
                case FutureImpl<?> future -> ask(future);
                default -> throw new IllegalStateException();
            }
        }
    }

    private void ask(TaskImpl<?> task) {
        task.retrieved();
        if (task.done()) {
            return;
        }
        FutureImpl<?> awaited = task.cancelDownTo(message);
        if (awaited != null) {
            goDown(task, awaited);
        }
    }

    private void goDown(TaskImpl<?> task, FutureImpl<?> awaited) {
        onPath.add(task);
        path.push(task);
        todo.push(new Leave(task));
        todo.push(awaited);
    }

    private void ask(FutureImpl<?> future) {
        if (!future.done()) {
            goDown(future, isAccepted(future));
        }
    }

    private void goDown(FutureImpl<?> future, boolean accepted) {
        if (accepted) {
            future.noteCancelRequest();
        }
        for (FutureImpl<?> child : childrenOf(future).reversed()) {
            todo.push(child);
        }
    }

    /**
     * Says whether {@code thrown} is a cancellation. {@code GeneratorExit} is none, though it is a {@code CancelledError}
     * for those who catch: nobody has asked the task to end.
     */
    public static boolean isOne(@Nullable Object thrown) {
        return thrown instanceof CancelledError && !(thrown instanceof GeneratorExit);
    }

    /** {@return {@code request}, which keeps the {@code failure} in whose place it is thrown, if there is one} */
    public static CancelledError displacing(@Nullable Throwable failure, CancelledError request) {
        if (failure != null) {
            request.addSuppressed(failure);
        }
        return request;
    }

    private static List<FutureImpl<?>> childrenOf(FutureImpl<?> future) {
        return Objects.requireNonNull(future.children());
    }

    private static <E> Set<E> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>(4));
    }
}
