package io.asyncio4j;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The failures of one loop that nobody has looked at yet. */
final class UnretrievedFailures {

    final EventLoop loop;
    // put in and taken out by whoever holds the loop; looked at by the cleaner's thread
    private final Set<FailureWatch> watched = ConcurrentHashMap.newKeySet();

    // loop-confined
    private long count;

    UnretrievedFailures(EventLoop loop) {
        this.loop = loop;
    }

    /**
     * {@return a watch on the failure, or null where nobody will ever look: a loop that is being closed}
     *
     * @param isAwaited whether anybody was waiting for it
     */
    @Nullable
    FailureWatch watch(Future<?> future, Throwable exception, boolean isAwaited) {
        if (loop.unwinding && exception instanceof CancelledError) {
            return null;
        }
        var watch = new FailureWatch(this, ++count, future, exception);
        watched.add(watch);
        if (!isAwaited && future instanceof Task && loop.getDebug()) {
            loop.earlyNotes.add(watch);
        }
        return watch;
    }

    boolean isWatched(FailureWatch watch) {
        return watched.contains(watch);
    }

    boolean forget(FailureWatch watch) {
        return watched.remove(watch);
    }

    /** Reports what is left; called when the loop is closed. */
    void reportAll() {
        var inOrder = new ArrayList<>(watched);
        inOrder.sort(Comparator.comparingLong(FailureWatch::number));
        inOrder.forEach(FailureWatch::report);
    }
}
