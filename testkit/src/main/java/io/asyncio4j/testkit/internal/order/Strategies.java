package io.asyncio4j.testkit.internal.order;

import io.asyncio4j.spi.LoopObserver.ObservedTask;
import io.asyncio4j.spi.LoopObserver.Step;
import io.asyncio4j.testkit.internal.chance.Draws;
import io.asyncio4j.testkit.internal.chance.SplitMix;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** How to choose who goes next. */
public final class Strategies {

    private Strategies() {}

    /** Anybody, each time. */
    public static Decisions.Strategy randomWalk(long seed) {
        SplitMix random = SplitMix.of(seed, 7);
        return (_, _, count) -> Draws.below(random, count);
    }

    /** What {@code schedule} says. */
    public static Decisions.Strategy replay(Schedule schedule) {
        return (point, _, count) -> Math.min(schedule.at(point), count - 1);
    }

    /**
     * Probabilistic concurrency testing: each task has a random priority, the highest one goes; at {@code depth} - 1 random
     * points the one that would go gets the lowest. It finds each bug that needs {@code depth} orderings with a
     * probability of at least 1 / (tasks * points ^ (depth - 1)).
     */
    public static Decisions.Strategy pct(long seed, int depth, int expectedPoints) {
        return new Pct(SplitMix.of(seed, 8), depth, Math.max(1, expectedPoints));
    }

    private static final class Pct implements Decisions.Strategy {

        private final SplitMix random;
        private final int[] changes;
        private final Map<Long, Long> priorities = new HashMap<>();
        private long lowest;

        Pct(SplitMix random, int depth, int expectedPoints) {
            this.random = random;
            changes = new int[Math.max(0, depth - 1)];
            for (int i = 0; i < changes.length; i++) {
                changes[i] = Draws.below(random, expectedPoints);
            }
            Arrays.sort(changes);
        }

        @Override
        public int choose(int point, Step[] candidates, int count) {
            if (candidates.length == 0) {
                return Draws.below(random, count);
            }
            int best = best(candidates, count);
            if (Arrays.binarySearch(changes, point) >= 0 && candidates[best] instanceof ObservedTask task) {
                priorities.put(task.id(), --lowest);
                best = best(candidates, count);
            }
            return best;
        }

        private int best(Step[] candidates, int count) {
            int best = 0;
            long highest = Long.MIN_VALUE;
            for (int i = 0; i < count; i++) {
                // a callback that is first goes, so that nobody is kept from what it does
                long priority = candidates[i] instanceof ObservedTask task
                        ? priorities.computeIfAbsent(task.id(), _ -> random.nextLong() >>> 1)
                        : Long.MAX_VALUE;
                if (priority > highest) {
                    highest = priority;
                    best = i;
                }
            }
            return best;
        }
    }

    /**
     * {@return the schedule after the one of {@code last}, depth first, of those that do not take the first at
     * {@code bound} points at most; or null if it was the last}
     */
    public static @org.jspecify.annotations.Nullable Schedule next(Decisions last, int bound) {
        int deviations = last.schedule().deviations();
        for (int point = last.points() - 1; point >= 0; point--) {
            int choice = last.choice(point);
            if (point >= last.prunedAt()) {
                deviations -= choice == 0 ? 0 : 1;
                continue;
            }
            int before = deviations - (choice == 0 ? 0 : 1);
            if (choice + 1 < last.width(point) && before + 1 <= bound) {
                int[] choices = new int[point + 1];
                for (int i = 0; i < point; i++) {
                    choices[i] = last.choice(i);
                }
                choices[point] = choice + 1;
                return Schedule.of(choices, choices.length);
            }
            deviations = before;
        }
        return null;
    }
}
