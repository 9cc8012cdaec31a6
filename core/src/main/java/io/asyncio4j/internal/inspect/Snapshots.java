package io.asyncio4j.internal.inspect;

import io.asyncio4j.Task;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.LoopStatistics;
import io.asyncio4j.inspect.PrintableText;
import io.asyncio4j.inspect.SlowStep;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.inspect.WaitSnapshot;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.HandleImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.SteppedBody;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.look.Awaiters;
import io.asyncio4j.internal.look.Waits;
import io.asyncio4j.internal.text.Shown;
import io.asyncio4j.internal.text.Stacks;
import io.asyncio4j.internal.watch.HeldStep;
import io.asyncio4j.internal.watch.HoldWatch;
import io.asyncio4j.spi.LoopObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes snapshots of tasks and loops, and says how trees and tables show them. */
public final class Snapshots {

    private static final String WAITING = "waiting";

    private Snapshots() {}

    /** {@return what there is of {@code loop}, which the calling thread holds or nobody does} */
    public static LoopSnapshot of(LoopCore loop) {
        var tasks = List.copyOf(loop.tasks.snapshot());
        var waits = new Waits(loop, tasks);
        return new LoopSnapshot(loop.name(),
                tasks.stream().map(task -> of(task, task.getStack(), waits)).toList(), isStalled(loop));
    }

    /** Says whether {@code loop} has nothing to do, and nothing that it can wait for. For other threads a guess. */
    static boolean isStalled(LoopCore loop) {
        return loop.turns.ready.isEmpty() && loop.turns.inbox.isEmpty() && loop.turns.workElsewhere == 0
                && loop.current() == null && !isOfTheProgram(loop.turns.runningHandle)
                && !loop.timers().isAnySet()
                && (loop.turns.channels == null || !loop.turns.channels.areAwaited());
    }

    private static boolean isOfTheProgram(@Nullable HandleImpl running) {
        return running != null && !(running instanceof LoopObserver.Housekeeping);
    }

    /** {@return what there is of {@code task}, which is in {@code frames}, the oldest first} */
    static TaskSnapshot of(TaskImpl<?> task, List<StackTraceElement> frames, Waits waits) {
        return withStack(task, texts(frames), waits);
    }

    /** {@return what there is of {@code task}, which is in {@code stack}, the newest frame first} */
    static TaskSnapshot withStack(TaskImpl<?> task, List<String> stack, Waits waits) {
        var waiters = new ArrayList<Long>();
        for (Task<?> waiter : Awaiters.of(task)) {
            waiters.add(waiter.id());
        }
        String cancelling = task.cancelling() > 0 ? ", cancelling" : "";
        String state = place(task).toString().toLowerCase(Locale.ROOT).replace('_', ' ');
        return new TaskSnapshot(task.id(), Shown.shortened(task.getName()),
                Shown.shortened(task.coroutineName()), state + cancelling,
                stack, waiters, state.equals(WAITING) ? waits.of(task) : null);
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

    /** The same with what it waits for, unless that is another task, as cycles show it. */
    static String labelWithWait(TaskSnapshot task) {
        WaitSnapshot wait = task.waitsFor();
        return label(task)
                + (wait == null || wait.kind().equals("task") ? "" : " (" + printable(wait.text()) + ")");
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

    /** {@return {@code text} as a line or a terminal can take it} */
    static String printable(String text) {
        return PrintableText.of(Shown.shortened(text));
    }

    /** {@return the numbers of {@code loop}, now} Any thread may ask. */
    public static LoopStatistics statistics(LoopCore loop) {
        return new LoopStatistics(loop.tasks.alive(), loop.tasks.created(), loop.turns.steps,
                HoldWatch.of(loop).found(),
                loop.timers().size(), loop.turns.ready.size());
    }
}
