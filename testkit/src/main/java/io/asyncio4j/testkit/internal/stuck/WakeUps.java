package io.asyncio4j.testkit.internal.stuck;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.spi.ObjectUse;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.QueueStatistics;
import io.asyncio4j.testkit.internal.look.Places;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What has become of the wake-ups of one run, which is watched closely, so that it can be told why tasks wait for ever: an event
 * that was set and cleared before they came, a signal that came when nobody waited or that woke another one, a future in
 * whose place a later one was completed; a queue of whose items somebody has not said that they are done.
 */
/*
 * Which operation it was that used an object is not told, but it shows: what the object was like before is known when it is
 * used, and what it has become when it is used next, or when the step is over.
 */
final class WakeUps implements ObjectUse.Listener {

    private static final int MOST_FUTURES = 100_000;

    /** A future of the program's own, and where it was made. */
    private record Made(Future<?> future, String place) {}

    /** A use whose effect is not known yet. */
    private record Use(Object object, Act act, Object before) {}

    /** What an event is like, or a condition, which is never set. */
    private record Look(int waiters, boolean isSet) {}

    private final IdentityHashMap<Event, EventStory> events = new IdentityHashMap<>();
    private final IdentityHashMap<Condition, ConditionStory> conditions = new IdentityHashMap<>();
    private final IdentityHashMap<Queue<?>, QueueStory> queues = new IdentityHashMap<>();
    private final List<Made> futures = new ArrayList<>();
    private @Nullable Use open;
    private long acts;
    private boolean deaf;

    @Override
    public void made(Object object) {
        if (!deaf && object instanceof Promise<?> future && !(object instanceof Task)
                && futures.size() < MOST_FUTURES) {
            String place = Places.ofProgramsFuture();
            if (place != null) {
                futures.add(new Made(future, place));
            }
        }
    }

    @Override
    public void used(Object object, boolean changes) {
        if (deaf || !changes || !isOfInterest(object)) {
            return;
        }
        lookAtLastUse();
        Task<?> task = Asyncio.currentTask(EventLoop.running());
        var act = new Act(++acts, task == null ? 0 : task.id(),
                task == null ? "a callback" : "'" + task.getName() + "'", Places.callersPlace());
        quietly(() -> open = new Use(object, act, look(object)));
    }

    private static boolean isOfInterest(Object object) {
        return object instanceof Event || object instanceof Condition || object instanceof Queue;
    }

    private void quietly(Runnable look) {
        deaf = true;
        try {
            look.run();
        } finally {
            deaf = false;
        }
    }

    private static Object look(Object object) {
        return switch (object) {
            case Event event -> new Look(event.statistics().waiters(), event.isSet());
            case Queue<?> queue -> queue.statistics();
            default -> new Look(((Condition) object).statistics().waiters(), false);
        };
    }

    /** Sees what the last use of an object has done. */
    void lookAtLastUse() {
        Use use = open;
        open = null;
        if (use == null) {
            return;
        }
        quietly(() -> {
            Act act = use.act();
            Object now = look(use.object());
            if (use.object() instanceof Queue<?> queue) {
                queues.computeIfAbsent(queue, _ -> new QueueStory()).add(act, (QueueStatistics) use.before(),
                        (QueueStatistics) now);
                return;
            }
            var before = (Look) use.before();
            var after = (Look) now;
            int more = after.waiters() - before.waiters();
            if (use.object() instanceof Event event) {
                events.computeIfAbsent(event, _ -> new EventStory()).add(act, more, before.isSet(),
                        after.isSet());
            } else {
                conditions.computeIfAbsent((Condition) use.object(), _ -> new ConditionStory()).add(act,
                        more);
            }
        });
    }

    /** {@return sentences about queues whose items are not done, for which somebody waits, a line each; or an empty text} */
    String joins(LoopSnapshot loop) {
        lookAtLastUse();
        Set<Long> alive = loop.tasks().stream().map(TaskSnapshot::id).collect(Collectors.toSet());
        List<String> sentences = new ArrayList<>();
        quietly(() -> queues.forEach((queue, story) -> {
            Set<Long> waiting = loop.tasks().stream()
                    .filter(task -> task.waitsFor() != null && task.waitsFor().kind().equals("queue")
                            && task.waitsFor().object() == System.identityHashCode(queue))
                    .map(TaskSnapshot::id).collect(Collectors.toSet());
            String sentence = story.text(label(queue.getClass().getSimpleName(), queue.name()),
                    queue.statistics(), waiting, alive);
            sentences.add(sentence.isEmpty() ? "" : sentence + "\n");
        }));
        return String.join("", sentences.stream().sorted().toList());
    }

    /** {@return sentences about wake-ups that did not reach those who wait now, or an empty text} */
    String text() {
        lookAtLastUse();
        List<String> sentences = new ArrayList<>();
        quietly(() -> {
            events.forEach((event, story) -> {
                if (!event.isSet()) {
                    sentences.add(story.text(label("Event", event.name())));
                }
            });
            conditions.forEach((condition, story) -> sentences
                    .add(story.text(label("Condition", condition.name()))));
            addReplaced(sentences);
        });
        return sentences.stream().filter(sentence -> !sentence.isEmpty()).sorted()
                .collect(Collectors.joining("\n"));
    }

    private static String label(String type, String name) {
        return name.isEmpty() ? type : type + " '" + name + "'";
    }

    private void addReplaced(List<String> sentences) {
        for (int i = 0; i < futures.size(); i++) {
            Made first = futures.get(i);
            Collection<? extends Task<?>> waiting =
                    first.future().done() ? List.of() : first.future().awaitedBy();
            if (!waiting.isEmpty() && laterOneIsDone(first.place(), i)) {
                String who = String.join(", ",
                        waiting.stream().map(task -> "'" + task.getName() + "'").sorted().toList());
                sentences.add(who + " waits for a future that was made at " + first.place()
                        + ", and a later one that was made there has been completed: if it has taken the place of the"
                        + " first in a field, nobody can complete that any more; keep them all, or make one only"
                        + " where there is none.");
            }
        }
    }

    private boolean laterOneIsDone(String place, int after) {
        return futures.subList(after + 1, futures.size()).stream()
                .anyMatch(later -> later.place().equals(place) && later.future().done()
                        && !later.future().cancelled());
    }
}
