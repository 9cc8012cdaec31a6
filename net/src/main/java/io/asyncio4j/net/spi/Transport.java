package io.asyncio4j.net.spi;

import io.asyncio4j.Future;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A connection as a two-way flow of bytes that never blocks: each operation does what it can at once, and
 * {@link #readable} and {@link #writable} tell when to try again.
 *
 * <p><b>Errors:</b> an {@link IOException} ends the connection; whoever gets it closes the transport. When it is writing that
 * has failed, by whatever exception, {@link #read} is asked before for what the peer has sent.
 *
 * <p><b>From CPython:</b> {@code asyncio.Transport}, without callbacks.
 */
public interface Transport {

    /**
     * Reads what is there.
     *
     * @return how many bytes; 0 to wait until it is {@link #readable}; -1 if there will be nothing any more
     */
    int read(ByteBuffer into) throws IOException;

    /**
     * Writes what goes, in the order of the buffers, whose positions it moves.
     *
     * @return how many bytes were taken; 0 if none can be at the moment
     */
    long write(ByteBuffer[] from, int offset, int length) throws IOException;

    /**
     * Hands on what {@link #write} has taken and kept.
     *
     * @return whether nothing is kept any more; if not, try again when it is writable
     */
    default boolean flush() throws IOException {
        return true;
    }

    /**
     * Writes a part of a file without its bytes coming into this program.
     *
     * @return how many bytes were taken, 0 if none can be at the moment, -1 if it cannot do that at all
     */
    default long writeFrom(FileChannel file, long position, long count) throws IOException {
        return -1;
    }

    /** {@return a future that is done when reading is worth a try, also at the end} One at a time may wait. */
    Future<@Nullable Void> readable();

    /** {@return a future that is done when writing is worth a try} One at a time may wait. */
    Future<@Nullable Void> writable();

    /** {@return whether {@link #shutdownOutput} works} */
    default boolean canShutdownOutput() {
        return true;
    }

    /** Tells the peer that nothing comes any more; reading goes on. */
    void shutdownOutput() throws IOException;

    /**
     * Begins to say good-bye to the peer once everything was flushed, if that takes an exchange with it.
     *
     * @return a future that is done when the transport can be closed, or null if it can be now
     */
    default @Nullable Future<?> startClosing() {
        return null;
    }

    /**
     * {@return how long closing may take in all, the sending of what was written included, or null for as long as it takes}
     * A stream may have a limit of its own instead.
     */
    default @Nullable Duration closeTimeout() {
        return null;
    }

    /** Closes it at once and gives its descriptor back. Waits end; closing twice does nothing more. */
    void close();

    /** {@return the address at this end, or null if there is none} Known after closing too. */
    default @Nullable SocketAddress localAddress() {
        return null;
    }

    /** {@return the address at the other end, or null if there is none} Known after closing too. */
    default @Nullable SocketAddress remoteAddress() {
        return null;
    }

    /** {@return the TLS session, or null if the connection is not encrypted} Known after closing too. */
    default @Nullable SSLSession sslSession() {
        return null;
    }

    /** {@return the protocol that both sides have agreed on by ALPN, or null} Known after closing too. */
    default @Nullable String applicationProtocol() {
        return null;
    }
}
