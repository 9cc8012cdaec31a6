package io.asyncio4j.spi;

import org.jspecify.annotations.Nullable;

/**
 * Stands between a loop and all other threads, for tests and simulations: decides when what comes in from them gets to
 * the loop, and hears of each piece of work that the loop hands over. {@code EventLoopBuilder.outsideWorld} sets one, for
 * that loop alone; a loop without it does not pay for this interface.
 *
 * <p>With an outside world, {@code blocking} calls what it is given on the task's own thread and lets nothing else run
 * meanwhile; the task then waits to be let in again. Work for {@code toThread} and {@code runInExecutor} is handed to
 * the executor as ever. {@link LoopObserver.Housekeeping} is let in without being asked for. What the garbage collector
 * brings to light, failures that nobody has looked at and generators that nobody has closed, does not come in: it waits for the
 * end of the loop.
 *
 * <p><b>From CPython:</b> nothing of the kind.
 */
public interface OutsideWorld {

    /** A piece of work that a loop has handed to another thread. */
    interface HandedOver {

        /**
         * Waits until the work is over and its result has come to {@link OutsideWorld#arrives}.
         *
         * @param nanos how long at most, in nanoseconds of real time
         * @return whether it is over
         */
        boolean awaitEnd(long nanos) throws InterruptedException;

        /**
         * {@return the thread that does the work now, or null if it has not begun, is over, or nobody knows} An executor that
         * is given the very callable, as it may send that to another process, does not tell. Any thread may ask.
         */
        default @Nullable Thread thread() {
            return null;
        }
    }

    /** Something that comes in from another thread and is not let in yet. */
    interface Arrival {

        /** Puts it into the loop's inbox and wakes the loop. Any thread may call this, once. */
        void letIn();

        /** {@return what it is, as observers will be told when it runs} */
        LoopObserver.Step step();
    }

    /**
     * It now belongs to a loop.
     *
     * @param loop what can be seen of it
     */
    default void joins(LoopView loop) {}

    /**
     * Something comes in from another thread, or from a task within {@code blocking}. Called on whatever thread that is,
     * and must not throw. Whoever keeps it must see to it that it is let in: best in {@link Poller#poll}.
     */
    void arrives(Arrival arrival);

    /**
     * The loop has handed work to another thread, and it may be over already. Called by whoever holds the loop, which
     * stays held until this returns; what is thrown goes to the caller of {@code runInExecutor}.
     */
    void handedOver(HandedOver work);
}
