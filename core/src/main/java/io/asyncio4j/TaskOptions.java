package io.asyncio4j;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of a task when it is created. {@link #DEFAULT} says nothing.
 *
 * <pre>{@code
 * createTask(TaskOptions.named("reader").eager(), () -> read());
 * }</pre>
 *
 * <p><b>From CPython:</b> the keyword arguments of {@code create_task}.
 *
 * @param name its name, or null for {@code Task-} and a number
 * @param context the context that it shall run in, not in a copy; or null for a copy of the creator's
 * @param eagerStart true to run it up to its first suspension before {@code createTask} returns (if the loop
 *     runs), false to queue it, null for what the loop's task factory does
 */
public record TaskOptions(@Nullable String name, @Nullable Context context, @Nullable Boolean eagerStart) {

    /** A numbered name, a copy of the creator's context, started as the loop's task factory says. */
    public static final TaskOptions DEFAULT = new TaskOptions(null, null, null);

    /** {@return options with just a name} */
    public static TaskOptions named(String name) {
        return DEFAULT.withName(name);
    }

    public TaskOptions withName(String name) {
        return new TaskOptions(Objects.requireNonNull(name, "name"), context, eagerStart);
    }

    public TaskOptions withContext(Context context) {
        return new TaskOptions(name, Objects.requireNonNull(context, "context"), eagerStart);
    }

    /** {@return these options with an eager start} */
    public TaskOptions eager() {
        return new TaskOptions(name, context, true);
    }

    /** {@return these options with a queued start, whatever the loop's task factory would do} */
    public TaskOptions lazy() {
        return new TaskOptions(name, context, false);
    }
}
