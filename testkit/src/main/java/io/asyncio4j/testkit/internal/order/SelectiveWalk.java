package io.asyncio4j.testkit.internal.order;

import io.asyncio4j.spi.LoopObserver.ObservedTask;
import io.asyncio4j.spi.LoopObserver.Step;
import io.asyncio4j.testkit.internal.chance.Draws;
import io.asyncio4j.testkit.internal.chance.SplitMix;
import java.util.HashSet;
import java.util.Set;

/**
 * Selectively uniform random walk. A random walk that chooses anybody each time favours orders in which short tasks are done
 * early; one that chooses by how many steps each task has to go makes all orders of the steps as likely as each other. Of
 * many tasks that would be too many orders: so each schedule selects a few tasks whose order counts, and lets the others go
 * by chance between them.
 */
/*
 * Who of the selected goes next is drawn before it is ready: `intended`. The other selected ones wait for it, for as long as
 * somebody else can go; else it is drawn anew among those that are there.
 */
public final class SelectiveWalk implements Decisions.Strategy {

    private static final int NOBODY = -1;

    private final SplitMix random;
    private final StepCounts counts;
    private final Set<Long> selected = new HashSet<>();
    private final boolean selectsAll;
    private long intended = NOBODY;

    public SelectiveWalk(long seed, StepCounts counts) {
        this.random = SplitMix.of(seed, 9);
        this.counts = counts;
        var tasks = counts.tasks().toArray(Long[]::new);
        selectsAll = tasks.length < 3 || Draws.below(random, 2) == 0;
        int most = 2 + Draws.below(random, Math.max(1, tasks.length - 2));
        while (!selectsAll && selected.size() < most) {
            selected.add(tasks[Draws.below(random, tasks.length)]);
        }
    }

    @Override
    public int choose(int point, Step[] candidates, int count) {
        if (candidates.length == 0) {
            return Draws.below(random, count);
        }
        if (!(candidates[0] instanceof ObservedTask)) {
            return 0; // a callback that is first goes, so that nobody is kept from what it does
        }
        int place = placeOf(intended, candidates, count);
        if (place == NOBODY) {
            place = draw(candidates, count);
        }
        int others = 0;
        for (int i = 0; i < count; i++) {
            others += isSelected(candidates[i]) ? 0 : 1;
        }
        int choice = Draws.below(random, others + (place == NOBODY ? 0 : 1));
        if (choice == others) {
            intended = NOBODY;
            return place;
        }
        return unselected(choice, candidates);
    }

    private boolean isSelected(Step step) {
        return selectsAll || step instanceof ObservedTask task && selected.contains(task.id());
    }

    private static int placeOf(long task, Step[] candidates, int count) {
        for (int i = 0; i < count; i++) {
            if (candidates[i] instanceof ObservedTask each && each.id() == task) {
                return i;
            }
        }
        return NOBODY;
    }

    // by how many steps each has to go
    private int draw(Step[] candidates, int count) {
        int all = 0;
        for (int i = 0; i < count; i++) {
            all += weight(candidates[i]);
        }
        if (all == 0) {
            return NOBODY;
        }
        int at = Draws.below(random, all);
        int place = 0;
        for (; at >= weight(candidates[place]); place++) {
            at -= weight(candidates[place]);
        }
        intended = ((ObservedTask) candidates[place]).id();
        return place;
    }

    private int weight(Step step) {
        return isSelected(step) && step instanceof ObservedTask task ? counts.left(task.id()) : 0;
    }

    private int unselected(int number, Step[] candidates) {
        int place = 0;
        for (int left = number; isSelected(candidates[place]) || left-- > 0;) {
            place++;
        }
        return place;
    }
}
