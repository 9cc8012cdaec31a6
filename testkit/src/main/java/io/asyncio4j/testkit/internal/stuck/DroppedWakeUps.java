package io.asyncio4j.testkit.internal.stuck;

import io.asyncio4j.Task;
import io.asyncio4j.spi.LoopObserver.Step;
import io.asyncio4j.spi.LoopView;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Wake-ups that reached a task which could not use them: it was woken, then cancelled before its turn came, and it woke nobody
 * in its place. If others wait for ever after that, this is why.
 */
final class DroppedWakeUps {

    // tasks by their numbers, which are small. Those that have let others run, and have not been at anything that could wake them
    private final BitSet gaveWay = new BitSet();
    private final BitSet waited = new BitSet();
    private final BitSet dropping = new BitSet();
    private final Map<Long, String> dropped = new LinkedHashMap<>();
    private int readyAtBegin;

    void stepBegins(LoopView loop) {
        readyAtBegin = loop.readyCount();
    }

    void stepEnds(Step step, LoopView loop) {
        if (!(step instanceof Task<?> task)) {
            return;
        }
        int id = (int) task.id();
        boolean isQueued = false;
        boolean wokeOthers = false;
        for (int place = readyAtBegin; place < loop.readyCount(); place++) {
            Step queued = loop.ready(place);
            isQueued |= queued == task;
            wokeOthers |= queued != task && queued instanceof Task<?>;
        }
        boolean drops = dropping.get(id) && !wokeOthers;
        dropping.clear(id);
        if (drops) {
            dropped.put(task.id(), task.getName());
        }
        gaveWay.set(id, isQueued);
        waited.set(id);
    }

    void cancelRequested(Task<?> task, LoopView loop) {
        int id = (int) task.id();
        if (!waited.get(id) || gaveWay.get(id)) {
            return;
        }
        for (int place = 0; place < loop.readyCount(); place++) {
            if (loop.ready(place) == task) {
                dropping.set(id);
            }
        }
    }

    /** {@return a clause that names those tasks, or an empty text} */
    String text() {
        if (dropped.isEmpty()) {
            return "";
        }
        return String.join(" and ", dropped.values().stream().map(name -> "'" + name + "'").toList())
                + (dropped.size() == 1 ? " was" : " were")
                + " cancelled between the wake-up and the turn that it brings, and woke nobody instead";
    }
}
