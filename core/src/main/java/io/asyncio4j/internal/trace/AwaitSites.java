package io.asyncio4j.internal.trace;

import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.text.Stacks;
import io.asyncio4j.internal.thread.TaskThread;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The lines at which tasks wait. To look at a stack takes microseconds, so this is done for as many awaits as take a
 * two-hundredth of the time: for each of them in a program that has time to wait, now and then in a busy one.
 */
final class AwaitSites {

    private static final int ONE_PART_OF = 200;
    private static final int MOST_FRAMES = 8;
    // what the library's own frames may say of an await: the method that a program has called
    private static final Pattern CALLED = Pattern.compile("io\\.asyncio4j\\.(sync|net|process)\\.[A-Z]\\w*");

    // loop-confined
    private long next = Long.MIN_VALUE;

    /** {@return where {@code task} waits, as lines, or null if it is too early to look again at {@code now}} */
    @Nullable
    String look(TaskImpl<?> task, long now) {
        TaskThread thread = task.thread();
        if (now < next || thread == null) {
            return null;
        }
        long begin = System.nanoTime();
        String text = text(thread.thread().getStackTrace());
        next = now + (System.nanoTime() - begin) * ONE_PART_OF;
        return text;
    }

    /** {@return a stack as lines, the newest frame first}; above them the library's method that it waits in, if any */
    static @Nullable String text(StackTraceElement[] newestFirst) {
        List<StackTraceElement> user = Stacks.userFrames(newestFirst);
        if (user.isEmpty()) {
            return null;
        }
        var text = new StringBuilder();
        String called = called(newestFirst, user.getLast());
        if (called != null) {
            text.append("in ").append(called).append('\n');
        }
        return text.append(lines(user)).toString();
    }

    /** {@return the newest frames of {@code oldestFirst}, a line each, the newest first} */
    static String lines(List<StackTraceElement> oldestFirst) {
        var text = new StringBuilder();
        for (StackTraceElement frame : oldestFirst.reversed()
                .subList(0, Math.min(MOST_FRAMES, oldestFirst.size()))) {
            text.append(text.isEmpty() ? "" : "\n").append(Stacks.shortForm(frame));
        }
        return text.toString();
    }

    // the oldest one of the library's frames above the user's: what the user's code has called
    private static @Nullable String called(StackTraceElement[] newestFirst, StackTraceElement user) {
        String called = null;
        for (StackTraceElement frame : newestFirst) {
            if (frame.equals(user)) {
                break;
            }
            String type = frame.getClassName();
            if (CALLED.matcher(type).matches()) {
                called = type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName();
            }
        }
        return called;
    }
}
