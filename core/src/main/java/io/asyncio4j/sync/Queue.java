package io.asyncio4j.sync;

import io.asyncio4j.internal.sync.Items;
import io.asyncio4j.internal.sync.ItemsText;
import io.asyncio4j.internal.sync.LoopBinding;
import io.asyncio4j.internal.sync.Users;
import io.asyncio4j.internal.sync.Waiters;
import io.asyncio4j.internal.sync.Waiters.Waiter;
import io.asyncio4j.spi.ObjectUse;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A queue between tasks: who finds it empty waits for an item, who finds it full waits for a free slot.
 *
 * <pre>{@code
 * var urls = new Queue<String>(100);
 * createTask(() -> {
 *     for (String url : urls) { // until it is shut down and empty
 *         download(url);
 *         urls.taskDone();
 *     }
 * });
 * for (String url : site) {
 *     urls.put(url);
 * }
 * urls.join(); // all downloaded
 * urls.shutdown();
 * }</pre>
 *
 * <p>Items come out in the order in which they were put in; {@link PriorityQueue} and {@link LifoQueue} have
 * other orders. Tasks are woken in the order in which they came, but a task that comes along before the woken
 * one runs may be quicker; the woken one then waits again.
 *
 * <p><b>Cancellation:</b> a task that is cancelled while it waits has neither put an item in nor taken one
 * out. If it had just been woken, the next one is.
 *
 * <p><b>Errors:</b> {@link QueueShutDownException} once it was shut down. {@link IllegalStateException} if a
 * task waits in another loop than the first one did.
 *
 * <p><b>From CPython:</b> {@code asyncio.Queue}, {@code shutdown} of 3.13 included.
 *
 * @param <T> the type of the items, which may be null
 */
public sealed class Queue<T extends @Nullable Object> implements Iterable<T>
        permits PriorityQueue, LifoQueue {

    // fixed
    private final int maxsize;

    // for people
    private String name = "";
    private final Users takers = new Users();
    private final Users givers = new Users();

    // loop-confined
    private final Items<T> items;
    private final LoopBinding binding = new LoopBinding();
    private final Line getters = new Line(Side.GET, givers);
    private final Line putters = new Line(Side.PUT, takers);
    private final Line joiners = new Line(Side.JOIN, takers);
    private int unfinishedTasks;
    private boolean shutDown;

    /** Makes a queue for any number of items. */
    public Queue() {
        this(0);
    }

    /** Makes a queue for {@code maxsize} items; zero or less for any number. */
    public Queue(int maxsize) {
        this(maxsize, new Items.Fifo<>());
    }

    Queue(int maxsize, Items<T> items) {
        this.maxsize = maxsize;
        this.items = items;
        ObjectUse.made(this);
    }

    /**
     * Gives it a name, by which it is called where people look at those who wait for it.
     *
     * @return this queue
     */
    public Queue<T> named(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /** {@return the name that it was given, or an empty one} */
    public final String name() {
        return name;
    }

    /** {@return how many items it holds} */
    public final int qsize() {
        ObjectUse.asked(this);
        return items.size();
    }

    /** {@return how many items it can hold, as it was given}; zero or less for any number */
    public final int maxsize() {
        return maxsize;
    }

    /** {@return whether it holds no item} */
    public final boolean empty() {
        ObjectUse.asked(this);
        return items.size() == 0;
    }

    /** {@return whether it holds as many items as it can} */
    public final boolean full() {
        ObjectUse.asked(this);
        return maxsize > 0 && items.size() >= maxsize;
    }

    /**
     * Puts {@code item} in, and waits for a free slot first if it is full.
     *
     * <p><b>Cancellation:</b> the item is not put in.
     *
     * @throws QueueShutDownException if it was shut down, before or meanwhile
     * @throws IllegalStateException if it must wait and is bound to another loop
     */
    public final void put(T item) {
        while (full()) {
            ensureNotShutDown();
            awaitSlot();
        }
        putNowait(item);
    }

    private void awaitSlot() {
        ObjectUse.changing(this);
        givers.note();
        Waiter putter = putters.join(binding.bind(this)); // no call may follow this one before the block
        try {
            putter.await();
        } catch (Throwable e) {
            putter.gone = true;
            ObjectUse.changing(this);
            putters.leave(putter);
            if (putter.wasWoken() && !full()) {
                // the free slot was for this one; without passing it on, others would wait beside it
                putters.callNext();
            }
            throw e;
        }
    }

    /**
     * Puts {@code item} in, and wakes a task that waits for one. Never waits.
     *
     * @throws QueueFullException if it is full
     * @throws QueueShutDownException if it was shut down
     */
    public final void putNowait(T item) {
        ObjectUse.changing(this);
        ensureNotShutDown();
        if (full()) {
            throw new QueueFullException(this + " is full; put() waits for a free slot");
        }
        if (!getters.isEmpty()) {
            binding.ensureNotFromOutside(this); // first of all: nothing has changed yet
        }
        items.prepareToAdd(item); // before a getter is called: an item that is refused must not cost it its place
        getters.callNext(); // what can fail for lack of stack comes before what changes the queue
        items.add();
        unfinishedTasks++;
    }

    private void ensureNotShutDown() {
        if (shutDown) {
            throw new QueueShutDownException("cannot put an item in " + this
                    + ": it was shut down; stop putting items in, or make a new queue");
        }
    }

    /**
     * Takes the next item out, and waits for one first if it is empty.
     *
     * <p><b>Cancellation:</b> no item is taken.
     *
     * @throws QueueShutDownException if it is empty and was shut down, before or meanwhile
     * @throws IllegalStateException if it must wait and is bound to another loop
     */
    public final T get() {
        awaitItemOrEnd();
        return getNowait();
    }

    /** Waits until there is an item, and says so; or until it was shut down and there is none. */
    private boolean awaitItemOrEnd() {
        while (empty()) {
            if (shutDown) {
                return false;
            }
            awaitItem();
        }
        return true;
    }

    private void awaitItem() {
        ObjectUse.changing(this);
        takers.note();
        Waiter getter = getters.join(binding.bind(this)); // no call may follow this one before the block
        try {
            getter.await();
        } catch (Throwable e) {
            getter.gone = true;
            ObjectUse.changing(this);
            getters.leave(getter);
            if (getter.wasWoken() && !empty()) {
                // the item was for this one; without passing it on, others would wait beside it
                getters.callNext();
            }
            throw e;
        }
    }

    /**
     * Takes the next item out, and wakes a task that waits for a free slot. Never waits.
     *
     * @throws QueueEmptyException if it is empty
     * @throws QueueShutDownException if it is empty and was shut down
     */
    public final T getNowait() {
        ObjectUse.changing(this);
        if (empty()) {
            if (shutDown) {
                throw new QueueShutDownException(
                        "cannot get an item from " + this + ": it was shut down and is empty;"
                                + " stop taking items, or iterate over it, which ends then");
            }
            throw new QueueEmptyException(this + " is empty; get() waits for an item");
        }
        items.prepareToRemove();
        putters.callNext(); // before the item is taken: in a wrong thread it throws
        return items.remove();
    }

    /**
     * {@return an iterator that takes the items out, until it is shut down and empty}
     *
     * <p>Its {@code hasNext} waits for the next item, takes it, and keeps it for {@code next}. So an
     * iteration that is left between the two has taken one item that nobody sees; leaving a {@code for} loop
     * loses nothing. Several iterators share the items. None of them calls {@link #taskDone}.
     *
     * <p><b>Cancellation:</b> no item is taken, and the iteration can be gone on with.
     */
    @Override
    public final Iterator<T> iterator() {
        return new Taking();
    }

    private final class Taking implements Iterator<T> {

        private @Nullable Object taken;
        private boolean hasTaken; // since the item may be null

        @Override
        public boolean hasNext() {
            if (!hasTaken && awaitItemOrEnd()) {
                taken = getNowait();
                hasTaken = true;
            }
            return hasTaken;
        }

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // hasNext() kept a T, which may be null
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException(Queue.this + " was shut down and is empty");
            }
            var item = (T) taken;
            taken = null;
            hasTaken = false;
            return item;
        }
    }

    /**
     * Says that the work on an item that was taken out is done; when that was said of every item that was put
     * in, {@link #join} returns.
     *
     * @throws IllegalStateException if it was said more often than items were put in
     */
    public final void taskDone() {
        ObjectUse.changing(this);
        if (unfinishedTasks == 0) {
            throw new IllegalStateException(
                    "taskDone() called too many times: " + this + " has no unfinished items; call it once for"
                            + " each item that was taken out");
        }
        if (unfinishedTasks == 1) {
            joiners.wakeAll(); // first of all: in a wrong thread it throws
        }
        unfinishedTasks--;
    }

    /**
     * Waits until {@link #taskDone} was called for every item that was put in; returns at once if that is so.
     *
     * <p><b>Cancellation:</b> nothing changes.
     *
     * @throws IllegalStateException if it must wait and is bound to another loop
     */
    public final void join() {
        ObjectUse.changing(this);
        if (unfinishedTasks > 0) {
            Waiter joiner = joiners.join(binding.bind(this));
            try {
                joiner.await();
            } finally {
                joiner.gone = true;
                ObjectUse.changing(this);
                joiners.leave(joiner); // cancelled or not: else the line would grow with each wait
            }
        }
    }

    /** Shuts it down, and lets the items that it holds be taken. See {@link #shutdown(boolean)}. */
    public final void shutdown() {
        shutdown(false);
    }

    /**
     * Shuts it down: from now on nothing can be put in, and who finds it empty gets a
     * {@link QueueShutDownException}. All tasks that wait are woken to see that. Never waits.
     *
     * @param immediate whether to drop the items that it holds, which then count as done for {@link #join}
     */
    public final void shutdown(boolean immediate) {
        ObjectUse.changing(this);
        int left = immediate ? Math.max(0, unfinishedTasks - items.size()) : unfinishedTasks;
        // first of all: in a wrong thread the first of them that finds a task throws
        if (left == 0) {
            joiners.wakeAll();
        }
        getters.callAll();
        putters.callAll();
        shutDown = true;
        unfinishedTasks = left;
        if (immediate) {
            items.clear();
        }
    }

    private enum Side {
        GET,
        PUT,
        JOIN
    }

    /** Those who wait for one thing of this queue, and what that is, for whoever looks. */
    private final class Line extends Waiters {

        // fixed
        private final Side side;
        private final Users others; // who might end their wait

        Line(Side side, Users others) {
            this.side = side;
            this.others = others;
        }

        @Override
        public String kind() {
            return "queue";
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Object object() {
            return Queue.this;
        }

        @Override
        public String text() {
            return ownLabel() + switch (side) {
                case GET -> empty() ? " empty" : " has items";
                case PUT -> (full() ? " full " : " ") + qsize() + "/" + maxsize;
                case JOIN -> " not done, " + unfinishedTasks + " left";
            };
        }

        @Override
        public int items() {
            return qsize();
        }

        @Override
        public long[] users() {
            return others.all();
        }
    }

    private String ownLabel() {
        return Waiters.label(getClass().getSimpleName(), name);
    }

    /** {@return a snapshot of its state} */
    public final QueueStatistics statistics() {
        ObjectUse.asked(this);
        return new QueueStatistics(
                items.size(), maxsize, getters.size(), putters.size(), unfinishedTasks, shutDown);
    }

    /** {@return its state}, as in {@code <Queue maxsize=3 items=[1, 2, 3] putters[1] tasks=3>} */
    @Override
    public final String toString() {
        var text =
                new StringBuilder("<").append(ownLabel()).append(" maxsize=").append(maxsize);
        if (!empty()) {
            text.append(" items=").append(ItemsText.of(items));
        }
        if (!getters.isEmpty()) {
            text.append(" getters[").append(getters.size()).append(']');
        }
        if (!putters.isEmpty()) {
            text.append(" putters[").append(putters.size()).append(']');
        }
        if (unfinishedTasks > 0) {
            text.append(" tasks=").append(unfinishedTasks);
        }
        if (shutDown) {
            text.append(" shutdown");
        }
        return text.append('>').toString();
    }
}
