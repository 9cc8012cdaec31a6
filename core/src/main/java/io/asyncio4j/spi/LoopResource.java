package io.asyncio4j.spi;

/**
 * A resource of a loop that takes its time to close: until it is gone it stays with {@code EventLoop.addResource}, but nobody
 * need be told that it was left open.
 *
 * <p><b>From CPython:</b> a transport, which warns in its finalizer unless {@code is_closing()}.
 */
public interface LoopResource extends AutoCloseable {

    /** Begins to close it, and does not wait for the end of that. Closing twice does nothing more. */
    @Override
    void close();

    /** {@return whether it was told to close, or has ended by itself} Asked by whoever holds the loop; must be quick. */
    boolean isClosing();
}
