package io.asyncio4j.spi;

/**
 * What a {@link StepOrder} or an {@link OutsideWorld} sees of its loop. For whoever holds the loop, unless said otherwise.
 */
public interface LoopView {

    /** {@return how many tasks and callbacks of the program wait for their turn} */
    int readyCount();

    /**
     * {@return what stands at {@code place} of the ready queue}: a task, which is a {@link LoopObserver.ObservedTask}, or
     * a callback
     *
     * @param place from 0 to {@link #readyCount} - 1; the front is 0
     * @throws IndexOutOfBoundsException if there is no such place
     */
    LoopObserver.Step ready(int place);

    /** {@return how many tasks and callbacks the present turn has still to run} */
    int leftInTurn();

    /**
     * {@return when the timers that are set and not cancelled are due}, in nanoseconds on the loop's clock, in no
     * order
     */
    long[] timers();

    /** {@return how many pieces of work are under way on other threads, stages that are awaited included} */
    int workElsewhere();

    /**
     * Does what the loop does when a signal comes, without the signal: its callback of {@code EventLoop.addSignalHandler}
     * comes in from outside. Says whether there is a callback.
     *
     * @param signal the name of an {@code io.asyncio4j.Signal}
     * @throws IllegalArgumentException if there is no such signal
     */
    boolean raise(String signal);

    /** Says whether the calling thread holds the loop. Any thread may ask. */
    boolean isHeldHere();
}
