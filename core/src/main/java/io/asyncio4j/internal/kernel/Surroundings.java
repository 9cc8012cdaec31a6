package io.asyncio4j.internal.kernel;

import io.asyncio4j.EventLoop;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.spi.OutsideWorld;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel asks of the floors above it, which put a loop together: the loop's face, and where to tell what
 * happens. Its methods are called by whoever holds the loop, but for {@link #face} and
 * {@link #returnedLate}.
 */
public interface Surroundings {

    /** Knows of a failure that nobody has looked at. */
    interface FailureWatch {

        /** Somebody has looked at it. */
        void retrieved();

        /** {@return whether nobody has; also once that was reported} Any thread may ask. */
        boolean isUnretrieved();

        /** If nobody does, the report says {@code message}, and is made in {@code context}. */
        void orphaned(String message, ContextImpl context);
    }

    /** The channels that a loop watches; the turns ask it. */
    interface Channels {

        /** Says whether the loop may go to sleep, that is, whether nobody waits for a channel that was closed. */
        boolean mayWait();

        /** Says whether anybody waits for any of them; for other threads a guess. */
        boolean areAwaited();

        /** Says whether it is time to look at the channels, {@code steps} after the loop was made. */
        boolean isLookDue(long steps);

        /** Notes that the loop has looked. */
        void looked(long steps);
    }

    /** Decides in place of first in, first out, and of other threads. Most loops have none. */
    interface Steering {

        /** Brings what shall run next to the front of the ready queue, which is not empty. */
        void chooseNext();

        /** Says whether it takes {@code entry}, which has come from another thread: for the outside world, or to keep house. */
        boolean takesFromOutside(Object entry);

        /** Does what the library's own tools have asked for, between two steps. */
        void keepHouse();

        /** {@return who decides in place of other threads, or null} */
        @Nullable
        OutsideWorld outside();
    }

    /** {@return the loop as users have it} */
    EventLoop face();

    // What the loop does.

    /** The loop begins to run on the calling thread. */
    void runBegins();

    /** The loop has stopped running, and is none of the {@link RunningLoops} any more. */
    void runEnded();

    /** The loop is about to wait for something to do. */
    void waits();

    /** The loop has waited, and does not show itself as idle any more. */
    void waited();

    /** A task that was off the loop has come back, and the loop is closed. Called on any thread. */
    void returnedLate();

    /** {@code observer} has thrown and is to be told no more. */
    void dropObserver(LoopObserver observer);

    /** {@code task} is off the loop, and its call there has just been interrupted. */
    void callInterrupted(TaskImpl<?> task);

    /** The call of {@code task} that was interrupted off the loop is over. */
    void interruptedCallIsOver(TaskImpl<?> task);

    // What goes wrong.

    /** Gives {@code entries} to the exception handler, in the context of the task, future or handle among them. */
    void report(Map<String, Object> entries);

    /** Gives {@code entries} to the exception handler, in {@code context}. */
    void report(Map<String, Object> entries, ContextImpl context);

    /** The callback of {@code handle} has thrown. */
    void callbackFailed(HandleImpl handle, Throwable exception, ContextImpl context);

    /**
     * {@return a watch on the failure of {@code future}, or null where nobody will ever look}
     *
     * @param isAwaited whether anybody was waiting for it
     */
    @Nullable
    FailureWatch watchFailure(FutureImpl<?> future, Throwable exception, boolean isAwaited);

    /** In debug mode: the running task gets {@code failure} from a future. */
    void awaited(Throwable failure);

    // Texts.

    /** {@return the text of {@code future}, as {@code toString} gives it} */
    String textOf(FutureImpl<?> future);
}
