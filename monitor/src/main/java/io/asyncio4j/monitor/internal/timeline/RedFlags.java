package io.asyncio4j.monitor.internal.timeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What is wrong with what a loop did, as sentences; the worst of each kind, and how many more there are. */
final class RedFlags {

    /** How many of a kind are told. */
    static final int MOST_OF_A_KIND = 5;

    private RedFlags() {}

    static List<Flag> of(Timeline timeline) {
        var flags = new ArrayList<Flag>();
        add(HoldFlags.longSteps(timeline), flags);
        add(HoldFlags.starved(timeline), flags);
        add(HoldFlags.neverAwait(timeline), flags);
        add(WaitFlags.convoys(timeline), flags);
        add(GrowthFlags.growing(timeline), flags);
        add(GrowthFlags.timerStorms(timeline), flags);
        add(WaitFlags.naps(timeline), flags);
        add(EndFlags.ignoredCancels(timeline), flags);
        add(EndFlags.unretrieved(timeline), flags);
        return flags;
    }

    private static void add(List<Flag> ofAKind, List<Flag> flags) {
        List<Flag> worst =
                ofAKind.stream().sorted(Comparator.comparingLong(Flag::weight).reversed()).toList();
        flags.addAll(worst.subList(0, Math.min(MOST_OF_A_KIND, worst.size())));
        int more = worst.size() - MOST_OF_A_KIND;
        if (more > 0) {
            Flag next = worst.get(MOST_OF_A_KIND);
            flags.add(new Flag(next.kind(), "And " + more + " more of this kind.", next.nanos(), next.task(),
                    0));
        }
    }

    /** {@return what tasks like this one have in common}: the name without numbers, or else the coroutine */
    static String kindOf(Timeline.Task task) {
        return task.name.matches("Task-\\d+") && !task.coroutine.isEmpty() ? task.coroutine
                : task.name.replaceAll("\\d+", "#");
    }

    /** {@return what a step is called in a sentence} */
    static String called(Timeline timeline, Timeline.Step step) {
        return step.task == Timeline.NONE ? "callback " + step.text : called(timeline.tasks.get(step.task));
    }

    static String called(Timeline.Task task) {
        return "task '" + task.name + "'"
                + (task.name.equals("Task-" + task.id) && !task.coroutine.isEmpty()
                        ? " (" + task.coroutine + ")" : "");
    }

    static String capital(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
