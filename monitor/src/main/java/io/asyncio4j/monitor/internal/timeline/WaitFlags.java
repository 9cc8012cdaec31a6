package io.asyncio4j.monitor.internal.timeline;

import io.asyncio4j.monitor.internal.timeline.Timeline.Step;
import io.asyncio4j.monitor.internal.timeline.Timeline.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Waits that cost more than they should: tasks in line for one lock, and tasks that look again and again. */
final class WaitFlags {

    private static final int CONVOY_LENGTH = 3;
    private static final int CONVOY_HANDS = 10;
    // of the time, how much of it somebody has to be in line
    private static final double CONVOY_SHARE = 0.1;
    private static final Pattern EXCLUSIVE =
            Pattern.compile("(lock|semaphore|boundedsemaphore) .*", Pattern.CASE_INSENSITIVE);
    private static final Pattern ACQUIRED =
            Pattern.compile(
                    "in (Lock|Semaphore|BoundedSemaphore|Condition)\\.(?:acquire|with\\w*)\\n([^\\n]*).*",
                    Pattern.DOTALL);
    private static final long NAP_NANOS = 5_000_000;
    private static final int MOST_NAPS_A_SECOND = 20;
    private static final int FEWEST_NAPS = 50;

    private WaitFlags() {}

    /** A lock, and who is in line for it. */
    private static final class Line {
        private final String what;
        private @Nullable String place;
        private int waiting;
        private int longest;
        private long longestAt;
        private int hands;
        private long waited;
        private long since;
        private long inLine;

        Line(String what) {
            this.what = what;
        }

        void join(long nanos) {
            if (waiting++ == 0) {
                since = nanos;
            }
            if (waiting > longest) {
                longest = waiting;
                longestAt = nanos;
            }
        }

        void leave(long from, long nanos) {
            hands++;
            waited += nanos - from;
            if (--waiting == 0) {
                inLine += nanos - since;
            }
        }
    }

    static List<Flag> convoys(Timeline timeline) {
        Map<String, Line> lines = new LinkedHashMap<>();
        Map<Integer, Line> lineOf = new HashMap<>();
        Map<Integer, Long> since = new HashMap<>();
        for (Step step : timeline.steps) {
            if (step.task == Timeline.NONE) {
                continue;
            }
            Line left = lineOf.remove(step.task);
            if (left != null) {
                left.leave(since.getOrDefault(step.task, step.start),
                        step.readyAt >= 0 ? step.readyAt : step.start);
            }
            String what = exclusive(step);
            if (what != null && step.end >= 0) {
                Line line = lines.computeIfAbsent(what, Line::new);
                line.join(step.end);
                line.place = line.place == null ? place(step) : line.place;
                lineOf.put(step.task, line);
                since.put(step.task, step.end);
            }
        }
        lineOf.forEach((task, line) -> line.leave(since.getOrDefault(task, timeline.nanos), timeline.nanos));
        var flags = new ArrayList<Flag>();
        for (Line line : lines.values()) {
            if (line.longest >= CONVOY_LENGTH && line.hands >= CONVOY_HANDS
                    && line.inLine >= CONVOY_SHARE * timeline.nanos) {
                flags.add(new Flag("lock-convoy",
                        line.what + (line.place == null ? "" : ", acquired at " + line.place + ",")
                                + " is a bottleneck: up to " + RedFlags.count(line.longest)
                                + " tasks at a time were in line for it, it was handed on to one of them "
                                + RedFlags.count(line.hands) + " times, and they waited "
                                + Times.text(line.waited)
                                + " in all; hold it for less, or have more of them.",
                        line.longestAt, Timeline.NONE, line.waited));
            }
        }
        return flags;
    }

    /** {@return the lock for which the task of {@code step} waits afterwards, or null if it is something else} */
    private static @Nullable String exclusive(Step step) {
        String text = step.text;
        if (text == null || EXCLUSIVE.matcher(text).matches()) {
            return text;
        }
        // one of very many goes by the line at which it is acquired, where that is known
        String site = step.site;
        Matcher called = site == null ? null : ACQUIRED.matcher(site);
        return called != null && called.matches()
                ? "The " + called.group(1) + " at " + called.group(2) : null;
    }

    /** {@return the line at which a lock without a name is acquired, if somebody has looked} */
    private static @Nullable String place(Step step) {
        String site = step.site;
        if (site == null || step.text == null || !step.text.contains(" #")) {
            return null;
        }
        Matcher called = ACQUIRED.matcher(site);
        return called.matches() ? called.group(2) : null;
    }

    private static final class Naps {
        private int count;
        private long nanos;
    }

    static List<Flag> naps(Timeline timeline) {
        Map<Integer, Naps> all = new LinkedHashMap<>();
        Map<Integer, Long> asleep = new HashMap<>();
        for (Step step : timeline.steps) {
            if (step.task == Timeline.NONE) {
                continue;
            }
            Long since = asleep.remove(step.task);
            if (since != null && step.start - since <= NAP_NANOS) {
                Naps naps = all.computeIfAbsent(step.task, _ -> new Naps());
                naps.count++;
                naps.nanos += step.start - since;
            }
            if ("sleep".equals(step.text)) {
                asleep.put(step.task, step.end);
            }
        }
        var flags = new ArrayList<Flag>();
        double seconds = timeline.nanos / 1e9;
        all.forEach((index, naps) -> {
            Task task = timeline.tasks.get(index);
            if (naps.count >= FEWEST_NAPS && naps.count >= MOST_NAPS_A_SECOND * seconds) {
                flags.add(new Flag("polling",
                        RedFlags.capital(RedFlags.called(task)) + " has slept " + RedFlags.count(naps.count)
                                + " times for " + Times.text(naps.nanos / naps.count)
                                + " or so: it looks again and again; an Event, a Condition or a Queue would wake"
                                + " it when there is something.",
                        Math.max(0, task.created), index, naps.count));
            }
        });
        return flags;
    }
}
