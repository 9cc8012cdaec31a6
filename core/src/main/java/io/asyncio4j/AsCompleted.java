package io.asyncio4j;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Awaitables in the order in which they are completed: what {@link Asyncio#asCompleted} gives, an iterator in
 * two forms.
 *
 * <ul>
 *   <li>Iterating it gives awaitables at once, one for each input; each brings the result of the next input
 *       that is completed, whichever of them is awaited first.
 *   <li>Iterating {@link #futures} waits in each step and gives the completed future itself: the very object
 *       that was passed in, or the task that was made for a coroutine.
 * </ul>
 *
 * Both take from the same stock, and an iteration that was left can be gone on with.
 *
 * <p><b>Cancellation:</b> a cancelled wait loses nothing; the next one gets what it would have got.
 *
 * <p><b>Errors:</b> once the time is over, each wait for one of the rest throws {@link TimeoutException},
 * which the compiler does not see coming out of an iterator. The inputs are left running.
 *
 * <p><b>From CPython:</b> the iterator of {@code asyncio.as_completed}, plain and asynchronous.
 *
 * @param <T> the type of the results, which may be null
 */
public final class AsCompleted<T extends @Nullable Object> implements Iterable<Awaitable<T>> {

    private final Map<Future<T>, OneDone> todo = new LinkedHashMap<>();
    // completed and not taken yet; Expired for each that was not completed in time
    private final ArrayDeque<Object> done = new ArrayDeque<>();
    private final ArrayDeque<Promise<@Nullable Void>> waiters = new ArrayDeque<>();
    private final EventLoop loop;
    private final @Nullable TimerHandle timer;
    private int left;

    private enum Expired {
        EXPIRED
    }

    AsCompleted(Iterable<? extends Awaitable<? extends T>> awaitables, @Nullable Duration timeout) {
        loop = EventLoop.running();
        List<Future<?>> futures = Wrapping.all(loop, awaitables);
        for (Future<?> given : futures) {
            @SuppressWarnings("unchecked") // its results are T's, and results only come out of it
            var future = (Future<T>) given;
            if (!todo.containsKey(future)) {
                var listener = new OneDone(future);
                todo.put(future, listener);
                future.listen(listener);
            }
        }
        left = todo.size();
        timer = timeout == null || left == 0 ? null : loop.callLater(timeout, loop.context(), this::expire);
    }

    /** {@return an iterator of awaitables} Its {@code next} does not wait, awaiting what it gives does. */
    @Override
    public Iterator<Awaitable<T>> iterator() {
        return new Steps<>() {
            @Override
            Awaitable<T> step() {
                return new NextResult();
            }
        };
    }

    /** {@return what has been and is to be completed, as futures} Each {@code next} waits. */
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
            return nextDone().result();
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
            return step();
        }
    }

    private Future<T> nextDone() {
        while (done.isEmpty()) {
            Promise<@Nullable Void> waiter = loop.createFuture();
            waiters.add(waiter);
            try {
                waiter.await();
            } catch (Throwable e) {
                waiter.cancel();
                waiters.remove(waiter);
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
        var future = (Future<T>) next;
        return future;
    }

    private void put(Object completed) {
        done.add(completed);
        wakeNext();
    }

    private void wakeNext() {
        for (Promise<@Nullable Void> waiter; (waiter = waiters.poll()) != null;) {
            if (!waiter.done()) {
                waiter.setResult(null);
                return;
            }
        }
    }

    private void expire() {
        var late = Map.copyOf(todo);
        todo.clear();
        late.forEach((future, listener) -> {
            future.removeEntry(listener);
            put(Expired.EXPIRED);
        });
    }

    private final class OneDone extends FutureListener {

        private final Future<T> future;

        OneDone(Future<T> future) {
            this.future = future;
        }

        @Override
        void call() {
            if (todo.remove(future) != null) { // else the time was over first
                put(future);
                if (todo.isEmpty() && timer != null) {
                    timer.cancel();
                }
            }
        }

        @Override
        void addAwaiters(Awaiters awaiters) {
            waiters.forEach(awaiters::addThoseOf);
        }

        @Override
        public String toString() {
            return "asCompleted()";
        }
    }
}
