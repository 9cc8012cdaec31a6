package io.asyncio4j;

/**
 * Thrown by {@code yield} in the code of an {@link AsyncGenerator} that is closed before its end, so that the code
 * cleans up. As every {@link CancelledError}, it is to be thrown on.
 *
 * <p><b>From CPython:</b> {@code GeneratorExit}.
 */
public final class GeneratorExit extends CancelledError {

    private static final long serialVersionUID = 1L;

    public GeneratorExit() {
        super("the generator was closed");
    }
}
