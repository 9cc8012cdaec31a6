package io.asyncio4j.testkit.internal.world;

import io.asyncio4j.spi.LoopView;
import io.asyncio4j.testkit.internal.order.Decisions;
import io.asyncio4j.testkit.internal.order.Reduction;
import java.util.Arrays;
import java.util.List;

/** What an exploration chooses to come next from outside: a result that is under way, a signal, the next timer. */
final class OutsideChoices {

    private static final String TIMER = "a timer fires";
    /** That time does not go on. */
    static final long STANDS_STILL = -1;

    private final Decisions decisions;
    private final Arrivals arrivals;
    private boolean areUsed; // whether there has been anything under way

    OutsideChoices(Decisions decisions, Arrivals arrivals) {
        this.decisions = decisions;
        this.arrivals = arrivals;
    }

    private void tellReduction() {
        Reduction reduction = decisions.reduction();
        if (reduction != null) {
            reduction.isInFlight();
        }
    }

    /**
     * Where nothing is ready, any of the results that are under way may come, or time may go on to the next timer while they
     * are.
     *
     * @param timer when that is due, or {@link #STANDS_STILL} if there is none
     * @return to when time goes, or {@link #STANDS_STILL}
     */
    long whenNothingIsReady(long timer) {
        tellReduction();
        List<Arrivals.Timed> heads = arrivals.heads();
        int choice = decisions.chooseOutside(heads.size() + (timer == STANDS_STILL ? 0 : 1),
                place -> place < heads.size() ? nameOf(heads.get(place)) : TIMER);
        if (choice == heads.size()) {
            return timer;
        }
        letIn(heads.get(choice));
        return STANDS_STILL;
    }

    /**
     * While others are ready, a result may come in too, or the next timer fire, because a step has taken its time.
     *
     * @return to when time goes, or {@link #STANDS_STILL}
     */
    long meanwhile(LoopView loop, long now) {
        List<Arrivals.Timed> heads = arrivals.heads();
        areUsed |= !heads.isEmpty();
        if (!areUsed) {
            return STANDS_STILL;
        }
        tellReduction();
        long timer = Arrays.stream(loop.timers()).filter(when -> when > now).min().orElse(STANDS_STILL);
        int count = 1 + heads.size() + (timer == STANDS_STILL ? 0 : 1);
        if (count == 1) {
            return STANDS_STILL;
        }
        int choice = decisions.chooseOutside(count,
                place -> place == 0 ? "" : place <= heads.size() ? nameOf(heads.get(place - 1)) : TIMER);
        if (choice > heads.size()) {
            return timer;
        }
        if (choice > 0) {
            letIn(heads.get(choice - 1));
        }
        return STANDS_STILL;
    }

    private void letIn(Arrivals.Timed comes) {
        arrivals.remove(comes);
        comes.arrival().letIn();
    }

    private static String nameOf(Arrivals.Timed comes) {
        return comes.arrival() instanceof SignalArrival signal ? signal + " comes" : "a result arrives";
    }
}
