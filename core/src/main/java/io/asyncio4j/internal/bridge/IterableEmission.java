package io.asyncio4j.internal.bridge;

import io.asyncio4j.CancelledError;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.internal.body.BodyWithoutResult;
import io.asyncio4j.internal.kernel.ContextImpl;
import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PromiseImpl;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.text.Fatal;
import io.asyncio4j.internal.text.Unchecked;
import io.asyncio4j.spi.WaitedFor;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The task that iterates a source for one subscriber. */
/*
 *   state        emitting  introduced  a cancelled subscription           left by
 *   not begun    true      false       nobody has one yet                 main(), or refuse()
 *   emitting     true      true        cancels the task, once             the source's end, or an error
 *   cleaning up  false     true        is only noted: the source needs    signalEnd()
 *                                      its awaits to clean up
 *
 * All signals are given by main(), in the task, so they are serial. The exception is a subscription that
 * never gets so far, because the loop is closed or the task is cancelled before its first step: refuse()
 * gives its signals, and `introduced` sees to it that only one of the two does.
 */
public final class IterableEmission<T> {

    // fixed
    private final LoopCore loop;
    private final Iterable<? extends T> source;
    private final Flow.Subscriber<? super T> subscriber;
    private final IterableSubscription subscription;

    // any thread: who begins it, the loop or a thread that finds the loop closed
    private final AtomicBoolean begun = new AtomicBoolean();

    // loop-confined
    private @Nullable TaskImpl<?> task;
    private @Nullable PromiseImpl<@Nullable Void> demandWaiter;
    private boolean introduced;
    private boolean emitting = true;
    private boolean interrupted;

    IterableEmission(LoopCore loop, Iterable<? extends T> source, Flow.Subscriber<? super T> subscriber) {
        this.loop = loop;
        this.source = source;
        this.subscriber = subscriber;
        this.subscription = new IterableSubscription(loop, this);
    }

    /** Creates the task, in {@code context}; on the loop, or on any thread if that is closed. */
    void start(ContextImpl context) {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        TaskImpl<?> task;
        NeverBegun neverBegun;
        try {
            neverBegun = new NeverBegun();
            loop.ensureOpen();
            task = loop.<@Nullable Void>createTask(
                    TaskOptions.DEFAULT.withContext(context), new BodyWithoutResult(this::main));
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            refuse(e);
            return;
        }
        task.makeImplicit(); // if the loop is closed first, the subscriber is told
        this.task = task;
        task.listen(neverBegun);
    }

    /** Covers a task that was cancelled before its first step, of which nothing has run. */
    private final class NeverBegun extends FutureListener {

        @Override
        public void call() {
            refuse(new CancellationException("cancelled before its first step: " + task));
        }

        @Override
        public String toString() {
            return "AsyncIterable.toPublisher()";
        }
    }

    private void refuse(Throwable reason) {
        if (introduced) {
            return;
        }
        introduced = true;
        emitting = false;
        tell(() -> subscriber.onSubscribe(subscription)); // rule 1.9: always first
        if (!subscription.isCancelled()) {
            subscription.shut();
            tell(() -> subscriber.onError(reason));
        }
    }

    // The body of the task.
    private void main() {
        introduced = true;
        Iterator<? extends T> elements = null;
        Throwable failure = null;
        try {
            tell(() -> subscriber.onSubscribe(subscription));
            if (awaitDemand()) {
                elements = source.iterator();
                emit(elements);
            }
        } catch (Throwable e) {
            failure = e;
        }
        emitting = false;
        failure = close(elements, failure);
        if (elements != source) {
            failure = close(source, failure);
        }
        signalEnd(failure);
        if (failure != null && (failure instanceof CancelledError || Fatal.isFatal(failure))) {
            throw Unchecked.rethrow(failure);
        }
    }

    private void emit(Iterator<? extends T> elements) {
        while (awaitDemand() && elements.hasNext()) {
            T element =
                    Objects.requireNonNull(elements.next(), "a source must not give null to a subscriber");
            if (!subscription.isOpen()) { // meanwhile, and the source did not mind the CancelledError
                return;
            }
            tell(() -> subscriber.onNext(element));
            subscription.delivered();
        }
    }

    /** Waits until an element is wanted; false if none will be any more. */
    private boolean awaitDemand() {
        while (subscription.isOpen()) {
            if (subscription.hasDemand()) {
                return true;
            }
            PromiseImpl<@Nullable Void> waiter =
                    loop.createFuture(WaitedFor.of("subscriber", () -> "a subscriber, to ask for more"));
            demandWaiter = waiter;
            try {
                waiter.await();
            } finally {
                demandWaiter = null;
            }
        }
        return false;
    }

    /** The subscriber has asked for more, or for no more. Called on the loop, while the task does not run. */
    void wake() {
        if (subscription.isOpen()) {
            if (demandWaiter != null) {
                demandWaiter.setResultUnlessDone(null);
            }
        } else if (emitting && !interrupted && task != null) {
            interrupted = true;
            task.cancel();
        }
    }

    // As in a `finally` of CPython's: what goes wrong in cleaning up takes the place of a cancellation.
    private static @Nullable Throwable close(@Nullable Object closeable, @Nullable Throwable failure) {
        if (!(closeable instanceof AutoCloseable resource)) {
            return failure;
        }
        try {
            resource.close();
            return failure;
        } catch (Throwable e) {
            if (failure == null || failure instanceof CancelledError) {
                return e;
            }
            if (failure != e) {
                failure.addSuppressed(e);
            }
            return failure;
        }
    }

    private void signalEnd(@Nullable Throwable failure) {
        boolean heard = !subscription.isCancelled();
        Throwable violation = subscription.violation();
        subscription.shut();
        if (heard && violation == null) {
            if (failure == null) {
                tell(subscriber::onComplete);
            } else {
                tell(() -> subscriber
                        .onError(failure instanceof CancelledError e ? cancellation(e) : failure));
            }
            return;
        }
        if (heard) {
            tell(() -> subscriber.onError(violation));
        }
        if (failure != null && !(failure instanceof CancelledError)) {
            report("a source failed when its subscription had ended", failure);
        }
    }

    private static CancellationException cancellation(CancelledError cause) {
        var cancellation = new CancellationException(
                cause.getMessage() != null ? cause.getMessage() : "the task that emits was cancelled");
        cancellation.initCause(cause);
        return cancellation;
    }

    /** Gives the subscriber a signal. One that throws, against rule 2.13, has cancelled its subscription. */
    private void tell(Runnable signal) {
        try {
            signal.run();
        } catch (Throwable e) {
            if (e instanceof CancelledError || Fatal.isFatal(e)) {
                throw e; // it awaits, and this is meant for the task
            }
            subscription.shut();
            report("a subscriber failed", e);
        }
    }

    private void report(String message, Throwable failure) {
        var entries = new LinkedHashMap<String, Object>();
        entries.put("message", message);
        entries.put("exception", failure);
        if (task != null) {
            entries.put("task", task);
        }
        loop.around.report(entries);
    }
}
