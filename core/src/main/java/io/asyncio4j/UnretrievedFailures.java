package io.asyncio4j;

import java.lang.ref.Cleaner;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The failures of one loop that nobody has looked at yet. */
final class UnretrievedFailures {

    // its thread starts with the first failure, not with the first loop
    private static final class Collected {
        static final Cleaner CLEANER = Cleaner.create(
                runnable -> Thread.ofPlatform().daemon().name("asyncio4j-failures").unstarted(runnable));
    }

    final EventLoop loop;
    // put in and taken out by whoever holds the loop; looked at by the cleaner's thread
    private final Set<FailureWatch> watched = ConcurrentHashMap.newKeySet();

    UnretrievedFailures(EventLoop loop) {
        this.loop = loop;
    }

    FailureWatch watch(Future<?> future, Throwable exception) {
        var watch = new FailureWatch(this, Collected.CLEANER, future, exception);
        watched.add(watch);
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
        for (FailureWatch watch : List.copyOf(watched)) {
            watch.report();
        }
    }
}
