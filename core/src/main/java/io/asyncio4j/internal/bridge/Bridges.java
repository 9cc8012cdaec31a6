package io.asyncio4j.internal.bridge;

import io.asyncio4j.spi.WaitedFor;
import java.util.Objects;
import io.asyncio4j.internal.kernel.Cancellation;
import io.asyncio4j.Coroutine;
import io.asyncio4j.internal.body.Bodies;
import io.asyncio4j.internal.handle.Callbacks;
import io.asyncio4j.internal.kernel.ContextImpl;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PromiseImpl;
import io.asyncio4j.internal.queue.Inbox;
import io.asyncio4j.internal.text.Unchecked;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Futures of a loop and {@code java.util.concurrent}'s, each as the other. */
public final class Bridges {

    private Bridges() {}

    /** {@return a future of {@code loop} that ends as {@code stage} does} Cancelling it cancels the stage. */
    public static <T extends @Nullable Object> FutureImpl<T> wrap(LoopCore loop, CompletionStage<T> stage) {
        PromiseImpl<T> promise = loop.createFuture();
        loop.turns.workLeaves(); // as far as one can tell
        var cancelStage = new CancelStage(promise, stage);
        promise.standsFor(cancelStage);
        promise.listen(cancelStage);
        var delivery = new Delivery<>(promise);
        stage.whenComplete(delivery::bring);
        return promise;
    }

    /** Brings what a stage has ended with. All that it needs is made beforehand: then there may be no memory. */
    private static final class Delivery<T extends @Nullable Object> extends FutureListener {

        private final PromiseImpl<T> promise;
        private final ContextImpl context = new ContextImpl();
        private final Object way;

        // written by the thread that completes the stage, then read on the loop
        private @Nullable T value;
        private @Nullable Throwable error;

        Delivery(PromiseImpl<T> promise) {
            this.promise = promise;
            this.way = promise.loop.outsideWorld() == null ? Inbox.prepared(this) : this; // which wants to see it
        }

        // on whatever thread completes the stage
        void bring(@Nullable T value, @Nullable Throwable error) {
            this.value = value;
            this.error = error;
            LoopCore loop = promise.loop;
            if (loop.isClosed()) {
                return;
            }
            if (loop.isHeldHere()) {
                enqueue(loop); // in line with what callSoon has queued
            } else {
                loop.turns.enqueueFromOutside(way);
            }
        }

        private void enqueue(LoopCore loop) {
            try {
                loop.turns.enqueue(this);
            } catch (OutOfMemoryError e) {
                loop.turns.letIn(way);
            }
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public void call() {
            LoopCore loop = promise.loop;
            ContextImpl outer = loop.exchangeContext(context);
            try {
                if (!promise.done() && !loop.isClosed()) {
                    end();
                }
            } finally {
                loop.exchangeContext(outer);
            }
        }

        @SuppressWarnings("NullAway") // without an error the value is a T, which may be null
        private void end() {
            Throwable cause = unwrap(error);
            if (cause == null) {
                promise.setResult(value);
            } else if (cause instanceof CancellationException) {
                promise.cancel();
            } else {
                promise.setException(cause);
            }
        }

        @Override
        public String toString() {
            return "wrapFuture()";
        }
    }

    private static @Nullable Throwable unwrap(@Nullable Throwable error) {
        Throwable cause = error;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static final class CancelStage extends FutureListener implements WaitedFor {

        private final FutureImpl<?> future;
        private final CompletionStage<?> stage;

        CancelStage(FutureImpl<?> future, CompletionStage<?> stage) {
            this.future = future;
            this.stage = stage;
        }

        @Override
        public void call() {
            future.loop.turns.workReturns();
            if (future.cancelled()) {
                stage.toCompletableFuture().cancel(true);
            }
        }

        @Override
        public String kind() {
            return "stage";
        }

        @Override
        public String text() {
            return "stage " + stage.getClass().getSimpleName();
        }

        @Override
        public Object object() {
            return stage;
        }

        @Override
        public String toString() {
            return "wrapFuture()";
        }
    }

    /** {@return a CompletableFuture that ends as {@code future} does} Any thread may ask. */
    public static <T extends @Nullable Object> CompletableFuture<T> toCompletableFuture(
            FutureImpl<T> future) {
        var outside = new OutsideFuture<T>(future.loop);
        LoopCore loop = future.loop;
        if (!loop.isRunning() || loop.isHeldHere()) {
            outside.follow(future);
        } else {
            loop.turns.enqueueFromOutside(new Follow<>(future, outside));
        }
        if (loop.isClosed()) { // it may have been closed since, and not have seen this one
            outside.endWithLoop();
        }
        return outside;
    }

    /** Waits in the inbox until the loop can be looked at. */
    private static final class Follow<T extends @Nullable Object> extends FutureListener {

        private final FutureImpl<T> inside;
        private final OutsideFuture<T> outside;

        Follow(FutureImpl<T> inside, OutsideFuture<T> outside) {
            this.inside = inside;
            this.outside = outside;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public void call() {
            outside.follow(inside);
        }

        @Override
        public String toString() {
            return "toCompletableFuture()";
        }
    }

    /** Starts {@code coroutine} on {@code loop}, from any thread. */
    public static <T extends @Nullable Object> CompletableFuture<T> runThreadsafe(Coroutine<T> coroutine,
            LoopCore loop) {
        var outside = new OutsideFuture<T>(loop);
        outside.ownsTask();
        loop.ensureOpen();
        loop.turns.enqueueFromOutside(
                new Start<>(loop.propagating(coroutine), outside, ContextImpl.copyCurrent()));
        if (loop.isClosed()) { // it may have been closed since, and not have seen this one
            outside.endWithLoop();
        }
        return outside;
    }

    /** Waits in the inbox for its loop; cancelled with it. */
    private static final class Start<T extends @Nullable Object> extends FutureListener {

        private final Coroutine<T> coroutine;
        private final OutsideFuture<T> outside;
        private final ContextImpl creator;
        // what it has failed with
        private @Nullable Throwable failure;

        Start(Coroutine<T> coroutine, OutsideFuture<T> outside, ContextImpl creator) {
            this.coroutine = coroutine;
            this.outside = outside;
            this.creator = creator;
        }

        // until the failure of the start, if it has failed, is known outside
        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public void call() {
            LoopCore loop = outside.loop;
            if (loop.isClosed() || outside.isDone()) {
                Bodies.dispose(coroutine);
                outside.endWithLoop();
                return;
            }
            ContextImpl outer = loop.exchangeContext(creator);
            try {
                if (failure == null) {
                    start(loop);
                }
                if (failure != null) {
                    outside.completeExceptionally(failure);
                }
            } finally {
                loop.exchangeContext(outer);
            }
            if (failure != null && !(failure instanceof OutOfMemoryError)) {
                throw Unchecked.rethrow(failure);
            }
        }

        private void start(LoopCore loop) {
            try {
                outside.followInTurn(loop.ensureFuture(coroutine));
            } catch (Throwable e) {
                failure = e;
            }
        }

        @Override
        public String toString() {
            return "runCoroutineThreadsafe()";
        }
    }

    /** A future for other threads. Cancelling it cancels the loop's future, on the loop. */
    private static final class OutsideFuture<T extends @Nullable Object> extends CompletableFuture<T>
            implements Runnable {

        private final LoopCore loop;
        // loop-confined
        private @Nullable FutureImpl<T> inside;
        private boolean endedByLoop;
        private boolean ownsTask;

        OutsideFuture(LoopCore loop) {
            this.loop = loop;
        }

        void follow(FutureImpl<T> future) {
            inside = future;
            if (isCancelled()) {
                cancelPending(future);
            }
            if (future.done()) {
                copy(future);
            } else if (loop.isClosed()) {
                endWithLoop();
            } else {
                future.listen(new Copy<>(future, this));
                CloseHooks.add(loop, this);
            }
        }

        /** As {@link #follow}, but hears also of one that is done by a callback, in the next turn, as in CPython. */
        void followInTurn(FutureImpl<T> future) {
            if (!future.done() || loop.isClosed()) {
                follow(future);
            } else {
                inside = future;
                future.listen(new Copy<>(future, this));
                CloseHooks.add(loop, this);
            }
        }

        /** Makes the task end with it, by whatever means it is ended: it has no other taker. */
        void ownsTask() {
            ownsTask = true;
            var _ = whenComplete((value, error) -> {
                if (!endedByLoop) {
                    cancelInside();
                }
            });
        }

        // on whatever thread
        private void cancelInside() {
            Callbacks.threadsafeUnlessClosed(loop, () -> {
                FutureImpl<T> future = inside;
                if (future != null) {
                    cancelPending(future);
                }
            });
        }

        /** Ends it because nothing will come any more from its loop, which is closed. */
        void endWithLoop() {
            if (!isDone()) {
                super.cancel(false);
            }
        }

        /** The loop is being closed. */
        @Override
        public void run() {
            endWithLoop();
        }

        void copy(FutureImpl<T> future) {
            CloseHooks.remove(loop, this);
            endedByLoop = true;
            if (future.state() == FutureImpl.FINISHED) {
                complete(future.result());
                return;
            }
            boolean isTaken = Cancellation.isOne(future.outcome()) || future.cancelled()
                    ? super.cancel(false)
                    : completeExceptionally((Throwable) Objects.requireNonNull(future.outcome()));
            if (isTaken) { // else it was ended from outside before, and nobody hears of the failure here
                future.retrieved();
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            if (cancelled && !ownsTask) {
                cancelInside();
            }
            return cancelled;
        }

        // To cancel one that has failed would be to take its failure.
        private static void cancelPending(FutureImpl<?> future) {
            if (!future.done()) {
                future.cancel();
            }
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new CompletableFuture<>(); // what depends on it is an ordinary one
        }
    }

    private static final class Copy<T extends @Nullable Object> extends FutureListener {

        private final FutureImpl<T> inside;
        private final OutsideFuture<T> outside;

        Copy(FutureImpl<T> inside, OutsideFuture<T> outside) {
            this.inside = inside;
            this.outside = outside;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public void call() {
            outside.copy(inside);
        }

        @Override
        public String toString() {
            return "toCompletableFuture()";
        }
    }
}
