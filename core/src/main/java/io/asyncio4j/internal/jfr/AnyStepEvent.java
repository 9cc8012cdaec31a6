package io.asyncio4j.internal.jfr;

import io.asyncio4j.spi.LoopObserver.ObservedTask;
import io.asyncio4j.spi.LoopObserver.Step;
import jdk.jfr.Description;
import jdk.jfr.Label;
import org.jspecify.annotations.Nullable;

/** An event about a step: a task until its next await, or a callback. */
abstract class AnyStepEvent extends LoopEvent {

    @Label("Task Id") @TaskId long taskId;

    @Label("Name") @Description("Name of the task, or what the callback is") @Nullable String name;

    @Label("Coroutine") @Description("Coroutine that the task runs") @Nullable String coroutine;

    final void write(String loop, Step step) {
        this.loop = loop;
        if (step instanceof ObservedTask task) {
            taskId = task.id();
            name = Texts.nameOf(task);
            coroutine = task.coroutineName();
        } else {
            taskId = 0;
            name = Texts.of(step);
            coroutine = null;
        }
        write();
        name = null; // it may be used again
        coroutine = null;
    }
}
