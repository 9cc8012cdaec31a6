package io.asyncio4j.monitor.internal.timeline;

import io.asyncio4j.monitor.internal.timeline.Timeline.Mark;
import io.asyncio4j.monitor.internal.timeline.Timeline.Step;
import io.asyncio4j.monitor.internal.timeline.Timeline.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Steps that held the loop, and what had to wait meanwhile. */
final class HoldFlags {

    private static final long SLOW_NANOS = 100_000_000;
    private static final long STARVED_NANOS = 50_000_000;
    private static final long COMPUTES_NANOS = 20_000_000;

    private HoldFlags() {}

    static long slowNanos(Timeline timeline) {
        return Math.min(timeline.slowNanos, SLOW_NANOS);
    }

    // Steps at the same place are one matter.
    static List<Flag> longSteps(Timeline timeline) {
        Map<String, List<Step>> places = new LinkedHashMap<>();
        Map<Step, String> stacks = stacks(timeline);
        long outerEnd = -1;
        for (Step step : timeline.steps) {
            boolean isWithinAnother = step.start < outerEnd;
            outerEnd = Math.max(outerEnd, step.end);
            if (!isWithinAnother && step.nanos() >= slowNanos(timeline)) {
                String kind = step.task == Timeline.NONE ? String.valueOf(step.text)
                        : RedFlags.kindOf(timeline.tasks.get(step.task));
                places.computeIfAbsent(kind + " " + topOf(stacks.get(step)), _ -> new ArrayList<>())
                        .add(step);
            }
        }
        var flags = new ArrayList<Flag>();
        for (List<Step> steps : places.values()) {
            Step worst = steps.stream().max((a, b) -> Long.compare(a.nanos(), b.nanos())).orElseThrow();
            String place = topOf(stacks.get(worst));
            flags.add(new Flag(
                    "long-step", RedFlags.capital(RedFlags.called(timeline, worst)) + " held the loop for "
                            + Times.text(worst.nanos())
                            + (worst.end == timeline.nanos ? " and still does" : "")
                            + ", from " + Times.text(worst.start) + " on"
                            + (place.isEmpty() ? "" : ", in " + place) + "; nothing else could run."
                            + (steps.size() == 1 ? ""
                                    : " There were " + RedFlags.count(steps.size()) + " such steps there."),
                    worst.start, worst.task, worst.nanos()));
        }
        return flags;
    }

    private static String topOf(@Nullable String stack) {
        if (stack == null) {
            return "";
        }
        return stack.lines().filter(line -> !line.startsWith("Thread.")).findFirst()
                .orElse(stack.lines().findFirst().orElse(""));
    }

    /** {@return where steps were that were looked at while they held the loop} */
    private static Map<Step, String> stacks(Timeline timeline) {
        Map<Step, String> stacks = new HashMap<>();
        long[] latestEnds = latestEnds(timeline);
        for (Mark mark : timeline.marks) {
            if (mark.kind() == Mark.Kind.HELD) {
                Step step = at(timeline, latestEnds, mark.nanos(), mark.task());
                if (step != null) {
                    stacks.put(step, mark.text());
                }
            }
        }
        return stacks;
    }

    /** {@return for each step the latest end of it and all before it}, so that a search backwards knows when to stop */
    private static long[] latestEnds(Timeline timeline) {
        var ends = new long[timeline.steps.size()];
        long latest = Timeline.NONE;
        for (int i = 0; i < ends.length; i++) {
            latest = Math.max(latest, timeline.steps.get(i).end);
            ends[i] = latest;
        }
        return ends;
    }

    /** {@return the step of {@code task} that runs at {@code nanos}, or null} */
    private static @Nullable Step at(Timeline timeline, long[] latestEnds, long nanos, int task) {
        for (int i = lastBefore(timeline, nanos); i >= 0 && latestEnds[i] >= nanos; i--) {
            Step step = timeline.steps.get(i);
            if (step.task == task && step.end >= nanos) {
                return step;
            }
        }
        return null;
    }

    private static int lastBefore(Timeline timeline, long nanos) {
        int low = 0;
        int high = timeline.steps.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (timeline.steps.get(middle).start <= nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    static List<Flag> starved(Timeline timeline) {
        Map<String, Starved> kinds = new LinkedHashMap<>();
        for (int i = 0; i < timeline.steps.size(); i++) {
            Step step = timeline.steps.get(i);
            if (step.task != Timeline.NONE && step.readyAt >= 0
                    && step.start - step.readyAt >= STARVED_NANOS) {
                kinds.computeIfAbsent(RedFlags.kindOf(timeline.tasks.get(step.task)), _ -> new Starved())
                        .add(i, step);
            }
        }
        var flags = new ArrayList<Flag>();
        for (Starved each : kinds.values()) {
            Step worst = timeline.steps.get(each.worst);
            flags.add(new Flag("starved",
                    RedFlags.capital(RedFlags.called(timeline, worst)) + " was ready for "
                            + Times.text(worst.start - worst.readyAt) + " before it ran, from "
                            + Times.text(worst.readyAt) + " on; " + busiest(timeline, each.worst) + "."
                            + (each.count == 1 ? ""
                                    : " Tasks like it had to wait " + RedFlags.count(each.count)
                                            + " times for so long."),
                    worst.readyAt, worst.task, worst.start - worst.readyAt));
        }
        return flags;
    }

    private static final class Starved {
        private int worst = -1;
        private long worstNanos;
        private int count;

        void add(int index, Step step) {
            count++;
            if (step.start - step.readyAt > worstNanos) {
                worst = index;
                worstNanos = step.start - step.readyAt;
            }
        }
    }

    /** {@return who had the loop while a step was ready and did not run} */
    private static String busiest(Timeline timeline, int index) {
        Step waiting = timeline.steps.get(index);
        Map<String, Long> shares = new HashMap<>();
        int count = 0;
        for (int i = index - 1; i >= 0; i--) {
            Step step = timeline.steps.get(i);
            if (step.end <= waiting.readyAt) {
                break;
            }
            count++;
            long nanos = Math.min(step.end, waiting.start) - Math.max(step.start, waiting.readyAt);
            String kind = step.task == Timeline.NONE ? "callback " + step.text
                    : "'" + RedFlags.kindOf(timeline.tasks.get(step.task)) + "'";
            shares.merge(kind, nanos, Long::sum);
        }
        long all = waiting.start - waiting.readyAt;
        int steps = count;
        return shares.entrySet().stream().max(Map.Entry.comparingByValue())
                .map(most -> RedFlags.count(steps) + (steps == 1 ? " step" : " steps")
                        + " went before it, and " + most.getKey() + " had the loop for "
                        + Math.round(100.0 * most.getValue() / all) + " % of that time")
                .orElse("the loop did something else");
    }

    static List<Flag> neverAwait(Timeline timeline) {
        Map<String, List<Task>> groups = new LinkedHashMap<>();
        for (Task task : timeline.tasks) {
            boolean neverWaited = task.created >= 0 && task.steps == 1
                    && (task.ended >= 0 || "running".equals(firstLine(task.atEnd)));
            if (neverWaited && task.ran >= COMPUTES_NANOS) {
                groups.computeIfAbsent(RedFlags.kindOf(task), _ -> new ArrayList<>()).add(task);
            }
        }
        var flags = new ArrayList<Flag>();
        for (List<Task> group : groups.values()) {
            Task first = group.getFirst();
            int size = group.size();
            long nanos = group.stream().mapToLong(task -> task.ran).sum();
            flags.add(new Flag("never-awaits",
                    (size == 1 ? RedFlags.capital(RedFlags.called(first)) + " has"
                            : RedFlags.count(size) + " tasks such as '" + first.name + "' have")
                            + " run for " + Times.text(nanos) + (size == 1 ? "" : " in all")
                            + " without one await; such work belongs on another thread: toThread, blocking,"
                            + " or sleep(0) now and then.",
                    first.created, timeline.tasks.indexOf(first), nanos));
        }
        return flags;
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }
}
