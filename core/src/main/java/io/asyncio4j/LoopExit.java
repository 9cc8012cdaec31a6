package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * Ends the running loop: thrown by a task or a callback, it leaves {@code run}, {@code runForever} or
 * {@code runUntilComplete} at once, and is also kept as the outcome of the task that threw it.
 *
 * <p>The virtual machine's {@link InternalError} and {@link UnknownError} do the same. Every other exception
 * of a task is only kept as its outcome, {@link StackOverflowError} and {@link OutOfMemoryError} included.
 *
 * <p><b>From CPython:</b> {@code SystemExit} and {@code KeyboardInterrupt} raised in a task.
 */
public class LoopExit extends Error {

    private static final long serialVersionUID = 1L;

    public LoopExit() {}

    public LoopExit(@Nullable String message) {
        super(message);
    }

    public LoopExit(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
