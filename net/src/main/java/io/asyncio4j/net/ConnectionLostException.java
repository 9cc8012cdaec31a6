package io.asyncio4j.net;

import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * A connection has ended while something was still to be done with it: it was aborted, reset, or closed under the bytes.
 *
 * <p><b>From CPython:</b> {@code ConnectionResetError('Connection lost')}.
 */
public final class ConnectionLostException extends SocketException {

    private static final long serialVersionUID = 1L;

    /** Makes one; {@code cause} is what ended the connection, or null if nobody knows. */
    public ConnectionLostException(String message, @Nullable Throwable cause) {
        super(message);
        if (cause != null) {
            initCause(cause);
        }
    }
}
