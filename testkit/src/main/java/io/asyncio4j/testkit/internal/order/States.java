package io.asyncio4j.testkit.internal.order;

import io.asyncio4j.EventLoop;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.spi.LoopView;
import io.asyncio4j.testkit.internal.look.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The states in which an exhaustive exploration has had a choice. What can follow from a state that was there before, with
 * as many steps out of their turn to spend, has been seen, or is about to be; so nothing else is tried from there.
 *
 * <p>A state is what the test says of its own objects, and what the kit knows of the loop: where each task stands and for whom
 * it waits, who is ready in which order, when timers are due from now, what is under way. Of numbers that only count up there
 * is nothing in it.
 */
/*
 * Depth first, all that follows from a state is tried before the search meets an equal one elsewhere; and where the equal one
 * follows from itself, a round trip, whatever follows from the second follows from the first.
 */
public final class States {

    // with how many deviations left a state was met, at most
    private final Map<List<Object>, Integer> seen = new HashMap<>();

    /** Notes a state, and says whether it was met before with at least {@code left} deviations left. */
    boolean wasSeen(List<Object> state, int left) {
        Integer before = seen.get(state);
        if (before != null && before >= left) {
            return true;
        }
        seen.put(state, left);
        return false;
    }

    /** {@return the state of a loop that is held here}, beside {@code own}, which is the test's */
    public static List<Object> of(Object own, LoopView view, Labels labels, long nanos,
            List<String> underWay) {
        List<Object> state = new ArrayList<>();
        state.add(own);
        for (TaskSnapshot task : LoopSnapshot.of(EventLoop.running()).tasks()) {
            state.add(List.of(task.id(), task.state(), task.stack(), task.awaitedBy()));
        }
        for (int place = 0; place < view.readyCount(); place++) {
            state.add(labels.of(view.ready(place)));
        }
        state.add(Arrays.stream(view.timers()).map(timer -> timer - nanos).sorted().boxed().toList());
        state.add(underWay);
        return state;
    }
}
