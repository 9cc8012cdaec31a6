package io.asyncio4j.testkit.internal.stuck;

import io.asyncio4j.EventLoop;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.spi.LoopObserver.ObservedTask;
import io.asyncio4j.spi.LoopObserver.Step;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who gets no turn while others go on. The tasks that a test names are watched from their first moment on; of the others it
 * is known who has moved lately, once a run is suspected of going nowhere.
 */
public final class Starvation {

    private static final class Watched {
        private final String name;
        private final int most;
        private long lastStep;

        Watched(String name, int most, long lastStep) {
            this.name = name;
            this.most = most;
            this.lastStep = lastStep;
        }
    }

    private final Map<String, Integer> limits = new HashMap<>();
    private final Map<Long, Watched> watched = new HashMap<>();
    private final Set<Long> movers = new HashSet<>();
    private long steps;
    private boolean suspected;

    public void watch(String task, int most) {
        limits.put(task, most);
    }

    /** Says whether the test has named a task to be watched. */
    public boolean isWatching() {
        return !limits.isEmpty();
    }

    public void created(ObservedTask task) {
        Integer most = limits.isEmpty() ? null : limits.get(task.getName());
        if (most != null) {
            watched.put(task.id(), new Watched(task.getName(), most, steps));
        }
    }

    public void ended(ObservedTask task) {
        watched.remove(task.id());
    }

    /** @param suspects whether the run looks as if it went nowhere */
    void stepBegins(Step step, boolean suspects) {
        if (suspects != suspected) {
            suspected = suspects;
            movers.clear();
        }
        if (step instanceof ObservedTask task) {
            steps++;
            if (suspects) {
                movers.add(task.id());
            }
            if (!watched.isEmpty()) {
                Watched known = watched.get(task.id());
                if (known != null) {
                    known.lastStep = steps;
                }
            }
        }
    }

    /** {@return a sentence about a watched task that has waited for too long, or an empty text} */
    String check() {
        if (watched.isEmpty()) {
            return "";
        }
        for (Watched each : watched.values()) {
            if (steps - each.lastStep > each.most) {
                watched.clear(); // once is enough, and the clearing up is not to stumble over it
                return "starvation: task '" + each.name + "' has had no turn for more than " + each.most
                        + " steps of others.\n";
            }
        }
        return "";
    }

    /**
     * {@return a sentence about the tasks of {@code loop} that have not moved while others did, and wait for none of those; or
     * an empty text}
     */
    String starving(EventLoop loop) {
        var tasks = LoopSnapshot.of(loop).tasks();
        Set<Long> waitForMovers = new HashSet<>();
        boolean grows;
        do {
            grows = false;
            for (TaskSnapshot task : tasks) {
                if (movers.contains(task.id()) || waitForMovers.contains(task.id())) {
                    grows |= waitForMovers.addAll(task.awaitedBy());
                }
            }
        } while (grows);
        String starving = tasks.stream()
                .filter(task -> !movers.contains(task.id()) && !waitForMovers.contains(task.id()))
                .map(task -> "'" + task.name() + "'").collect(Collectors.joining(", "));
        if (starving.isEmpty() || movers.isEmpty()) {
            return "";
        }
        String moving = tasks.stream().filter(task -> movers.contains(task.id()))
                .map(task -> "'" + task.name() + "'").limit(5).collect(Collectors.joining(", "));
        return starving + " had no turn in the latter half, while " + moving + " went on.\n";
    }
}
