package io.asyncio4j.internal.inspect;

import io.asyncio4j.Task;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.LoopStatistics;
import io.asyncio4j.inspect.SlowStep;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.SteppedBody;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.look.Awaiters;
import io.asyncio4j.internal.look.Waits;
import io.asyncio4j.internal.text.Stacks;
import io.asyncio4j.internal.watch.HeldStep;
import io.asyncio4j.internal.watch.HoldWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes snapshots of tasks and loops, and says how trees and tables show them. */
public final class Snapshots {

    private static final String WAITING = "waiting";

    private Snapshots() {}

    /** {@return what there is of {@code loop}, which the calling thread holds or nobody does} */
    public static LoopSnapshot of(LoopCore loop) {
        return new LoopSnapshot(loop.name(), loop.tasks.snapshot().stream().map(Snapshots::of).toList(),
                isStalled(loop));
    }

    /** Says whether {@code loop} has nothing to do, and nothing that it can wait for. For other threads a guess. */
    static boolean isStalled(LoopCore loop) {
        return loop.turns.ready.isEmpty() && loop.turns.inbox.isEmpty() && loop.turns.workElsewhere == 0
                && loop.current() == null && loop.timers().deadlines().length == 0;
    }

    /** {@return what there is of {@code task}} */
    public static TaskSnapshot of(TaskImpl<?> task) {
        return of(task, task.getStack());
    }

    /** {@return what there is of {@code task}, which is in {@code frames}, the oldest first} */
    static TaskSnapshot of(TaskImpl<?> task, List<StackTraceElement> frames) {
        return withStack(task, texts(frames));
    }

    /** {@return what there is of {@code task}, which is in {@code stack}, the newest frame first} */
    static TaskSnapshot withStack(TaskImpl<?> task, List<String> stack) {
        var waiters = new ArrayList<Long>();
        for (Task<?> waiter : Awaiters.of(task)) {
            waiters.add(waiter.id());
        }
        String cancelling = task.cancelling() > 0 ? ", cancelling" : "";
        String state = place(task).toString().toLowerCase(Locale.ROOT).replace('_', ' ');
        return new TaskSnapshot(task.id(), task.getName(), task.coroutineName(), state + cancelling,
                stack, waiters,
                state.equals(WAITING) ? Waits.of(task, task.loop.tasks::nameOf) : null);
    }

    /** {@return a step that held its loop, as it is now} */
    static SlowStep of(HeldStep step) {
        return new SlowStep(step.number(), step.text(), step.startMillis(), step.heldNanos() / 1e6,
                step.isOver(), texts(step.frames()));
    }

    /** {@return frames, the oldest first, as texts, the newest first} */
    static List<String> texts(List<StackTraceElement> frames) {
        return frames.reversed().stream().map(Stacks::shortForm).toList();
    }

    /** A task's name and number, as trees show it. */
    static String label(TaskSnapshot task) {
        return printable(task.name()) + " #" + task.id();
    }

    /** {@return the frames, or in place of none the coroutine, if that is known} */
    static List<String> frames(TaskSnapshot task) {
        return task.stack().isEmpty() && !task.coroutine().isEmpty() ? List.of(task.coroutine())
                : task.stack();
    }

    private enum Place {
        NEW,
        READY,
        RUNNING,
        WAITING,
        OFF_LOOP
    }

    private static Place place(TaskImpl<?> task) {
        FutureImpl<?> awaiting = task.awaiting();
        if (task.isOffLoop()) {
            return Place.OFF_LOOP;
        }
        if (task.loop.currentFromOutside() == task) {
            return Place.RUNNING;
        }
        if (awaiting != null && !awaiting.done()) {
            return Place.WAITING;
        }
        return hasStarted(task) ? Place.READY : Place.NEW;
    }

    private static boolean hasStarted(TaskImpl<?> task) {
        return task.thread() != null
                || (task.getCoro() instanceof SteppedBody<?> stepped && stepped.isStarted());
    }

    /** {@return {@code text} without characters that would make another line of it, or speak to a terminal} */
    static String printable(String text) {
        return text.codePoints().map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** {@return the numbers of {@code loop}, now} Any thread may ask. */
    public static LoopStatistics statistics(LoopCore loop) {
        return new LoopStatistics(loop.tasks.alive(), loop.tasks.created(), loop.turns.steps,
                HoldWatch.of(loop).found(),
                loop.timers().size(), loop.turns.ready.size());
    }
}
