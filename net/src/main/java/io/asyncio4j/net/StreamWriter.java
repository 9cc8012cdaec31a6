package io.asyncio4j.net;

import io.asyncio4j.net.internal.parts.NetParts;
import io.asyncio4j.net.internal.stream.FileSender;
import io.asyncio4j.net.internal.stream.StreamLink;
import io.asyncio4j.net.internal.tls.TlsTransport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that go out to a peer. Writing never waits; {@link #drain} does, when much is left to be sent.
 *
 * <pre>{@code
 * writer.write("hello\n");
 * writer.drain();
 * }</pre>
 *
 * <p>What is written in one turn of the loop goes out in one call to the system: before the loop sleeps, when the writer
 * is drained, or when its reader waits. Arrays and buffers may be used again as soon as {@code write} returns.
 *
 * <p>{@code try (writer)} closes it; a cancelled task so leaves no socket behind.
 *
 * <p><b>Errors:</b> writing never throws an {@code IOException}. What goes wrong closes the connection and is thrown by
 * {@link #drain}, {@link #waitClosed} and reads, the very object each time.
 *
 * <p><b>From CPython:</b> {@code asyncio.StreamWriter} with its {@code transport}.
 */
public final class StreamWriter implements AutoCloseable {

    // fixed
    private final StreamLink link;
    private final StreamReader reader;
    private final boolean isServerSide;

    // loop-confined: whether a server that made this leaves it open when its handler ends
    private boolean keptOpen;

    StreamWriter(StreamLink link, StreamReader reader, boolean isServerSide) {
        this.link = link;
        this.reader = reader;
        this.isServerSide = isServerSide;
    }

    // Writing.

    /**
     * Writes {@code bytes}.
     *
     * @throws IllegalStateException after {@link #writeEof}
     */
    public void write(byte[] bytes) {
        link.output.write(bytes, 0, bytes.length);
    }

    /** Writes {@code length} bytes from {@code offset} on. See {@link #write(byte[])}. */
    public void write(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        link.output.write(bytes, offset, length);
    }

    /** Writes what {@code bytes} has left, and moves its position to its limit. See {@link #write(byte[])}. */
    public void write(ByteBuffer bytes) {
        link.output.write(bytes);
    }

    /** Writes {@code text} in UTF-8. See {@link #write(byte[])}. */
    public void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes each of {@code lines}, with nothing in between. See {@link #write(byte[])}. */
    public void writeLines(Iterable<byte[]> lines) {
        link.output.writeLines(lines);
    }

    /**
     * Waits until so little is left to be sent that it makes sense to write more. Returns at once while no more than the
     * high water mark is left; else when the low one is reached.
     *
     * <p><b>Cancellation:</b> what was written is sent all the same.
     *
     * @throws IOException what has broken the connection; {@link ConnectionLostException} if it was ended before
     *     everything was sent
     */
    public void drain() throws IOException {
        link.output.drain();
    }

    /**
     * Sends a file, or a part of it, behind what was written. Its bytes do not come into this program where the system can
     * do that; else, as with TLS, they are read on another thread. Meanwhile nobody else may write,
     * or begin TLS.
     *
     * <p>However it ends, the file's position is behind what was sent.
     *
     * @param offset where to begin in the file
     * @param count how many bytes, or null for all up to the end of the file
     * @return how many bytes were sent
     * @throws IllegalStateException if the connection is closing, or sends a file already
     */
    public long sendFile(FileChannel file, long offset, @Nullable Long count) throws IOException {
        return link.output.sendFile(new FileSender(link, file, offset, count));
    }

    /**
     * Sets how much may be left to be sent before {@link #drain} waits, and how little before it goes on.
     *
     * @param high in bytes; null for four times {@code low}, or 64 KiB
     * @param low in bytes; null for a quarter of {@code high}
     * @throws IllegalArgumentException unless high is at least low and low at least 0
     */
    public void setWriteBufferLimits(@Nullable Long high, @Nullable Long low) {
        link.output.setMarks(high, low);
    }

    /** {@return how many bytes were written and not sent} */
    public long getWriteBufferSize() {
        return link.output.buffered();
    }

    // Ending.

    /** {@return whether {@link #writeEof} works: not for TLS} */
    public boolean canWriteEof() {
        return link.transport().canShutdownOutput();
    }

    /**
     * Tells the peer, behind what was written or is being sent of a file, that nothing more comes. Reading goes on.
     *
     * @throws UnsupportedOperationException for TLS
     * @throws IllegalStateException while TLS is being put in place
     */
    public void writeEof() {
        link.output.requestEof();
    }

    /**
     * Sends what was written, then closes the connection, without waiting for that. Reads see the end of the stream.
     * Closing twice does nothing more. A peer that does not read keeps the connection open, unless there is a
     * {@link #setCloseTimeout close timeout}, or it is encrypted: then {@link TlsOptions#shutdownTimeout} is how long all
     * of that may take.
     */
    @Override
    public void close() {
        link.close();
    }

    /** Sets how long {@link #close} may take to send what is left before it becomes {@link #abort}; null for ever, or for the limit of TLS. */
    public void setCloseTimeout(@Nullable Duration timeout) {
        link.setCloseTimeout(timeout);
    }

    /** Closes the connection at once; what was not sent is dropped. */
    public void abort() {
        link.abort();
    }

    /** {@return whether the connection is closed or being closed} */
    public boolean isClosing() {
        return link.isClosing();
    }

    /**
     * Waits until the connection is closed, by whatever. It does not close it.
     *
     * <p><b>Cancellation:</b> closing goes on; others that wait are not disturbed.
     *
     * @throws IOException what has broken the connection
     */
    public void waitClosed() throws IOException {
        link.awaitLost(false);
        link.throwFailure();
    }

    /**
     * Keeps the connection open when the handler of the server that accepted it returns; somebody else is going to close it.
     * A handler that fails or is cancelled has its connection closed all the same.
     */
    public void keepOpen() {
        keptOpen = true;
    }

    boolean isKeptOpen() {
        return keptOpen;
    }

    // TLS.

    /**
     * Encrypts the connection from here on, after what was written; reader and writer go on being used. What others
     * write meanwhile is sent encrypted, and who reads meanwhile waits.
     *
     * <p><b>Cancellation</b> and <b>errors:</b> the connection is closed; there is no way back to plain text.
     *
     * @throws IllegalStateException if a task reads from the connection, sends a file over it or does this already, or
     *     after {@link #writeEof}
     */
    public void startTls(TlsOptions options) throws IOException {
        NetParts.ensureTls();
        if (link.isClosing()) {
            throw link.connectionLost();
        }
        link.output.ensureUpgradable();
        byte[] received = reader.handOver();
        boolean done = false;
        try {
            link.output.beginUpgrade();
            TlsTransport tls = TlsTransport.handshake(link.transport(), options, isServerSide, received,
                    options.serverHostname());
            if (link.isClosing()) {
                throw new ConnectionLostException(
                        "the connection was closed during the TLS handshake (" + link.transport() + ")",
                        link.failure());
            }
            link.endUpgrade(tls);
            done = true;
        } catch (IOException e) {
            if (!link.isClosing()) {
                link.fail(e); // readers and others that wait hear of it, too
            }
            throw e;
        } finally {
            if (!done) {
                link.abort();
            }
        }
    }

    /** {@return the TLS session, with the peer's certificates, or null} Known after closing too. */
    public @Nullable SSLSession sslSession() {
        NetParts.ensureStack(); // the JDK would keep a lock for ever
        return link.transport().sslSession();
    }

    /** {@return the protocol that was agreed on by ALPN, or null} Known after closing too. */
    public @Nullable String applicationProtocol() {
        NetParts.ensureStack();
        return link.transport().applicationProtocol();
    }

    // Addresses.

    /** {@return the address at this end, or null if there is none} Known after closing too. */
    public @Nullable SocketAddress localAddress() {
        return link.transport().localAddress();
    }

    /** {@return the peer's address, or null if there is none} Known after closing too. */
    public @Nullable SocketAddress remoteAddress() {
        return link.transport().remoteAddress();
    }

    StreamLink link() {
        return link;
    }

    @Override
    public String toString() {
        return "<StreamWriter " + link + ">";
    }
}
