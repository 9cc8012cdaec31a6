package io.asyncio4j.internal.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** A request to cancel a task, with the stack of who asked for it. */
@Name("io.asyncio4j.Cancel")
@Label("Cancel")
@Description("A task that is not done was asked for cancellation; the stack is that of who asked")
final class CancelEvent extends LoopEvent {

    @Label("Task Id") @TaskId long taskId;

    @Label("Task Name") @Nullable String taskName;

    @Label("Coroutine") @Description("Coroutine that the task runs") @Nullable String coroutine;

    @Label("Message") @Description("What was given for the CancelledError") @Nullable String message;

    @Label("Requested By") @Description("Task or callback that asked for it") @Nullable String requestedBy;
}
