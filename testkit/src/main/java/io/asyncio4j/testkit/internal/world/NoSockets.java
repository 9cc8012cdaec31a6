package io.asyncio4j.testkit.internal.world;

import io.asyncio4j.spi.ChannelPoller;
import java.io.IOException;
import java.nio.channels.SelectableChannel;

/** A clock beside which real sockets make no sense, and which says so to whoever comes with one. */
interface NoSockets extends ChannelPoller {

    /** {@return why there are none, and what to do} */
    String whyNoSockets();

    @Override
    default Registration register(SelectableChannel channel, Sink sink) throws IOException {
        throw new IllegalStateException("cannot use a real socket here: " + whyNoSockets());
    }

    @Override
    default void look() {}

    @Override
    default void close() {}
}
