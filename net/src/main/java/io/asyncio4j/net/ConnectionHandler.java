package io.asyncio4j.net;

/**
 * What a server does with a connection, in a task of its own. When it returns, the connection is closed, after what was
 * written is sent, unless {@link StreamWriter#keepOpen} was called.
 *
 * <p><b>From CPython:</b> {@code client_connected_cb}.
 */
@FunctionalInterface
public interface ConnectionHandler {

    /** Serves one connection. What it throws is reported to the loop's exception handler. */
    void handle(StreamReader reader, StreamWriter writer) throws Exception;
}
