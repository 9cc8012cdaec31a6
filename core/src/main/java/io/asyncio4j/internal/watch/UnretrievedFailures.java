package io.asyncio4j.internal.watch;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.text.Thoroughly;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The failures of one loop that nobody has looked at yet. */
public final class UnretrievedFailures {

    // fixed
    final LoopCore loop;
    private final EarlyNotes earlyNotes;

    // put in and taken out by whoever holds the loop; looked at by the cleaner's thread
    private final Set<UnretrievedFailure> watched = ConcurrentHashMap.newKeySet();

    // loop-confined
    private long count;

    public UnretrievedFailures(LoopCore loop, EarlyNotes earlyNotes) {
        this.loop = loop;
        this.earlyNotes = earlyNotes;
    }

    /**
     * {@return a watch on the failure, or null where nobody will ever look: a loop that is being closed}
     *
     * @param isAwaited whether anybody was waiting for it
     */
    public @Nullable UnretrievedFailure watch(FutureImpl<?> future, Throwable exception, boolean isAwaited) {
        if (loop.turns.unwinding && exception instanceof CancelledError) {
            return null;
        }
        var watch = new UnretrievedFailure(this, ++count, future, exception);
        watched.add(watch);
        if (!isAwaited && future instanceof Task && loop.getDebug()) {
            earlyNotes.add(watch);
        }
        return watch;
    }

    /** Those who waited for {@code watch}'s future have given up. */
    void orphaned(UnretrievedFailure watch) {
        if (watch.isTask() && loop.getDebug()) {
            earlyNotes.add(watch);
        }
    }

    boolean isWatched(UnretrievedFailure watch) {
        return watched.contains(watch);
    }

    boolean forget(UnretrievedFailure watch) {
        return watched.remove(watch);
    }

    /** Reports what is left; called when the loop is closed. */
    public void reportAll() {
        if (watched.isEmpty()) {
            return; // as nearly always: what follows would cost each start milliseconds
        }
        var inOrder = new ArrayList<>(watched);
        inOrder.sort(Comparator.comparingLong(UnretrievedFailure::number));
        var steps = new Thoroughly();
        inOrder.forEach(failure -> steps.run(failure::report));
        steps.throwFirst();
    }
}
