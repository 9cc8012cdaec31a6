package io.asyncio4j;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A loop as an {@link Executor}: each command is a task. */
record LoopAsExecutor(EventLoop loop) implements Executor {

    @Override
    public void execute(Runnable command) {
        Objects.requireNonNull(command, "command");
        try {
            loop.callSoonThreadsafe(() -> loop.newTask(new CommandBody(loop, command), TaskOptions.DEFAULT));
        } catch (IllegalStateException e) { // it is closed
            throw new RejectedExecutionException(e.getMessage(), e);
        }
    }

    /** A command as a coroutine that keeps its failure from going unnoticed. */
    private record CommandBody(EventLoop loop, Runnable command) implements Coroutine<@Nullable Void> {

        @Override
        public @Nullable Void await() {
            try {
                command.run();
            } catch (Throwable e) {
                if (e instanceof CancelledError || LoopExit.isFatal(e)) {
                    throw e;
                }
                loop.errors.commandFailed(command, e);
            }
            return null;
        }
    }
}
