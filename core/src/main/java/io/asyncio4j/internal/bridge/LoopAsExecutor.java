package io.asyncio4j.internal.bridge;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.internal.handle.Callbacks;
import io.asyncio4j.internal.kernel.ContextImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.text.Fatal;
import io.asyncio4j.internal.text.Names;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A loop as an {@link Executor}: each command is a task. */
public record LoopAsExecutor(LoopCore loop) implements Executor {

    @Override
    public void execute(Runnable command) {
        Objects.requireNonNull(command, "command");
        try {
            Callbacks.threadsafe(loop, ContextImpl.copyCurrent(), loop.capture(),
                    () -> loop.newTask(new CommandBody(loop, command), TaskOptions.DEFAULT));
        } catch (IllegalStateException e) { // it is closed
            throw new RejectedExecutionException(e.getMessage(), e);
        }
    }

    /** A command as a coroutine that keeps its failure from going unnoticed. */
    private record CommandBody(LoopCore loop, Runnable command) implements Coroutine<@Nullable Void> {

        @Override
        public @Nullable Void await() {
            try {
                command.run();
            } catch (Throwable e) {
                if (e instanceof CancelledError || Fatal.isFatal(e)) {
                    throw e;
                }
                report(e);
            }
            return null;
        }

        private void report(Throwable e) {
            var entries = new LinkedHashMap<String, Object>();
            entries.put("message", "Exception in command " + Names.of(command) + " of a loop as an executor");
            entries.put("exception", e);
            TaskImpl<?> task = loop.current();
            if (task != null) {
                entries.put("task", task);
            }
            loop.around.report(entries);
        }
    }
}
