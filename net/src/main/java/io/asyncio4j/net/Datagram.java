package io.asyncio4j.net;

import java.net.SocketAddress;

/** What somebody has sent in one piece. */
public final class Datagram {

    private final byte[] data;
    private final SocketAddress sender;

    /** Makes one; {@code data} is not copied. */
    public Datagram(byte[] data, SocketAddress sender) {
        this.data = data;
        this.sender = sender;
    }

    /** {@return its bytes, which the caller owns} There may be none. */
    public byte[] data() {
        return data;
    }

    /** {@return who has sent it} */
    public SocketAddress sender() {
        return sender;
    }

    @Override
    public String toString() {
        return "<Datagram of " + data.length + " bytes from " + sender + ">";
    }
}
