package io.asyncio4j.testkit.internal.order;

import io.asyncio4j.spi.LoopObserver.ObservedTask;
import io.asyncio4j.spi.LoopObserver.Step;
import io.asyncio4j.spi.LoopView;
import io.asyncio4j.spi.StepOrder;
import io.asyncio4j.testkit.internal.look.StepTable;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Lets a strategy choose at each point where more than one task could go next, and keeps what it chose. What is no task, a
 * callback or the end of a sleep, keeps its place among the others: it is chosen only when it is first.
 */
public final class Decisions implements StepOrder {

    /** Whom to take, of whom there is. */
    public interface Strategy {

        /**
         * {@return a number from 0, the first in the queue, to {@code count} - 1}
         *
         * @param point how many choices were made before
         * @param candidates the steps that may be taken, of which the first {@code count} count; none where nothing can
         *     run, and the choice is what comes next from outside
         */
        int choose(int point, Step[] candidates, int count);
    }

    private final Strategy strategy;
    private final @Nullable StepTable table;

    private Step[] candidates = new Step[8];
    private int[] places = new int[8];
    private int[] choices = new int[32];
    private int[] widths = new int[32];
    private int points;
    private @Nullable StepCounts counts;
    // for an exhaustive exploration
    private @Nullable States states;
    private @Nullable Callable<List<Object>> state;
    private @Nullable Reduction reduction;
    private int begins;
    private int bound;
    private int deviations;
    private int prunedAt = Integer.MAX_VALUE;

    public Decisions(Strategy strategy, @Nullable StepTable table) {
        this.strategy = strategy;
        this.table = table;
    }

    /** Looks, from the point {@code begins} on, whether what can follow was tried from an equal state before. */
    public void prune(States states, int begins, int bound) {
        this.states = states;
        this.begins = begins;
        this.bound = bound;
    }

    public void compareStates(Callable<List<Object>> state) {
        this.state = state;
    }

    /** Lets {@code reduction} see what is chosen, and what the steps do. */
    public void reduce(Reduction reduction) {
        this.reduction = reduction;
        reduction.beginRun();
    }

    /** {@return who sees what the steps do, or null} */
    @Nullable
    public Reduction reduction() {
        return reduction;
    }

    private void look() {
        if (states == null || state == null || points < begins || prunedAt < points) {
            return;
        }
        try {
            if (states.wasSeen(state.call(), bound - deviations)) {
                prunedAt = points;
            }
        } catch (Exception e) {
            throw new IllegalStateException("the state of the test cannot be asked", e);
        }
    }

    /** {@return the first point from which nothing else need be tried} */
    int prunedAt() {
        return Math.min(points, prunedAt);
    }

    /** Lets {@code counts} know who takes how many steps. */
    public void count(StepCounts counts) {
        this.counts = counts;
    }

    @Override
    public int next(LoopView loop) {
        int count = collect(loop);
        int choice = count == 1 ? 0 : choose(candidates, count);
        if (table != null) {
            table.add(candidates[choice], choice != 0);
        }
        if (reduction != null) {
            reduction.taken(loop, candidates[choice], count);
        }
        if (counts != null && candidates[choice] instanceof ObservedTask task) {
            counts.add(task.id());
        }
        return places[choice];
    }

    /** Says whether what happens is written down for people. */
    public boolean hasTable() {
        return table != null;
    }

    /** {@return which of {@code count} things comes next from outside: results of other threads, the next timer} */
    public int chooseOutside(int count, java.util.function.IntFunction<String> names) {
        int choice = count == 1 ? 0 : choose(new Step[0], count);
        if (table != null) {
            table.addOutside(names.apply(choice), choice != 0);
        }
        return choice;
    }

    private int collect(LoopView loop) {
        int ready = loop.readyCount();
        if (ready > candidates.length) {
            candidates = Arrays.copyOf(candidates, ready << 1);
            places = new int[ready << 1];
        }
        places[0] = 0;
        candidates[0] = loop.ready(0);
        int count = 1;
        for (int place = 1; place < ready; place++) {
            Step step = loop.ready(place);
            if (step instanceof ObservedTask) {
                candidates[count] = step;
                places[count++] = place;
            }
        }
        return count;
    }

    private int choose(Step[] among, int count) {
        look();
        int choice = reduction == null ? strategy.choose(points, among, count)
                : among.length == 0 ? reduction.chooseOutside(count) : reduction.choose(among, count);
        deviations += choice == 0 ? 0 : 1;
        if (points == choices.length) {
            choices = Arrays.copyOf(choices, points << 1);
            widths = Arrays.copyOf(widths, points << 1);
        }
        choices[points] = choice;
        widths[points++] = count;
        return choice;
    }

    public Schedule schedule() {
        return Schedule.of(choices, points);
    }

    /** {@return how many choices were made} */
    public int points() {
        return points;
    }

    /** {@return how many there were to choose from at {@code point}} */
    int width(int point) {
        return widths[point];
    }

    int choice(int point) {
        return choices[point];
    }
}
