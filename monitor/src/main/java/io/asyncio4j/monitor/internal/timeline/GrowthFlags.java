package io.asyncio4j.monitor.internal.timeline;

import io.asyncio4j.monitor.internal.timeline.Timeline.Size;
import io.asyncio4j.monitor.internal.timeline.Timeline.Step;
import io.asyncio4j.monitor.internal.timeline.Timeline.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What grows and does not shrink, and timers by the thousand. */
final class GrowthFlags {

    private static final int PARTS = 5;
    private static final long FEWEST_MORE = 100;
    private static final double FACTOR = 1.5;
    private static final int MOST_TIMERS_A_SECOND = 10_000;
    private static final int FEWEST_TIMERS = 5_000;

    private GrowthFlags() {}

    static List<Flag> growing(Timeline timeline) {
        var flags = new ArrayList<Flag>();
        var ready = new Trend(timeline.nanos);
        for (Step step : timeline.steps) {
            if (step.task != Timeline.NONE) {
                ready.add(step.start, step.readyBehind);
            }
        }
        if (ready.onlyGrows()) {
            flags.add(new Flag("growing", "The ready queue only grew, " + ready
                    + ": the loop is given more to do than it can do.", ready.lastNanos, Timeline.NONE,
                    ready.growth()));
        }
        addTasks(timeline, flags);
        Map<String, Trend> sizes = new LinkedHashMap<>();
        for (Size size : timeline.sizes) {
            sizes.computeIfAbsent(size.what(), _ -> new Trend(timeline.nanos)).add(size.nanos(), size.size());
        }
        sizes.forEach((what, trend) -> {
            if (trend.onlyGrows()) {
                flags.add(new Flag("growing", what + " only grew, " + trend
                        + ": more is put into it than is taken out; give it a maxsize, so that whoever puts has"
                        + " to wait.", trend.lastNanos, Timeline.NONE, trend.growth()));
            }
        });
        return flags;
    }

    private static void addTasks(Timeline timeline, List<Flag> flags) {
        record Change(long nanos, int by) {}
        var changes = new ArrayList<Change>();
        long before = 0;
        for (Task task : timeline.tasks) {
            if (task.created >= 0) {
                changes.add(new Change(task.created, 1));
            } else {
                before++;
            }
            if (task.ended >= 0) {
                changes.add(new Change(task.ended, -1));
            }
        }
        changes.sort((a, b) -> Long.compare(a.nanos(), b.nanos()));
        var alive = new Trend(timeline.nanos);
        long count = before;
        alive.add(0, count);
        for (Change change : changes) {
            count += change.by();
            alive.add(change.nanos(), count);
        }
        if (alive.onlyGrows()) {
            flags.add(new Flag("growing", "The number of tasks only grew, " + alive
                    + ": more are made than end; a Semaphore or a bounded Queue before they are made holds that"
                    + " back.", alive.lastNanos, Timeline.NONE, alive.growth()));
        }
    }

    /** Something that was counted again and again: its means in equal parts of the time. */
    private static final class Trend {
        private final long nanos;
        private final double[] sums = new double[PARTS];
        private final long[] counts = new long[PARTS];
        private long first = -1;
        private long last;
        private long lastNanos;

        Trend(long nanos) {
            this.nanos = Math.max(1, nanos);
        }

        void add(long at, long value) {
            int part = (int) Math.min(PARTS - 1, at * PARTS / nanos);
            sums[part] += value;
            counts[part]++;
            if (first < 0) {
                first = value;
            }
            last = value;
            lastNanos = at;
        }

        long growth() {
            return last - first;
        }

        boolean onlyGrows() {
            double before = -1;
            for (int i = 0; i < PARTS; i++) {
                if (counts[i] == 0) {
                    return false;
                }
                double mean = sums[i] / counts[i];
                if (mean <= before) {
                    return false;
                }
                before = mean;
            }
            return growth() >= FEWEST_MORE && last >= FACTOR * Math.max(1, first);
        }

        @Override
        public String toString() {
            return "from " + RedFlags.count(first) + " to " + RedFlags.count(last);
        }
    }

    static List<Flag> timerStorms(Timeline timeline) {
        Map<String, long[]> kinds = new HashMap<>();
        long all = 0;
        long first = 0;
        for (Step step : timeline.steps) {
            if (step.timersSet > 0) {
                if (all == 0) {
                    first = step.start;
                }
                all += step.timersSet;
                String kind = step.task == Timeline.NONE ? "callback " + step.text
                        : "'" + RedFlags.kindOf(timeline.tasks.get(step.task)) + "'";
                long[] count = kinds.computeIfAbsent(kind, _ -> new long[] {0, step.task});
                count[0] += step.timersSet;
            }
        }
        double seconds = timeline.nanos / 1e9;
        if (all < FEWEST_TIMERS || all < MOST_TIMERS_A_SECOND * seconds) {
            return List.of();
        }
        Map.Entry<String, long[]> most = kinds.entrySet().stream()
                .max((a, b) -> Long.compare(a.getValue()[0], b.getValue()[0])).orElseThrow();
        int worst = (int) most.getValue()[1];
        return List.of(new Flag("timer-storm",
                RedFlags.count(all) + " timers were set in " + Times.text(timeline.nanos)
                        + ", " + RedFlags.count(most.getValue()[0]) + " of them by " + most.getKey() + "; "
                        + RedFlags.count(timeline.fired)
                        + " of them fired. One timer for many, or a longer one, would do.",
                first, worst, all));
    }
}
