package io.asyncio4j.net;

import io.asyncio4j.net.internal.stream.InputBuffer;
import io.asyncio4j.net.internal.stream.StreamInput;
import io.asyncio4j.net.internal.stream.StreamLink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that come in from a peer, to be awaited in the pieces in which a program wants them.
 *
 * <p>A read that what is there can satisfy returns at once: that is no switch to other tasks and no point at which a
 * cancellation is delivered. Bytes are taken from the connection when a read needs them, so what nobody reads waits with
 * the sender.
 *
 * <p><b>Cancellation:</b> a cancelled read has taken nothing: the next one goes on with all bytes. So a read may be put
 * under a {@code timeout} and be tried again, {@link #read()} included.
 *
 * <p><b>Errors:</b> when the connection breaks, bytes that came before are handed out first; reads that they cannot
 * satisfy throw what broke it, the very object. One task at a time reads; another one is an
 * {@link IllegalStateException}.
 *
 * <p><b>From CPython:</b> {@code asyncio.StreamReader}.
 */
public final class StreamReader {

    private static final byte[] NOTHING = new byte[0];
    private static final byte[] NEWLINE = {'\n'};

    // fixed
    private final StreamLink link;
    private final int limit;
    private final StreamInput input;
    private final InputBuffer buffer;

    // loop-confined
    private @Nullable String reading;
    private boolean skippingLine;
    // a line that was taken, and for whose text there was no stack; the next read begins with it
    private byte @Nullable [] putBack;

    StreamReader(StreamLink link, int limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException("Limit cannot be <= 0");
        }
        this.link = link;
        this.limit = limit;
        this.input = new StreamInput(link, limit);
        this.buffer = input.buffer;
    }

    // Queries.

    /** {@return whether the peer will send nothing more and everything was read} */
    public boolean atEof() {
        return input.hasEnded() && buffer.isEmpty() && putBack == null;
    }

    /** {@return what has broken the connection, or null} */
    public @Nullable Throwable exception() {
        return link.failure();
    }

    // Reading.

    /**
     * {@return everything up to the end of the stream}, however much that is
     *
     * <p><b>From CPython:</b> {@code read(-1)}.
     */
    public byte[] read() throws IOException {
        begin("read");
        try {
            while (input.fill()) {
                // on to the end
            }
            return buffer.take(buffer.size());
        } finally {
            reading = null;
        }
    }

    /**
     * {@return some bytes: at least one unless the stream has ended, {@code most} at most}
     *
     * @param most may exceed the limit; 0 gives nothing at once, a negative number stands for {@link #read()}
     */
    public byte[] read(int most) throws IOException {
        if (most < 0) {
            return read();
        }
        begin("read");
        try {
            if (most == 0) {
                link.throwFailure();
                return NOTHING;
            }
            if (buffer.isEmpty() && !input.fill()) {
                return NOTHING;
            }
            return buffer.take(Math.min(most, buffer.size()));
        } finally {
            reading = null;
        }
    }

    /**
     * Reads some bytes into {@code into}, from its position on.
     *
     * @return how many; 0 only if it has no room, -1 if the stream has ended
     */
    public int read(ByteBuffer into) throws IOException {
        begin("read");
        try {
            if (!into.hasRemaining()) {
                link.throwFailure();
                return 0;
            }
            if (!buffer.isEmpty()) {
                return buffer.take(into);
            }
            return input.receive(into);
        } finally {
            reading = null;
        }
    }

    /**
     * {@return exactly {@code count} bytes}, which may exceed the limit
     *
     * @throws IncompleteReadException if the stream ends before; the bytes that there were are in it
     * @throws IllegalArgumentException if {@code count} is negative
     */
    public byte[] readExactly(int count) throws IOException {
        if (count < 0) {
            throw new IllegalArgumentException("readExactly size can not be less than zero");
        }
        begin("readExactly");
        try {
            if (count == 0) {
                return NOTHING;
            }
            while (buffer.size() < count) {
                if (!input.fill()) {
                    throw incomplete(count);
                }
            }
            return buffer.take(count);
        } finally {
            reading = null;
        }
    }

    /** {@return what to throw at the end of the stream, with the bytes that are left} */
    private IncompleteReadException incomplete(@Nullable Integer expected) {
        var e = new IncompleteReadException(buffer.first(buffer.size()), expected);
        buffer.drop(buffer.size()); // at last: they are not lost where the stack ends
        return e;
    }

    /**
     * {@return the bytes up to the first of {@code separators}, and that}
     *
     * <p>With several, the one that ends first counts.
     *
     * @throws IncompleteReadException if the stream ends before; the bytes that there were are in it
     * @throws LimitOverrunException if what comes before the separator is longer than the limit; the bytes stay and can be
     *     read in another way
     * @throws IllegalArgumentException if there is no separator, or one is empty
     */
    public byte[] readUntil(byte[]... separators) throws IOException {
        byte[][] sorted = separators.clone();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("Separator should contain at least one element");
        }
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = sorted[i].clone();
            if (sorted[i].length == 0) {
                throw new IllegalArgumentException("Separator should be at least one-byte string");
            }
        }
        Arrays.sort(sorted, Comparator.comparingInt(separator -> separator.length));
        begin("readUntil");
        try {
            return readUntilSorted(sorted);
        } finally {
            reading = null;
        }
    }

    private byte[] readUntilSorted(byte[][] separators) throws IOException {
        int longest = separators[separators.length - 1].length;
        int offset = 0; // no separator begins before
        while (true) {
            int start = -1;
            int end = -1;
            for (byte[] separator : separators) {
                int found = buffer.indexOf(separator, offset);
                if (found >= 0 && (end < 0 || found + separator.length < end)) {
                    start = found;
                    end = found + separator.length;
                }
            }
            if (end >= 0) {
                if (start > limit) {
                    throw new LimitOverrunException("Separator is found, but chunk is longer than limit",
                            start);
                }
                return buffer.take(end);
            }
            if (buffer.size() >= separators[0].length) {
                offset = Math.max(0, buffer.size() + 1 - longest);
                if (offset > limit) {
                    throw new LimitOverrunException("Separator is not found, and chunk exceed the limit",
                            offset);
                }
            }
            if (!input.fill()) {
                throw incomplete(null);
            }
        }
    }

    /**
     * {@return a line with its newline}, at the end of the stream the rest without one, empty if there is none
     *
     * @throws LimitOverrunException if the line is longer than the limit; it is dropped whole, and the next read begins
     *     behind it
     */
    public byte[] readLine() throws IOException {
        begin("readUntil");
        try {
            dropOverlongLine();
            return readUntilSorted(new byte[][] {NEWLINE});
        } catch (IncompleteReadException e) {
            return e.partial();
        } catch (LimitOverrunException e) {
            int newline = buffer.indexOf(NEWLINE, 0);
            if (newline >= 0) {
                buffer.drop(newline + 1);
            } else {
                buffer.drop(buffer.size());
                skippingLine = true;
            }
            throw e;
        } finally {
            reading = null;
        }
    }

    private void dropOverlongLine() throws IOException {
        while (skippingLine) {
            int newline = buffer.indexOf(NEWLINE, 0);
            buffer.drop(newline < 0 ? buffer.size() : newline + 1);
            skippingLine = newline < 0 && input.fill();
        }
    }

    /** {@return a line as text, without its end ({@code \n} or {@code \r\n}), or null at the end of the stream} */
    public @Nullable String readLine(Charset charset) throws IOException {
        byte[] line = readLine();
        try {
            return text(line, charset);
        } catch (StackOverflowError | OutOfMemoryError e) { // nothing was read, then
            putBack = line;
            throw e;
        }
    }

    private static @Nullable String text(byte[] line, Charset charset) {
        int length = line.length;
        if (length == 0) {
            return null;
        }
        if (line[length - 1] == '\n') {
            length--;
            if (length > 0 && line[length - 1] == '\r') {
                length--;
            }
        }
        return new String(line, 0, length, Objects.requireNonNull(charset, "charset"));
    }

    /**
     * {@return the lines up to the end of the stream, as {@link #readLine()} gives them} Each step of the iteration
     * awaits. After a line that was too long the iteration can go on.
     *
     * <p><b>From CPython:</b> {@code async for line in reader}.
     */
    public Iterable<byte[]> lines() {
        return () -> new LineIterator(this);
    }

    private void begin(String method) {
        if (reading != null) {
            throw new IllegalStateException(
                    method + "() called while another coroutine is already waiting for incoming data in "
                            + reading + "(), on " + link);
        }
        takeBack();
        reading = method;
    }

    private void takeBack() {
        byte[] line = putBack;
        if (line != null) {
            buffer.prepend(line);
            putBack = null;
        }
    }

    // What the writer needs, to put TLS in place.

    /** Removes and returns what was received, which belongs to the TLS layer from now on. */
    byte[] handOver() {
        if (reading != null) {
            throw new IllegalStateException("cannot start TLS while a task reads from " + link);
        }
        takeBack();
        return buffer.take(buffer.size());
    }

    @Override
    public String toString() {
        var text = new StringBuilder("<StreamReader");
        if (!buffer.isEmpty()) {
            text.append(' ').append(buffer.size()).append(" bytes");
        }
        if (input.hasEnded()) {
            text.append(" eof");
        }
        if (limit != Net.DEFAULT_LIMIT) {
            text.append(" limit=").append(limit);
        }
        if (input.isAwaited()) {
            text.append(" waiting");
        }
        if (link.failure() != null) {
            text.append(" exception=").append(link.failure());
        }
        return text.append(' ').append(link).append('>').toString();
    }
}
