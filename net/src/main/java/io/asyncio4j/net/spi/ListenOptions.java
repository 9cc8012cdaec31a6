package io.asyncio4j.net.spi;

/**
 * How a network listens at an address.
 *
 * @param backlog how many connections may wait to be accepted
 * @param reuseAddress whether an address may be taken again while old connections of it are winding down
 * @param reusePort whether several listeners may share the address
 * @param removeSocketFile whether closing removes the file of a Unix socket, if it is still the same
 * @param keepAlive whether the system asks peers that are silent for hours if they are still there
 */
public record ListenOptions(int backlog, boolean reuseAddress, boolean reusePort, boolean removeSocketFile,
        boolean keepAlive) {

    /** The defaults: a backlog of 100, an address is reused, a port is not, socket files are removed, no keep-alive. */
    public static final ListenOptions DEFAULT = new ListenOptions(100, true, false, true, false);

    /** Checks the backlog. */
    public ListenOptions {
        if (backlog <= 0) {
            throw new IllegalArgumentException("backlog must be more than zero: " + backlog);
        }
    }
}
