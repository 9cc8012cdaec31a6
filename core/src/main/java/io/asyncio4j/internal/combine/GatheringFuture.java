package io.asyncio4j.internal.combine;

import io.asyncio4j.Awaitable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Outcome;
import io.asyncio4j.internal.kernel.Cancellation;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PromiseImpl;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.spi.WaitedFor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What {@code gather} gives: a future for the results of many, in their order. Cancelling it asks every child
 * to cancel; it ends when they have.
 */
public final class GatheringFuture<R extends @Nullable Object> extends FutureImpl<R> {

    // in the order of the arguments; null as long as they are being collected
    private @Nullable List<FutureImpl<?>> children;
    // whether failures are collected like results, or the first one ends the gather
    private final boolean collectsFailures;
    private int finished;
    private boolean cancelRequested;

    private GatheringFuture(LoopCore loop, boolean collectsFailures) {
        super(loop);
        this.collectsFailures = collectsFailures;
    }

    /**
     * @param <R> a list of the children's results, or of their outcomes if {@code collectsFailures}; the front
     *     door knows of what
     */
    public static <R> FutureImpl<R> of(Iterable<? extends Awaitable<?>> awaitables,
            boolean collectsFailures) {
        var children = new ArrayList<FutureImpl<?>>();
        var doneAlready = new ArrayList<FutureImpl<?>>(0);
        var wrapping = new Wrapping();
        GatheringFuture<R> gathering = null;
        for (Awaitable<?> awaitable : awaitables) {
            FutureImpl<?> child = wrapping.next(awaitable);
            if (child != awaitable && child instanceof TaskImpl<?> task) {
                task.makeImplicit();
            }
            if (gathering == null) {
                gathering = new GatheringFuture<>(child.loop, collectsFailures);
            }
            if (child.done()) {
                doneAlready.add(child);
            } else {
                child.listen(new ChildDone(gathering, child));
            }
            children.add(child);
        }
        if (gathering == null) {
            PromiseImpl<R> nothing = LoopCore.running().createFuture();
            nothing.setResult(listOf(new ArrayList<>(0)));
            return nothing;
        }
        gathering.children = children;
        doneAlready.forEach(gathering::childDone);
        return gathering;
    }

    @Override
    public boolean cancel(@Nullable Object message) {
        loop.checkAccess("cancel a gather of");
        if (done()) { // whose failure, if it has one, nobody takes by this
            return false;
        }
        return Cancellation.cancelChildren(this, message);
    }

    /** {@return what it waits for, in the order of the arguments} */
    @Override
    public List<FutureImpl<?>> children() {
        return children == null ? List.of() : children;
    }

    /** Notes that its children were asked to cancel, so that it ends cancelled whatever they make of it. */
    @Override
    public void noteCancelRequest() {
        cancelRequested = true;
    }

    private void childDone(FutureImpl<?> child) {
        List<FutureImpl<?>> children = this.children;
        int finished = this.finished + 1;
        if (children == null || done()) {
            // the gather has ended without it, or never came about because of a bad argument
            child.retrieved();
        } else if (!collectsFailures && child.state() != FINISHED) {
            finish(FAILED, failureOf(child));
        } else if (finished == children.size()) {
            List<@Nullable Object> results = resultsOf(children);
            if (cancelRequested) {
                // even if each child has swallowed its cancellation, the caller's was meant for the gather
                FutureImpl<?> last = children.getLast(); // as in CPython: its message
                finish(FAILED, last.cancelled() ? failureOf(last) : loop.cancelledError(last.cancelMessage));
            } else {
                finish(FINISHED, results);
            }
        }
        this.finished = finished; // last of all: the rest may fail, and is done again then
    }

    private List<@Nullable Object> resultsOf(List<FutureImpl<?>> children) {
        var results = new ArrayList<@Nullable Object>(children.size());
        for (FutureImpl<?> child : children) {
            results.add(collectsFailures ? outcomeOf(child) : child.outcome());
        }
        return results;
    }

    private static Outcome<?> outcomeOf(FutureImpl<?> child) {
        return switch (child.state()) {
            case FINISHED -> new Outcome.Success<>(child.outcome());
            case CANCELLED -> new Outcome.Failure<>(CancelledError.withoutStackTrace(child.cancelMessage));
            default -> new Outcome.Failure<>(failureOf(child));
        };
    }

    private static Throwable failureOf(FutureImpl<?> child) {
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
    public String kind() {
        return "GatheringFuture";
    }

    @Override
    public @Nullable WaitedFor waitedFor() {
        return done() ? null : new Progress();
    }

    /** How far it has come, for whoever looks. */
    private final class Progress implements WaitedFor {

        @Override
        public String kind() {
            return "gather";
        }

        @Override
        public String text() {
            int all = children().size();
            return "gather, " + (all - finished) + " of " + all + " left";
        }

        @Override
        public Object object() {
            return GatheringFuture.this;
        }
    }

    private static final class ChildDone extends FutureListener {

        private final GatheringFuture<?> gathering;
        private final FutureImpl<?> child;

        ChildDone(GatheringFuture<?> gathering, FutureImpl<?> child) {
            this.gathering = gathering;
            this.child = child;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public void call() {
            gathering.childDone(child);
        }

        @Override
        public void addWaiters(Consumer<? super FutureImpl<?>> found) {
            found.accept(gathering);
        }

        @Override
        public String toString() {
            return "gather()";
        }
    }
}
