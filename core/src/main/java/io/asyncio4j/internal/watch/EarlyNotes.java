package io.asyncio4j.internal.watch;

import io.asyncio4j.internal.text.Logs;
import io.asyncio4j.spi.LoopObserver;
import java.util.ArrayList;
import java.util.List;

/**
 * Debug mode's note about a task that has failed while nobody was waiting for it. It is a note and no error, for the
 * program may be about to wait: whoever never does gets an error when the task is collected or the loop is closed.
 *
 * <p>It is made when everything has run that was ready when the task failed, so that who starts a task eagerly has the
 * time to look at it.
 */
public final class EarlyNotes implements LoopObserver {

    // loop-confined: what has failed in this turn, and in the one before
    private List<UnretrievedFailure> fresh = new ArrayList<>(0);
    private List<UnretrievedFailure> seasoned = new ArrayList<>(0);

    /** Takes a task that has just failed. */
    void add(UnretrievedFailure failure) {
        fresh.add(failure);
    }

    @Override
    public void turnBegins(int ready) {
        if (fresh.isEmpty() && seasoned.isEmpty()) {
            return;
        }
        note(seasoned);
        seasoned = fresh;
        fresh = new ArrayList<>(0);
    }

    @Override
    public void waitBegins(long nanos) { // nothing is left that could look at them
        note(seasoned);
        note(fresh);
    }

    private static void note(List<UnretrievedFailure> failures) {
        for (UnretrievedFailure failure : failures) {
            if (failure.isWatched()) {
                Logs.log(System.Logger.Level.INFO, failure.earlyNote(), failure.exception());
            }
        }
        failures.clear();
    }
}
