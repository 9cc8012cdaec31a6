package io.asyncio4j.net.internal.real;

import io.asyncio4j.ChannelWatch;
import io.asyncio4j.EventLoop;
import io.asyncio4j.net.internal.parts.NetLogs;
import java.io.IOException;
import java.net.SocketException;

/** Opens channels, and closes those that a loop watches. */
final class Channels {

    /** What opens a channel. */
    interface Opening<C> {
        C open() throws IOException;
    }

    private Channels() {}

    /**
     * {@return what {@code opening} opens} A protocol that this machine does not have is an error like others, and so is
     * what the JDK makes once a JVM, and could not make.
     */
    static <C> C open(Opening<C> opening) throws IOException {
        try {
            return opening.open();
        } catch (UnsupportedOperationException e) {
            throw SocketErrors.noSuchProtocol(e);
        } catch (LinkageError e) {
            var none = new SocketException("this JVM has no sockets: when the first one was wanted, what the"
                    + " JDK needs for all could not be made, perhaps for want of descriptors; start it again");
            none.initCause(e);
            throw none;
        }
    }

    /** Closes {@code watch} and its channel, also when the loop is closed; what goes wrong is only noted. */
    static void close(EventLoop loop, ChannelWatch watch, Object owner) {
        try {
            if (loop.isClosed()) {
                watch.channel().close();
            } else {
                watch.closeChannel();
            }
        } catch (IOException e) {
            NetLogs.net().log(System.Logger.Level.DEBUG, "closing " + owner, e);
        }
    }
}
