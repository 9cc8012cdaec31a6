package io.asyncio4j.monitor.internal.look;

import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.inspect.WaitSnapshot;
import java.util.Locale;

/**
 * A task as the table shows it.
 *
 * @param place the frame in which it is, or its coroutine if it is in none
 * @param sinceMillis when it was first seen there, on the watch's clock
 */
public record TaskRow(TaskSnapshot task, String place, long sinceMillis) {

    /** {@return its number} */
    public long id() {
        return task.id();
    }

    /** {@return its name} */
    public String name() {
        return task.name();
    }

    /** {@return what it waits for, as far as that is known} */
    public String waiting() {
        WaitSnapshot wait = task.waitsFor();
        return wait == null ? "" : wait.text();
    }

    static String placeOf(TaskSnapshot task) {
        return task.stack().isEmpty() ? task.coroutine() : task.stack().getFirst();
    }

    /** Says whether it has {@code text}, which is in lower case, somewhere. */
    boolean contains(String text) {
        if (has(task.name(), text) || has(task.state(), text) || has(task.coroutine(), text)
                || has(waiting(), text) || text.equals(Long.toString(task.id()))) {
            return true;
        }
        for (String frame : task.stack()) {
            if (has(frame, text)) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(String where, String text) {
        return where.toLowerCase(Locale.ROOT).contains(text);
    }
}
