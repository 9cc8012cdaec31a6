package io.asyncio4j.net.internal.real;

import io.asyncio4j.ChannelWatch;
import io.asyncio4j.EventLoop;
import java.io.IOException;

/** Closes channels that a loop watches. */
final class Channels {

    private Channels() {}

    /** Closes {@code watch} and its channel, also when the loop is closed; what goes wrong is only noted. */
    static void close(EventLoop loop, ChannelWatch watch, Object owner) {
        try {
            if (loop.isClosed()) {
                watch.channel().close();
            } else {
                watch.closeChannel();
            }
        } catch (IOException e) {
            System.getLogger("io.asyncio4j.net").log(System.Logger.Level.DEBUG, "closing " + owner, e);
        }
    }
}
