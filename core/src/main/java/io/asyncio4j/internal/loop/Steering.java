package io.asyncio4j.internal.loop;

import io.asyncio4j.Signal;
import io.asyncio4j.internal.kernel.HandleImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.Sleep;
import io.asyncio4j.internal.kernel.Surroundings;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.queue.Inbox;
import io.asyncio4j.internal.queue.ReadyQueue;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.spi.LoopView;
import io.asyncio4j.spi.OutsideWorld;
import io.asyncio4j.spi.StepOrder;
import org.jspecify.annotations.Nullable;

/** Asks those who decide, in place of first in, first out and of other threads, what a loop does. Most loops have none. */
/*
 * Whoever decides on the order of a program's steps repeats it, too, and counts. The library's own work, such as the news that
 * recordings are being looked for, comes when the machine has the time for it: so it is kept apart from what is ready, and
 * done at the beginning of a turn. Nobody who decides can see that it was there.
 */
final class Steering implements Surroundings.Steering, LoopView {

    /** What stands for the wake-up of a task that is done, which does nothing. */
    private static final LoopObserver.Step NOTHING = new LoopObserver.Step() {
        @Override
        public String toString() {
            return "<nothing>";
        }
    };

    // fixed
    private final LoopCore loop;
    private final LoopSignals signals;
    private final @Nullable StepOrder order;
    private final @Nullable OutsideWorld outside;

    // any thread puts in; empty where nobody decides on the order
    private final Inbox housekeeping = new Inbox();

    private Steering(LoopCore loop, LoopSignals signals, @Nullable StepOrder order,
            @Nullable OutsideWorld outside) {
        this.loop = loop;
        this.signals = signals;
        this.order = order;
        this.outside = outside;
        if (outside != null) {
            outside.joins(this);
        }
    }

    /** Lets {@code order} and {@code outside}, where they are not null, decide; before the loop runs for the first time. */
    static void set(LoopCore loop, LoopSignals signals, @Nullable StepOrder order,
            @Nullable OutsideWorld outside) {
        if (order != null || outside != null) {
            loop.turns.steering = new Steering(loop, signals, order, outside);
            if (order != null) {
                loop.turns.nestedSteps++; // no step is taken without going back to the loop's own thread, which asks
            }
        }
    }

    @Override
    public @Nullable OutsideWorld outside() {
        return outside;
    }

    @Override
    public void chooseNext() {
        if (order != null) {
            int place = order.next(this);
            if (place != 0) {
                loop.turns.ready.bringForward(place);
            }
        }
    }

    @Override
    public boolean takesFromOutside(Object entry) {
        if (entry instanceof LoopObserver.Housekeeping) {
            if (order == null) {
                return false;
            }
            housekeeping.put(entry);
            loop.turns.poller.wakeup();
            return true;
        }
        if (outside == null) {
            return false;
        }
        outside.arrives(new Entry(entry));
        return true;
    }

    @Override
    public void keepHouse() {
        if (!housekeeping.isEmpty()) {
            housekeeping.drainTo(entry -> loop.turns.call((HandleImpl) entry));
        }
    }

    private final class Entry implements OutsideWorld.Arrival {

        private final Object entry;

        Entry(Object entry) {
            this.entry = entry;
        }

        @Override
        public void letIn() {
            loop.turns.letIn(entry);
        }

        @Override
        public LoopObserver.Step step() {
            return stepOf(entry);
        }

        @Override
        public String toString() {
            return entry.toString();
        }
    }

    private LoopObserver.Step stepOf(Object entry) {
        return switch (entry) {
            case LoopObserver.Step step -> step;
            case Long ticket -> {
                TaskImpl<?> task = loop.tasks.find(ticket);
                yield task != null ? task : NOTHING;
            }
            default -> Sleep.END;
        };
    }

    @Override
    public int readyCount() {
        return loop.turns.ready.size();
    }

    @Override
    public LoopObserver.Step ready(int place) {
        ReadyQueue ready = loop.turns.ready;
        return stepOf(ready.at(place));
    }

    @Override
    public int leftInTurn() {
        return loop.turns.leftInTurn;
    }

    @Override
    public long[] timers() {
        return loop.timers().deadlines();
    }

    @Override
    public int workElsewhere() {
        return loop.turns.workElsewhere;
    }

    @Override
    public boolean raise(String signal) {
        return signals.raise(Signal.valueOf(signal));
    }

    @Override
    public boolean isHeldHere() {
        return loop.isHeldHere();
    }
}
