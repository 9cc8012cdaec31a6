package io.asyncio4j.monitor.internal.timeline;

import io.asyncio4j.monitor.internal.timeline.Timeline.Mark;
import io.asyncio4j.monitor.internal.timeline.Timeline.Step;
import io.asyncio4j.monitor.internal.timeline.Timeline.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests to cancel that went nowhere, and failures that nobody has looked at. */
final class EndFlags {

    // a task that cleans up may await a few times before it ends
    private static final int MOST_AWAITS_OF_CLEANUP = 3;

    private EndFlags() {}

    static List<Flag> ignoredCancels(Timeline timeline) {
        Map<Integer, Mark> asked = new LinkedHashMap<>();
        for (Mark mark : timeline.marks) {
            switch (mark.kind()) {
                case CANCEL -> asked.putIfAbsent(mark.task(), mark);
                case UNCANCELLED -> asked.remove(mark.task());
                default -> {
                    // something else
                }
            }
        }
        Map<Integer, Integer> awaits = awaitsSince(timeline, asked);
        var flags = new ArrayList<Flag>();
        asked.forEach((index, mark) -> {
            Task task = timeline.tasks.get(index);
            int count = awaits.getOrDefault(index, 0);
            String how = task.ignoredCancel
                    ? "and ended with " + (task.outcome.equals("failed") ? "a failure" : "a value")
                            + " all the same"
                    : task.ended < 0 && count > MOST_AWAITS_OF_CLEANUP
                            ? "and goes on, " + RedFlags.count(count) + " awaits and "
                                    + Times.text(timeline.nanos - mark.nanos()) + " later"
                    : "";
            if (!how.isEmpty()) {
                flags.add(new Flag("cancel-ignored",
                        RedFlags.capital(RedFlags.called(task)) + " was asked to cancel" + by(timeline, mark)
                                + " at " + Times.text(mark.nanos())
                                + (mark.text().isEmpty() ? "" : " (" + mark.text() + ")") + ", " + how
                                + "; a CancelledError that is caught is to be thrown on.",
                        mark.nanos(), index, timeline.nanos - mark.nanos()));
            }
        });
        return flags;
    }

    private static String by(Timeline timeline, Mark mark) {
        return mark.step() < 0 ? "" : " by " + RedFlags.called(timeline, timeline.steps.get(mark.step()));
    }

    private static Map<Integer, Integer> awaitsSince(Timeline timeline, Map<Integer, Mark> asked) {
        Map<Integer, Integer> awaits = new HashMap<>();
        if (!asked.isEmpty()) {
            for (Step step : timeline.steps) {
                Mark mark = asked.get(step.task);
                if (mark != null && step.start >= mark.nanos() && step.text != null) {
                    awaits.merge(step.task, 1, Integer::sum);
                }
            }
        }
        return awaits;
    }

    static List<Flag> unretrieved(Timeline timeline) {
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < timeline.tasks.size(); i++) {
            Task task = timeline.tasks.get(i);
            if (task.unretrieved) {
                groups.computeIfAbsent(RedFlags.kindOf(task) + " " + task.failure, _ -> new ArrayList<>())
                        .add(i);
            }
        }
        var flags = new ArrayList<Flag>();
        for (List<Integer> group : groups.values()) {
            int index = group.getFirst();
            Task first = timeline.tasks.get(index);
            int count = group.size();
            flags.add(new Flag("failure-unretrieved",
                    RedFlags.capital(RedFlags.called(first)) + " has failed at "
                            + Times.text(Math.max(0, first.ended))
                            + " with " + first.failure + ", and until the end nobody has awaited it or asked"
                            + (count == 1 ? "." : "; nor " + RedFlags.count(count - 1) + " more like it."),
                    Math.max(0, first.ended), index, count));
        }
        return flags;
    }
}
