package io.asyncio4j.testkit.internal.stuck;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who has set and cleared an event, and who waits for it. */
final class EventStory {

    private final Map<Long, Act> waiting = new LinkedHashMap<>();
    private @Nullable Act lastSet;
    private @Nullable Act lastClear;

    /** @param more by how many more tasks wait than before */
    void add(Act act, int more, boolean wasSet, boolean isSet) {
        if (more > 0) {
            waiting.put(act.task(), act);
        } else if (more < 0) {
            waiting.remove(act.task());
        } else if (isSet) {
            lastSet = act;
        } else if (wasSet) {
            lastClear = act;
        }
    }

    /** {@return a sentence if it was set, and cleared before those came who wait; else an empty text} */
    String text(String event) {
        Act set = lastSet;
        Act clear = lastClear;
        if (waiting.isEmpty() || set == null || clear == null || clear.number() < set.number()) {
            return "";
        }
        Act first = waiting.values().iterator().next();
        return event + " was set by " + set + " and cleared by " + clear + " before " + first
                + " came to wait for it. Clear it first, then look for what there is to do; or do not clear it.";
    }
}
