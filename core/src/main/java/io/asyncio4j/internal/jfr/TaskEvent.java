package io.asyncio4j.internal.jfr;

import io.asyncio4j.spi.LoopObserver.ObservedTask;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/**
 * A task from its creation to its end. Throttled, so that a program that makes a million tasks in a second fills
 * neither the recording nor its own time with them; to see them all, {@code io.asyncio4j.Task#throttle=off}.
 */
/*
 * It can be cloned because JFR keeps the start of an event in a field that nobody else can write: the tasks that were
 * there before the recording get clones of one event that was begun with it.
 */
@Name("io.asyncio4j.Task")
@Label("Task")
@Description("A task, from its creation to its end")
@StackTrace(false)
@Throttle("10000/s")
final class TaskEvent extends LoopEvent implements Cloneable {

    @Label("Task Id") @TaskId long taskId;

    @Label("Task Name") @Nullable String taskName;

    @Label("Coroutine") @Description("Coroutine that it ran") @Nullable String coroutine;

    @Label("Outcome") @Description("done, cancelled or failed") @Nullable String outcome;

    @Label("Exception") @Description("The exception that it failed with") @Nullable String exception;

    @Label("Seen From Creation") @Description("Whether it began within the recording") boolean seenFromCreation;

    void end(String loop, ObservedTask task, boolean seenFromCreation) {
        end();
        if (!shouldCommit()) {
            return;
        }
        this.loop = loop;
        taskId = task.id();
        taskName = Texts.nameOf(task);
        coroutine = task.coroutineName();
        Throwable failure = task.failure();
        outcome = failure != null ? "failed" : task.cancelled() ? "cancelled" : "done";
        exception = failure == null ? null : Texts.of(failure);
        this.seenFromCreation = seenFromCreation;
        write();
    }

    TaskEvent copy() {
        try {
            return (TaskEvent) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}
