package io.asyncio4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code gather} gives: a future for the results of many, in their order. Cancelling it asks every child
 * to cancel; it ends when they have.
 */
final class GatheringFuture<R extends @Nullable Object> extends Future<R> {

    private final Future<?>[] children;
    // whether failures are collected like results, or the first one ends the gather
    private final boolean collectsFailures;
    private int finished;
    private boolean cancelRequested;

    private GatheringFuture(EventLoop loop, Future<?>[] children, boolean collectsFailures) {
        super(loop);
        this.children = children;
        this.collectsFailures = collectsFailures;
    }

    /**
     * @param <R> a list of the children's results, or of their outcomes if {@code collectsFailures}; the front
     *     door knows of what
     */
    static <R> Future<R> of(Iterable<? extends Awaitable<?>> awaitables, boolean collectsFailures) {
        Future<?>[] children = Wrapping.ofOneLoop(awaitables);
        if (children.length == 0) {
            Promise<R> nothing = EventLoop.running().createFuture();
            nothing.setResult(listOf(new ArrayList<>(0)));
            return nothing;
        }
        var gathering = new GatheringFuture<R>(children[0].loop, children, collectsFailures);
        for (Future<?> child : children) {
            if (!child.done()) {
                child.addListener(new ChildDone(gathering, child));
            }
        }
        for (Future<?> child : children) {
            if (child.done()) {
                gathering.childDone(child);
            }
        }
        return gathering;
    }

    @Override
    public boolean cancel(@Nullable Object message) {
        loop.checkAccess("cancel a gather of");
        retrieved();
        if (done()) {
            return false;
        }
        boolean accepted = false;
        for (Future<?> child : children) {
            accepted |= child.cancel(message);
        }
        cancelRequested |= accepted;
        return accepted;
    }

    private void childDone(Future<?> child) {
        finished++;
        if (done()) {
            child.retrieved(); // the gather has ended without it, so nobody else will look
        } else if (!collectsFailures && child.state() != FINISHED) {
            finish(FAILED, failureOf(child));
        } else if (finished == children.length) {
            List<@Nullable Object> results = results();
            if (cancelRequested) {
                // even if each child has swallowed its cancellation, the caller's was meant for the gather
                finish(FAILED,
                        child.cancelled() ? failureOf(child) : new CancelledError(child.cancelMessage));
            } else {
                finish(FINISHED, results);
            }
        }
    }

    private List<@Nullable Object> results() {
        var results = new ArrayList<@Nullable Object>(children.length);
        for (Future<?> child : children) {
            results.add(collectsFailures ? outcomeOf(child) : child.outcome());
        }
        return results;
    }

    private static Outcome<?> outcomeOf(Future<?> child) {
        return switch (child.state()) {
            case FINISHED -> new Outcome.Success<>(child.outcome());
            case CANCELLED -> new Outcome.Failure<>(new CancelledError(child.cancelMessage));
            default -> new Outcome.Failure<>(failureOf(child));
        };
    }

    private static Throwable failureOf(Future<?> child) {
        child.retrieved();
        return child.cancelled()
                ? child.takeCancelledError()
                : (Throwable) Objects.requireNonNull(child.outcome());
    }

    @SuppressWarnings("unchecked") // see of()
    private static <R> R listOf(List<?> list) {
        return (R) list;
    }

    @Override
    String kind() {
        return "GatheringFuture";
    }

    private static final class ChildDone extends FutureListener {

        private final GatheringFuture<?> gathering;
        private final Future<?> child;

        ChildDone(GatheringFuture<?> gathering, Future<?> child) {
            this.gathering = gathering;
            this.child = child;
        }

        @Override
        void call() {
            gathering.childDone(child);
        }

        @Override
        public String toString() {
            return "gather()";
        }
    }
}
