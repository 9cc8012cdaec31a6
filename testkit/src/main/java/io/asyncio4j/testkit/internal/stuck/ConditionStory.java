package io.asyncio4j.testkit.internal.stuck;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who has signalled a condition, and who waits for it. */
final class ConditionStory {

    private final Map<Long, Act> waiting = new LinkedHashMap<>();
    private final Map<Long, Act> lastWaits = new LinkedHashMap<>();
    // the last signal that came when nobody waited
    private @Nullable Act unheard;
    // the last one that has woken somebody, and whom it has found waiting
    private @Nullable Act heard;
    private List<Act> found = List.of();

    /** @param more by how many more tasks wait than before */
    void add(Act act, int more) {
        if (more > 0) {
            waiting.put(act.task(), act);
            lastWaits.put(act.task(), act);
        } else if (more < 0) {
            waiting.remove(act.task());
        } else if (isSignal(act)) {
            if (waiting.isEmpty()) {
                unheard = act;
            } else {
                heard = act;
                found = List.copyOf(waiting.values());
            }
        }
    }

    // a task that was cancelled when it waited passes a signal on, which is no signal of its own
    private boolean isSignal(Act act) {
        Act waited = lastWaits.get(act.task());
        return waited == null || !act.isOfSamePlace(waited);
    }

    /** {@return a sentence if a signal did not reach those who wait, else an empty text} */
    String text(String condition) {
        if (waiting.isEmpty()) {
            return "";
        }
        Act first = waiting.values().iterator().next();
        Act heard = this.heard;
        if (heard != null) {
            Act passedOver = found.stream().filter(waiting::containsValue).findFirst().orElse(null);
            Act woken = found.stream().filter(act -> !waiting.containsValue(act)).findFirst().orElse(null);
            if (passedOver != null && woken != null) {
                return condition + " was signalled by " + heard + ", which has woken " + woken.who()
                        + " and not " + passedOver
                        + ". If any of them may be the one that can go on, wake all: signalAll.";
            }
        }
        Act unheard = this.unheard;
        if (unheard != null && unheard.number() < first.number()
                && (heard == null || heard.number() < unheard.number())) {
            return condition + " was signalled by " + unheard + " when nobody waited for it, before " + first
                    + " came. A signal is not kept: look before waiting whether there is need to, with waitFor.";
        }
        return "";
    }
}
