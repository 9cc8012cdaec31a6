package io.asyncio4j.internal.combine;

import io.asyncio4j.AsCompleted;
import io.asyncio4j.Awaitable;
import io.asyncio4j.Future;
import io.asyncio4j.internal.handle.Callbacks;
import io.asyncio4j.internal.handle.Limit;
import io.asyncio4j.internal.handle.TimerHandleImpl;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PromiseImpl;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.text.Unchecked;
import io.asyncio4j.spi.StackProbe;
import io.asyncio4j.spi.WaitedFor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An {@link AsCompleted}: what is done and not taken yet, and who waits for the next. */
public final class AsCompletedImpl<T extends @Nullable Object> implements AsCompleted<T>, WaitedFor {

    private final LinkedHashMap<FutureImpl<T>, OneDone> todo = new LinkedHashMap<>();
    // completed and not taken yet; Expired for each that was not completed in time
    private final ArrayDeque<Object> done; // with room for all: what cannot grow loses what it holds
    private final Set<PromiseImpl<@Nullable Void>> waiters = new LinkedHashSet<>();
    private final LoopCore loop;
    private final @Nullable TimerHandleImpl timer;
    private int left;

    private enum Expired {
        EXPIRED
    }

    public AsCompletedImpl(Iterable<? extends Awaitable<? extends T>> awaitables,
            @Nullable Duration timeout) {
        StackProbe.ensure();
        loop = LoopCore.running();
        List<FutureImpl<?>> futures = Wrapping.all(loop, awaitables);
        for (FutureImpl<?> given : futures) {
            @SuppressWarnings("unchecked") // its results are T's, and results only come out of it
            var future = (FutureImpl<T>) given;
            if (!todo.containsKey(future)) {
                var listener = new OneDone(future);
                todo.put(future, listener);
                future.listen(listener);
            }
        }
        left = todo.size();
        done = new ArrayDeque<>(left + 1);
        timer = timeout == null || left == 0
                ? null
                : Callbacks.later(loop, timeout, loop.context(), new Expiry());
    }

    @Override
    public Iterator<Awaitable<T>> iterator() {
        return new Steps<>() {
            @Override
            Awaitable<T> step() {
                return new NextResult();
            }
        };
    }

    @Override
    public Iterable<Future<T>> futures() {
        return () -> new Steps<>() {
            @Override
            Future<T> step() {
                return nextDone();
            }
        };
    }

    /** The result of what is completed next, for one await. */
    private final class NextResult implements Awaitable<T> {

        private boolean used;

        @Override
        public T await() {
            if (used) {
                throw new IllegalStateException("cannot reuse already awaited coroutine: " + this);
            }
            used = true;
            FutureImpl<T> next;
            try {
                next = nextDone();
            } catch (VirtualMachineError e) { // no stack or no memory: as if nobody had asked, who may do so again
                used = false;
                throw e;
            }
            return next.result();
        }

        @Override
        public String toString() {
            return "<awaitable of asCompleted" + (used ? ", awaited>" : ">");
        }
    }

    private abstract class Steps<E> implements Iterator<E> {

        abstract E step();

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public E next() {
            if (left == 0) {
                throw new NoSuchElementException("all awaitables have been handed out");
            }
            left--;
            try {
                return step();
            } catch (VirtualMachineError e) { // as above
                left++;
                throw e;
            }
        }
    }

    private FutureImpl<T> nextDone() {
        StackProbe.ensure();
        while (done.isEmpty()) {
            PromiseImpl<@Nullable Void> waiter = loop.createFuture(this);
            try {
                waiters.add(waiter);
                waiter.await();
            } catch (Throwable e) {
                waiters.remove(waiter);
                waiter.cancel();
                if (!done.isEmpty() && !waiter.cancelled()) {
                    wakeNext(); // it was this one's turn; without passing it on, what is done would wait for nobody
                }
                throw e;
            }
        }
        Object next = done.remove();
        if (next instanceof Expired) {
            throw Unchecked.rethrow(new TimeoutException());
        }
        @SuppressWarnings("unchecked") // all others are futures from todo
        var future = (FutureImpl<T>) next;
        return future;
    }

    @Override
    public String kind() {
        return "as completed";
    }

    @Override
    public String text() {
        return "asCompleted, " + todo.size() + " left";
    }

    private void put(Object completed) {
        wakeNext(); // first of all: it may fail
        done.add(completed);
    }

    private void wakeNext() {
        for (PromiseImpl<@Nullable Void> waiter : waiters) {
            if (!waiter.done()) {
                waiter.setResult(null);
                waiters.remove(waiter);
                return;
            }
        }
    }

    /** The time is over. */
    private final class Expiry implements Limit {

        @Override
        public void run() {
            for (Iterator<OneDone> late = todo.values().iterator(); late.hasNext();) {
                OneDone listener = late.next();
                put(Expired.EXPIRED);
                listener.future.removeEntry(listener);
                late.remove();
            }
        }

        @Override
        public @Nullable TaskImpl<?> limited() {
            return null; // whoever asks for what comes next
        }
    }

    private final class OneDone extends FutureListener {

        private final FutureImpl<T> future;

        OneDone(FutureImpl<T> future) {
            this.future = future;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public void call() {
            if (todo.containsKey(future)) { // else the time was over first
                put(future);
                todo.remove(future);
                if (todo.isEmpty() && timer != null) {
                    timer.cancel();
                }
            }
        }

        @Override
        public void addWaiters(Consumer<? super FutureImpl<?>> found) {
            waiters.forEach(found);
        }

        @Override
        public String toString() {
            return "asCompleted()";
        }
    }
}
