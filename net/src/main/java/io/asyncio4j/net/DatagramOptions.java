package io.asyncio4j.net;

/**
 * What a datagram endpoint is like.
 *
 * <p><b>From CPython:</b> the keyword arguments of {@code create_datagram_endpoint}.
 *
 * @param broadcast whether datagrams may be sent to broadcast addresses; an endpoint with a remote address then is not
 *     connected to it, but sends there what has no other address
 * @param reusePort whether several endpoints may share the address
 */
public record DatagramOptions(boolean broadcast, boolean reusePort) {

    /** Neither. */
    public static final DatagramOptions DEFAULT = new DatagramOptions(false, false);

    /** {@return these options with broadcasting} */
    public DatagramOptions withBroadcast() {
        return new DatagramOptions(true, reusePort);
    }

    /** {@return these options with a shared address} */
    public DatagramOptions withReusePort() {
        return new DatagramOptions(broadcast, true);
    }
}
