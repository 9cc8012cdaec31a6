package io.asyncio4j.internal.combine;

import io.asyncio4j.Future;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.WaitResult;
import io.asyncio4j.internal.handle.Callbacks;
import io.asyncio4j.internal.handle.Limit;
import io.asyncio4j.internal.handle.TimerHandleImpl;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PromiseImpl;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.spi.StackProbe;
import io.asyncio4j.spi.WaitedFor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code wait}: until some or all of a set of futures are done, touching none of them. */
public final class Waiting implements WaitedFor, Limit {

    private final ReturnWhen returnWhen;
    private final PromiseImpl<@Nullable Void> waiter;
    private final @Nullable TimerHandleImpl timer;
    private final @Nullable TaskImpl<?> task;
    private final int all;
    private int left;

    private Waiting(LoopCore loop, int futures, @Nullable Duration timeout, ReturnWhen returnWhen) {
        this.returnWhen = returnWhen;
        this.left = futures;
        this.all = futures;
        this.task = loop.current();
        this.waiter = loop.createFuture(this);
        this.timer = timeout == null
                ? null
                : Callbacks.later(
                        loop, timeout, loop.context(), this);
    }

    public static <F extends Future<?>> WaitResult<F> forFutures(
            Collection<F> futures, @Nullable Duration timeout, ReturnWhen returnWhen) {
        Objects.requireNonNull(returnWhen, "returnWhen");
        StackProbe.ensure();
        var unique = new LinkedHashSet<F>();
        for (F future : futures) {
            unique.add(Objects.requireNonNull(future, "a future to wait for"));
        }
        if (unique.isEmpty()) {
            throw new IllegalArgumentException("Set of Tasks/Futures is empty.");
        }
        LoopCore loop = LoopCore.running();
        loop.taskThatAwaits();
        unique.forEach(loop::ensureOwn);
        new Waiting(loop, unique.size(), timeout, returnWhen).await(unique);
        var done = new LinkedHashSet<F>();
        var pending = new LinkedHashSet<F>();
        for (F future : unique) {
            (future.done() ? done : pending).add(future);
        }
        return new WaitResult<>(Collections.unmodifiableSet(done), Collections.unmodifiableSet(pending));
    }

    private void await(Set<? extends Future<?>> futures) {
        var listeners = new ArrayList<OneDone>(futures.size());
        try {
            for (Future<?> given : futures) {
                FutureImpl<?> future = FutureImpl.of(given);
                var listener = new OneDone(future);
                listeners.add(listener);
                future.listen(listener);
            }
            waiter.await();
            listeners.forEach(OneDone::seen); // not before: until here the task may be cancelled, and then sees nothing
        } finally {
            cancelTimer();
            for (OneDone listener : listeners) {
                listener.remove();
            }
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
        }
    }

    /** The time is over. */
    @Override
    public void run() {
        waiter.setResultUnlessDone(null);
    }

    @Override
    public @Nullable TaskImpl<?> limited() {
        return task;
    }

    @Override
    public String kind() {
        return "wait";
    }

    @Override
    public String text() {
        return "wait, " + left + " of " + all + " left";
    }

    private final class OneDone extends FutureListener {

        private final FutureImpl<?> future;
        private boolean hasFailed; // and was looked at for that

        OneDone(FutureImpl<?> future) {
            this.future = future;
        }

        /** Takes it back, whether it is registered or queued already. */
        void remove() {
            future.removeEntry(this);
            cancel();
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public void call() {
            int left = Waiting.this.left - 1;
            if (left == 0 || returnWhen == ReturnWhen.FIRST_COMPLETED
                    || (returnWhen == ReturnWhen.FIRST_EXCEPTION
                            && lookForFailure())) {
                cancelTimer();
                waiter.setResultUnlessDone(null);
            }
            Waiting.this.left = left;
        }

        private boolean lookForFailure() {
            hasFailed = future.state() == FutureImpl.FAILED;
            return hasFailed;
        }

        /** The task that waited goes on, and knows of a failure that was looked for. */
        void seen() {
            if (hasFailed) {
                future.retrieved();
            }
        }

        @Override
        public void addWaiters(Consumer<? super FutureImpl<?>> found) {
            found.accept(waiter);
        }

        @Override
        public String toString() {
            return "wait()";
        }
    }
}
