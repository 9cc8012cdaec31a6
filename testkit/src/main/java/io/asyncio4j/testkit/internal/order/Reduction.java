package io.asyncio4j.testkit.internal.order;

import io.asyncio4j.spi.LoopObserver.ObservedTask;
import io.asyncio4j.spi.LoopObserver.Step;
import io.asyncio4j.spi.LoopView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which orders need not be tried, because they differ from one that was only by steps that have nothing to do with
 * each other: dynamic partial order reduction (Flanagan and Godefroid, POPL 2005) with sleep sets.
 *
 * <p>Two steps have to do with each other if they are of the same task, if one of them wakes the other's task, or cancels it; if
 * both use the same object of the library, one of them changing it; if one of them lets a callback run, and the other one
 * anybody; if one of them changes what the test tells of its own objects. A test that tells nothing of those has steps that all
 * have to do with each other.
 */
/*
 * After a run, each pair of steps that have to do with each other, with no other such step between them, might come in the
 * other order: where the first one was taken, the task of the second one is to be tried, too, or, if it was not ready there,
 * one whose step let it come. So the search tries at each point only what some run has shown to matter.
 *
 * Who was tried at a point falls asleep there: after somebody else's step that has nothing to do with its own, to take it
 * leads where the search has been. It wakes by a step that has. For that, the uses of a step of an earlier run are compared
 * with those of a step of this one: by names.
 *
 * What is not known well is not reduced: while results are under way outside, where a timer is due at once, and where the test
 * has ordered cancellations, all who are ready are tried.
 *
 * Callbacks keep their order among themselves, and are run when they are first in the queue; who lets one run changes for all
 * others who they stand behind. Time goes on only when nothing is ready: all before that is before all after it.
 */
public final class Reduction {

    private static final int NO_CHOICE = -1;

    // what is used without being an object of the library
    private static final Object OWN = new Object();
    private static final Object QUEUE = new Object();
    private static final Object SEEN = new Object();
    // who makes what nobody of the program makes
    private static final Object OUTSIDE = new Object();

    private final Names names = new Names();
    private final Choices choices = new Choices();
    private final Map<Long, Object> timerNames = new HashMap<>();
    private boolean mayWake; // once it was unsure, who is asleep is tried like all others

    // of the present run
    private final List<Taken> steps = new ArrayList<>();
    private final Map<Long, Integer> wakers = new HashMap<>();
    private final Map<Object, Integer> ordinals = new HashMap<>();
    private final ArrayDeque<Object> callbacks = new ArrayDeque<>(); // the names of those that are in the queue
    private final Map<Object, Taken.Uses> asleep = new HashMap<>();
    private @Nullable Callable<?> state;
    private @Nullable Object lastState;
    private long[] timers = {};
    private int readyBefore;
    private int outsiders;
    private int epoch;
    private boolean open; // whether the last step may still do something
    private boolean inFlight;
    private boolean unsure;
    private boolean blocked; // whether all that is left was seen: the run goes on, and nothing is tried from it
    private boolean deaf;
    private boolean invariants;

    // The present run, as it happens.

    void beginRun() {
        names.beginRun();
        choices.beginRun();
        steps.clear();
        wakers.clear();
        ordinals.clear();
        callbacks.clear();
        asleep.clear();
        state = null;
        lastState = null;
        timers = new long[0];
        readyBefore = 0;
        outsiders = 0;
        epoch = 0;
        open = false;
        inFlight = false;
        unsure = false;
        blocked = false;
        deaf = false;
        invariants = false;
    }

    /** Lets it know in which state the test's own objects are. */
    public void compareStates(Callable<?> state) {
        this.state = state;
        lastState = ask(state);
    }

    private @Nullable Object ask(Callable<?> state) {
        boolean outer = deaf;
        deaf = true;
        try {
            return state.call();
        } catch (Exception e) {
            throw new IllegalStateException("the state of the test cannot be asked", e);
        } finally {
            deaf = outer;
        }
    }

    /** Does {@code something} that is no part of the program, and looks away while it uses objects. */
    public void lookAway(Runnable something) {
        lookAway();
        something.run(); // what it throws ends the run
        lookAgain();
    }

    /** What uses objects from now on is no part of the program. */
    public void lookAway() {
        deaf = true;
    }

    /** What uses objects from now on is part of the program again. */
    public void lookAgain() {
        deaf = false;
    }

    /** The test looks at the program between all steps, at what is not known. */
    public void isWatched() {
        invariants = true;
    }

    /** What happens depends on more than is known here. */
    public void isUnsure() {
        unsure = true;
    }

    /** Something is, or was, under way outside. */
    public void isInFlight() {
        inFlight = true;
        asleep.clear();
    }

    /** Nothing is ready: all that comes is after all that was. */
    public void idles() {
        epoch++;
        wakers.clear();
        asleep.clear();
    }

    /** The running step uses {@code object}. */
    public void used(Object object, boolean changes) {
        if (!deaf && !steps.isEmpty()) {
            steps.getLast().uses.add(names.of(object), changes);
        }
    }

    /** The running step makes {@code object}. */
    public void made(Object object) {
        if (steps.isEmpty()) {
            names.give(object, names.of(OUTSIDE, 0, outsiders++));
        } else {
            Taken step = steps.getLast();
            names.give(object, names.of(step.who, step.ordinal, step.made++));
        }
    }

    /** The running step cancels {@code task}, whose own steps have to do with that. */
    public void cancels(ObservedTask task) {
        if (!steps.isEmpty()) {
            steps.getLast().uses.add(ownerOf(task), true);
        }
    }

    /** A step begins, maybe of a task that another one starts within its own. */
    public void stepBegins(Step step) {
        if (step instanceof ObservedTask task && !steps.isEmpty()) {
            steps.getLast().uses.add(ownerOf(task), false);
        }
    }

    // what stands for a task's going on, apart from its being a future
    private Object ownerOf(ObservedTask task) {
        return names.of(names.of(task), -1, 0);
    }

    /** The last step is over, if that is not known yet. */
    public void stepIsOver(LoopView loop, long now) {
        if (!open) {
            return;
        }
        open = false;
        Taken step = steps.getLast();
        lookAtQueue(step, loop);
        lookAtTimers(step, loop.timers(), now);
        lookAtState(step);
        if (invariants && step.uses.changeAnything()) {
            step.uses.add(SEEN, true);
        }
        letSleep(step);
    }

    private void lookAtQueue(Taken step, LoopView loop) {
        int ready = loop.readyCount();
        for (int place = Math.max(0, readyBefore - 1); place < ready; place++) {
            if (loop.ready(place) instanceof ObservedTask task) {
                step.uses.add(QUEUE, false);
                wakers.put(task.id(), steps.size() - 1);
            } else {
                step.uses.add(QUEUE, true);
                callbacks.add(names.of(step.who, step.ordinal, step.made++));
            }
        }
    }

    private void lookAtTimers(Taken step, long[] now, long nanos) {
        Arrays.sort(now);
        int known = 0;
        for (long timer : now) { // both are sorted
            while (known < timers.length && timers[known] < timer) {
                known++;
            }
            if (known < timers.length && timers[known] == timer) {
                known++;
            } else { // timers of the same moment fire in the order in which they were set
                step.uses.add(timerNames.computeIfAbsent(timer, _ -> new Object()), true);
                unsure |= timer <= nanos;
            }
        }
        timers = now;
    }

    private void lookAtState(Taken step) {
        if (state == null) {
            step.uses.add(OWN, true);
            return;
        }
        Object now = ask(state);
        step.uses.add(OWN, !Objects.equals(now, lastState));
        lastState = now;
    }

    private void letSleep(Taken step) {
        if (step.node != NO_CHOICE) {
            Choices.Point point = choices.get(step.node);
            asleep.putAll(point.uses()); // of those that were tried before, and may be asleep from here on
            point.used(step.who, step.uses);
        }
        asleep.remove(step.who);
        asleep.values().removeIf(uses -> uses.conflict(step.uses));
        if (inFlight || unsure || mayWake) {
            asleep.clear();
        }
    }

    /** {@return whom of the first {@code count} candidates to take} */
    int choose(Step[] candidates, int count) {
        List<Object> who = new ArrayList<>(count);
        for (int place = 0; place < count; place++) {
            who.add(nameOf(candidates[place]));
        }
        return choose(who);
    }

    private int choose(List<Object> who) {
        if (blocked) {
            return 0;
        }
        int choice = choices.next(who, asleep);
        if (choice < 0) {
            blocked = true;
            return 0;
        }
        if (inFlight) {
            choices.get(choices.count() - 1).wantAll();
        }
        return choice;
    }

    /** {@return which of {@code count} things comes next from outside} */
    int chooseOutside(int count) {
        isInFlight();
        List<Object> who = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            who.add(names.of(OUTSIDE, 1, i));
        }
        return choose(who);
    }

    private Object nameOf(Step step) {
        if (step instanceof ObservedTask) {
            return names.of(step);
        }
        Object first = callbacks.peek();
        return first == null ? names.of(OUTSIDE, epoch, -1 - ordinals.getOrDefault(OUTSIDE, 0)) : first;
    }

    /** {@code step} has been taken; there were {@code count} to choose from. */
    void taken(LoopView loop, Step step, int count) {
        readyBefore = loop.readyCount();
        Object who = nameOf(step);
        boolean isTask = step instanceof ObservedTask;
        int waker = NO_CHOICE;
        if (step instanceof ObservedTask task) {
            Integer known = wakers.remove(task.id());
            waker = known == null ? NO_CHOICE : known;
        } else if (callbacks.poll() == null) {
            ordinals.merge(OUTSIDE, 1, Integer::sum); // a timer has brought it
        }
        blocked |= asleep.containsKey(who) && count == 1;
        int node = count > 1 && !blocked ? choices.count() - 1 : NO_CHOICE;
        steps.add(new Taken(who, isTask, ordinals.merge(who, 1, Integer::sum), node, epoch, waker));
        open = true;
    }

    // After it.

    /** {@return the schedule to run next, or null if none is left that may do anything else} */
    @Nullable
    public Schedule next() {
        if (unsure) {
            mayWake = true;
            choices.wantAll();
        } else {
            findRaces();
        }
        return choices.schedule(mayWake);
    }

    private void findRaces() {
        for (int place = 0; place < steps.size(); place++) {
            Taken step = steps.get(place);
            List<Integer> races = new ArrayList<>();
            for (int other = place - 1; other >= 0 && steps.get(other).epoch == step.epoch; other--) {
                Taken earlier = steps.get(other);
                boolean follows = other == step.wakenBy || earlier.who == step.who;
                if (!follows && !earlier.uses.conflict(step.uses)) {
                    continue;
                }
                if (!follows && !step.before.get(other) && earlier.node != NO_CHOICE) {
                    races.add(other);
                }
                step.before.or(earlier.before);
                step.before.set(other);
            }
            if (step.isTask) { // a callback that is first was tried first
                races.forEach(other -> reverse(other, step));
            }
        }
    }

    // Where `first` was taken, `later` is to come before it.
    private void reverse(int first, Taken later) {
        Choices.Point point = choices.get(steps.get(first).node);
        int place = point.placeOf(later.who);
        for (int between = later.before.nextSetBit(first + 1); place < 0 && between >= 0; between =
                later.before.nextSetBit(between + 1)) {
            place = steps.get(between).isTask ? point.placeOf(steps.get(between).who) : -1;
        }
        if (place < 0) {
            point.wantAll();
        } else {
            point.want(place);
        }
    }
}
