package io.asyncio4j.net.internal.stream;

import io.asyncio4j.EventLoop;

/**
 * TLS that is being put in place on a connection: what is written from now on waits, and so does who reads, since what
 * comes is no plain text any more. Loop-confined.
 */
final class Upgrade {

    final OutputQueue held = new OutputQueue(null);
    final WaitList readers;
    // whether what was written before is sent: only the handshake uses the transport from then on
    boolean shakingHands;

    Upgrade(EventLoop loop) {
        this.readers = new WaitList(loop);
    }
}
