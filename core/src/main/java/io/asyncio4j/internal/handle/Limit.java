package io.asyncio4j.internal.handle;

import io.asyncio4j.internal.kernel.TaskImpl;
import org.jspecify.annotations.Nullable;

/**
 * The callback of a timer that ends what a task does, such as a timeout; told from others for people who look. If it throws
 * for lack of memory, it has done nothing, and is called again.
 */
public interface Limit extends Runnable {

    /** {@return the task, while it can be ended} Any thread may ask. */
    @Nullable
    TaskImpl<?> limited();
}
