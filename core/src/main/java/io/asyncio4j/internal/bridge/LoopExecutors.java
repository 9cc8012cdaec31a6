package io.asyncio4j.internal.bridge;

import io.asyncio4j.internal.body.Propagation;
import io.asyncio4j.internal.kernel.ContextImpl;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PromiseImpl;
import io.asyncio4j.internal.queue.Inbox;
import io.asyncio4j.internal.text.Logs;
import io.asyncio4j.internal.text.Time;
import io.asyncio4j.internal.thread.Backend;
import io.asyncio4j.internal.thread.PrivateVirtualThreads;
import io.asyncio4j.spi.OutsideWorld;
import io.asyncio4j.spi.StackProbe;
import io.asyncio4j.spi.WaitedFor;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Work that a loop hands to other threads, and its way back. */
public final class LoopExecutors {

    private final LoopCore loop;
    // loop-confined
    private @Nullable ExecutorService defaultExecutor;
    // the default one, if it was made here
    private @Nullable CallThreads ownExecutor;
    private boolean shutDown;

    public LoopExecutors(LoopCore loop) {
        this.loop = loop;
    }

    public void setDefault(ExecutorService executor) {
        defaultExecutor = executor;
    }

    /**
     * Hands {@code callable} over now. An {@link ExecutorService} that is not the JDK's gets the object itself, not a
     * wrapper: it may send it to another JVM.
     */
    public <T extends @Nullable Object> FutureImpl<T> run(@Nullable Executor executor, Callable<T> callable) {
        StackProbe.ensure(); // a thread that is half started or half woken would never run the call
        Executor chosen = executor != null ? executor : defaultExecutor();
        PromiseImpl<T> promise = loop.createFuture();
        OutsideWorld outside = loop.outsideWorld();
        var work = new Work<>(promise, outside == null ? null : new Return());
        loop.turns.workLeaves();
        try {
            work.start(chosen, callable);
        } catch (Throwable e) {
            loop.turns.workReturns();
            throw e;
        }
        promise.standsFor(work);
        promise.listen(work);
        if (outside != null) {
            outside.handedOver(Objects.requireNonNull(work.ret));
        }
        return promise;
    }

    /** {@link io.asyncio4j.Asyncio#toThread}. */
    public static <T extends @Nullable Object> T toThread(Callable<T> call) {
        Objects.requireNonNull(call, "call");
        ContextImpl copy = ContextImpl.copyCurrent();
        LoopCore loop = LoopCore.running();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return loop.face().runInExecutor(null, () -> copy.runOffLoop(() -> callWith(loader, call))).await();
    }

    // the threads of a default executor of the program's own may have any class loader
    private static <T extends @Nullable Object> T callWith(@Nullable ClassLoader loader, Callable<T> call)
            throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        if (own == loader) {
            return call.call();
        }
        thread.setContextClassLoader(loader);
        try {
            return call.call();
        } finally {
            thread.setContextClassLoader(own);
        }
    }

    private ExecutorService defaultExecutor() {
        if (shutDown) {
            throw new IllegalStateException("Executor shutdown has been called: " + loop);
        }
        if (defaultExecutor == null) {
            ownExecutor = new CallThreads(loop.threads().backend() == Backend.CARRIED);
            defaultExecutor = ownExecutor;
        }
        return defaultExecutor;
    }

    /** Tells an outside world that what was handed over has come back. */
    private static final class Return implements OutsideWorld.HandedOver {

        private final CountDownLatch latch = new CountDownLatch(1);
        // written by the thread that does the work, read by whoever looks
        private volatile @Nullable Thread thread;

        void begins() {
            thread = Thread.currentThread();
        }

        void happened() {
            thread = null;
            latch.countDown();
        }

        @Override
        public @Nullable Thread thread() {
            return thread;
        }

        @Override
        public boolean awaitEnd(long nanos) throws InterruptedException {
            return latch.await(nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** One piece of work: brings the result to the loop, and a cancellation to the thread. */
    private final class Work<T extends @Nullable Object> extends FutureListener
            implements WaitedFor {

        private final PromiseImpl<T> promise;
        // for an outside world, if there is one
        private final @Nullable Return ret;
        private final KeptFailure failure;
        // made beforehand: when the call is over there may be no memory to bring it back with
        private final Result<T> result;
        private final Object way;
        private java.util.concurrent.@Nullable Future<T> handedOver;
        private @Nullable KeptOutcome<T> kept;
        private boolean isForDefault;
        // written by the thread that runs the call, read by whoever looks; null if that is not known
        private volatile @Nullable Thread runner;

        Work(PromiseImpl<T> promise, @Nullable Return ret) {
            this.promise = promise;
            this.ret = ret;
            this.failure = new KeptFailure(promise);
            this.result = new Result<>(promise, failure);
            this.way = ret == null ? Inbox.prepared(result) : result; // an outside world wants to see it
        }

        void start(Executor executor, Callable<T> given) {
            isForDefault = executor == defaultExecutor;
            boolean isForJdk = executor == ownExecutor || executor.getClass().getClassLoader() == null
                    || executor instanceof ForkJoinPool;
            Propagation propagation = given instanceof Serializable && !isForJdk ? null : loop.propagation();
            Callable<T> callable = failure.around(propagation == null ? given : propagation.around(given),
                    executor == ownExecutor || !(executor instanceof ExecutorService));
            if (executor instanceof CallThreads own) {
                handedOver = own.submit(noting(callable), this::bringBack);
                return;
            }
            if (isForJdk || !(executor instanceof ExecutorService)) {
                var kept = new KeptOutcome<>(noting(callable));
                this.kept = kept;
                callable = kept;
            }
            if (!(executor instanceof ExecutorService service)) {
                var task = new FutureTask<>(callable);
                handedOver = task;
                executor.execute(() -> {
                    task.run();
                    bringBack(task);
                });
                return;
            }
            var future = service.submit(callable);
            handedOver = future;
            if (future instanceof CompletionStage<?> stage) {
                stage.whenComplete((value, error) -> bringBack(future));
            } else {
                onHelperThread("asyncio4j-wait", () -> bringBack(future));
            }
        }

        private Callable<T> noting(Callable<T> call) {
            return () -> {
                runner = Thread.currentThread();
                if (ret != null) {
                    ret.begins();
                }
                return result.keep(call);
            };
        }

        // on a thread where waiting is allowed, if the future is not done yet
        private void bringBack(java.util.concurrent.Future<T> future) {
            if (!result.isKept || future.isCancelled()) {
                result.takeFrom(future);
            }
            Throwable very = kept != null ? kept.failure : failure.thrown();
            if (result.thrown != null && very != null && !future.isCancelled()) {
                result.thrown = very;
            }
            loop.turns.enqueueFromOutside(way);
            if (result.thrown != null) {
                failure.thrownIfClosed(result.thrown); // it may have been closed since, and not have seen the result
            }
            if (ret != null) {
                ret.happened();
            }
        }

        @Override
        public void call() {
            var future = handedOver;
            if (promise.cancelled()) {
                failure.abandoned();
            }
            if (promise.cancelled() && future != null && !future.isDone()) {
                // off the loop: an executor of a cluster asks its members, and that may take a while
                onHelperThread("asyncio4j-cancel", () -> future.cancel(true));
            }
        }

        @Override
        public String kind() {
            return "thread";
        }

        @Override
        public String text() {
            Thread runner = this.runner;
            return (isForDefault ? "toThread" : "runInExecutor")
                    + (runner == null ? "" : " on " + runner.getName());
        }

        @Override
        public String toString() {
            return "runInExecutor()";
        }
    }

    /** Brings what a piece of work has ended with. It is more than a callback: a failure must not vanish with the loop. */
    private static final class Result<T extends @Nullable Object> extends FutureListener {

        private final PromiseImpl<T> promise;
        private final KeptFailure failure;
        private final ContextImpl context = new ContextImpl();

        // written by the thread that brings it back, then read on the loop: one of the two
        private @Nullable T value;
        private @Nullable Throwable thrown;
        // whether it is known without asking a future, which may have had no memory to end
        private boolean isKept;
        // loop-confined
        private boolean returned;

        Result(PromiseImpl<T> promise, KeptFailure failure) {
            this.promise = promise;
            this.failure = failure;
        }

        T keep(Callable<T> call) throws Exception {
            try {
                T got = call.call();
                value = got;
                return got;
            } catch (Throwable e) {
                thrown = e;
                throw e;
            } finally {
                isKept = true;
            }
        }

        void takeFrom(java.util.concurrent.Future<T> future) {
            while (true) {
                try {
                    value = future.get();
                    return;
                } catch (InterruptedException e) {
                    // nobody has a reason to interrupt a helper; the work goes on
                } catch (Throwable e) {
                    thrown = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
                    return;
                }
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
                if (!returned) {
                    returned = true;
                    loop.turns.workReturns();
                }
                if (!promise.done() && !loop.isClosed()) {
                    end();
                } else if (thrown != null) {
                    failure.thrown(thrown);
                }
            } finally {
                loop.exchangeContext(outer);
            }
        }

        @SuppressWarnings("NullAway") // the call has returned a T, which may be null
        private void end() {
            if (thrown == null) {
                promise.setResult(value);
            } else if (thrown instanceof CancellationException) {
                promise.cancel();
            } else {
                promise.setException(thrown);
            }
        }

        @Override
        public String toString() {
            return "runInExecutor()";
        }
    }

    /**
     * Keeps the very exception: a {@link ForkJoinPool} gives a copy of it, or another one around it, and each of the JDK's
     * futures gives what its {@code toString} throws, if it does.
     */
    private static final class KeptOutcome<T extends @Nullable Object> implements Callable<T> {

        private final Callable<T> callable;
        // written before the future is done, read afterwards
        private @Nullable Throwable failure;

        KeptOutcome(Callable<T> callable) {
            this.callable = callable;
        }

        @Override
        public T call() throws Exception {
            try {
                return callable.call();
            } catch (Throwable e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public String toString() {
            return callable.toString();
        }
    }

    private static void onHelperThread(String name, Runnable runnable) {
        PrivateVirtualThreads.unstartedOnDefaultScheduler(name, runnable).start();
    }

    /** Shuts it down and waits for its threads, in the current task. */
    public void shutdownDefault(@Nullable Duration timeout) {
        shutDown = true;
        ExecutorService executor = defaultExecutor;
        if (executor == null) {
            return;
        }
        PromiseImpl<Boolean> ended =
                loop.createFuture(WaitedFor.of("thread", () -> "the end of the default executor's threads"));
        OutsideWorld outside = loop.outsideWorld();
        var ret = new Return();
        var shutdown = new ExecutorShutdown(ended);
        Object way = outside == null ? Inbox.prepared(shutdown) : shutdown; // as in Work
        onHelperThread("asyncio4j-shutdown", () -> {
            shutdown.inTime = awaitTermination(executor, timeout);
            loop.turns.enqueueFromOutside(way);
            ret.happened();
        });
        loop.turns.workLeaves();
        if (outside != null) {
            outside.handedOver(ret);
        }
        if (!ended.await() && timeout != null) {
            Logs.logger().log(
                    System.Logger.Level.WARNING,
                    "The executor did not finish joining its threads within {0} seconds.",
                    timeout.toNanos() / 1e9);
        }
    }

    private static boolean awaitTermination(ExecutorService executor, @Nullable Duration timeout) {
        executor.shutdown();
        try {
            return executor.awaitTermination(
                    timeout == null ? Long.MAX_VALUE : Math.max(0, Time.nanos(timeout)),
                    TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Part of closing the loop: takes no more work, and does not wait for what is under way. */
    public void shutdownNow() {
        shutDown = true;
        ExecutorService executor = defaultExecutor;
        defaultExecutor = null;
        if (executor != null) {
            executor.shutdown();
        }
    }
}
