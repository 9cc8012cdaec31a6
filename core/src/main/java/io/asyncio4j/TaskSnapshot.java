package io.asyncio4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What could be seen of one task at one moment: numbers and texts only, fit to be sent to another process.
 *
 * <p><b>From CPython:</b> a row of {@code python -m asyncio ps}.
 *
 * @param id the number that the task has on its loop
 * @param name its name
 * @param coroutine the name of the coroutine that it runs
 * @param state {@code new}, {@code ready} (waits for its turn), {@code running}, {@code waiting} or {@code off loop}
 *     (in {@code blocking}); with {@code ", cancelling"} behind it while a cancellation counts
 * @param stack the frames of user code in which it is, the newest first, each as {@code Type.method(File.java:line)};
 *     empty if it has not started, and if it runs a generator-based coroutine, which has no stack while it waits
 * @param awaitedBy the numbers of the tasks that wait for it, in the order in which they came
 */
public record TaskSnapshot(long id, String name, String coroutine, String state, List<String> stack,
        List<Long> awaitedBy) {

    public TaskSnapshot {
        stack = List.copyOf(stack);
        awaitedBy = List.copyOf(awaitedBy);
    }

    static TaskSnapshot of(Task<?> task) {
        return of(task, task.getStack());
    }

    /** {@return what there is of {@code task}, which is in {@code frames}, the oldest first} */
    static TaskSnapshot of(Task<?> task, List<StackTraceElement> frames) {
        var waiters = new ArrayList<Long>();
        for (Task<?> waiter : Awaiters.of(task)) {
            waiters.add(waiter.id());
        }
        String cancelling = task.cancelling() > 0 ? ", cancelling" : "";
        String state = place(task).toString().toLowerCase(Locale.ROOT).replace('_', ' ');
        return new TaskSnapshot(task.id(), task.getName(), task.coroutineName(), state + cancelling,
                texts(frames),
                waiters);
    }

    /** {@return frames, the oldest first, as texts, the newest first} */
    static List<String> texts(List<StackTraceElement> frames) {
        return frames.reversed().stream().map(Stacks::shortForm).toList();
    }

    /** A task's name and number, as trees show it. */
    String label() {
        return printable(name) + " #" + id;
    }

    /** {@return the frames, or in place of none the coroutine, if that is known} */
    List<String> frames() {
        return stack.isEmpty() && !coroutine.isEmpty() ? List.of(coroutine) : stack;
    }

    private enum Place {
        NEW,
        READY,
        RUNNING,
        WAITING,
        OFF_LOOP
    }

    private static Place place(Task<?> task) {
        Future<?> awaiting = task.awaiting();
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

    private static boolean hasStarted(Task<?> task) {
        return task.thread() != null
                || (task.getCoro() instanceof GeneratorCoroutine<?> generator && generator.isStarted());
    }

    /** {@return {@code text} without characters that would make another line of it, or speak to a terminal} */
    static String printable(String text) {
        return text.codePoints().map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
