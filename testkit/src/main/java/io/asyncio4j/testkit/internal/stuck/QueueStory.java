package io.asyncio4j.testkit.internal.stuck;

import io.asyncio4j.sync.QueueStatistics;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Who has taken items out of a queue, and said that the work on them is done; and who waits until that was said of all. */
final class QueueStory {

    private static final int MOST_TAKERS = 5;

    // whose last use of the queue has changed nothing: if they wait in it, they join it
    private final Map<Long, Act> joining = new LinkedHashMap<>();
    // a take for each item that is not done, the oldest first
    private final ArrayDeque<Act> taken = new ArrayDeque<>();

    void add(Act act, QueueStatistics before, QueueStatistics after) {
        joining.remove(act.task());
        boolean fewerItems = after.size() < before.size();
        boolean fewerToDo = after.unfinishedTasks() < before.unfinishedTasks();
        if (fewerItems && !fewerToDo) {
            taken.add(act);
        } else if (fewerToDo && !fewerItems) { // with fewer of both, it was shut down at once
            done(act);
        } else if (after.equals(before)) {
            joining.put(act.task(), act);
        }
    }

    // whoever calls taskDone means what it has taken itself, if there is any
    private void done(Act act) {
        Act own = taken.stream().filter(each -> each.task() == act.task()).findFirst().orElse(null);
        if (own == null || !taken.removeFirstOccurrence(own)) {
            taken.poll();
        }
    }

    /**
     * {@return a sentence if there is somebody who waits until all items are done, else an empty text}
     *
     * @param waiting the numbers of the tasks that wait in it, for whatever
     * @param alive the numbers of the tasks that have not ended
     */
    String text(String queue, QueueStatistics now, Set<Long> waiting, Set<Long> alive) {
        String who = joining.values().stream().filter(act -> waiting.contains(act.task())).map(Act::toString)
                .collect(Collectors.joining(" and "));
        if (who.isEmpty() || now.unfinishedTasks() == 0) {
            return "";
        }
        var text = new StringBuilder(who).append(" waits until all items of ").append(queue)
                .append(" are done. ");
        if (now.size() > 0) {
            text.append(now.size()).append(now.size() == 1 ? " is" : " are").append(
                    " still in it, and nobody takes it out: let somebody, or shut it down with shutdown(true). ");
        }
        if (!taken.isEmpty()) {
            text.append("taskDone was not called for ").append(taken.size()).append(", taken by ")
                    .append(taken.stream()
                            .map(act -> act + (alive.contains(act.task()) ? "" : ", which has ended"))
                            .distinct().limit(MOST_TAKERS).collect(Collectors.joining("; by ")))
                    .append(". Call it for each item that was taken, in a finally: also when the work on it fails.");
        }
        return text.toString().strip();
    }
}
