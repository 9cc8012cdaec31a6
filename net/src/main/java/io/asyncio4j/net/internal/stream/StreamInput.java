package io.asyncio4j.net.internal.stream;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a connection receives, taken from its transport when somebody wants it. Loop-confined. */
public final class StreamInput {

    private static final int MOST_BYTES_AT_ONCE = 256 * 1024;
    private static final int MOST_READS_AT_ONCE = 64;

    // fixed
    private final StreamLink link;
    private final int limit;
    private final LoopBuffers buffers;

    /** What was received and not handed out. */
    public final InputBuffer buffer = new InputBuffer();

    // loop-confined
    private boolean eof;
    private boolean waiting;
    // whether it was reading that has failed
    private boolean broken;
    // whether the end had come, too, when writing failed; who reads before the connection is lost gets that
    private boolean restEnded;
    // since it has last waited
    private int received;
    private int receives;

    /** Of {@code link}, whose reader has a {@code limit}. */
    public StreamInput(StreamLink link, int limit) {
        this.link = link;
        this.limit = limit;
        this.buffers = LoopBuffers.of(link.loop);
        link.whenFailing(this::takeRest);
    }

    /** {@return whether nothing more comes} There may be something in the buffer. */
    public boolean hasEnded() {
        return eof;
    }

    /** {@return whether somebody waits for bytes} */
    public boolean isAwaited() {
        return waiting;
    }

    /** Appends some bytes to the buffer; says whether there were any before the end. */
    public boolean fill() throws IOException {
        if (eof) {
            link.throwFailure();
            return false;
        }
        ByteBuffer scratch = buffers.scratch;
        int before = buffer.size();
        while (true) {
            giveWayAfterMuch();
            if (buffer.size() > before) { // the connection has failed meanwhile
                return true;
            }
            int count = receiveNow(scratch.clear());
            if (count > 0) {
                keep(scratch.flip());
                return true;
            }
            if (count < 0) {
                return false;
            }
            awaitBytes();
        }
    }

    // It is nowhere else: without memory for it, what comes next must not be taken for what follows.
    private void keep(ByteBuffer received) {
        try {
            buffer.append(received);
        } catch (OutOfMemoryError | StackOverflowError e) {
            broken = true;
            link.fail(e);
            throw e;
        }
    }

    /** Receives some bytes into {@code into}, past the buffer, which is empty. Returns how many, or -1 at the end. */
    public int receive(ByteBuffer into) throws IOException {
        if (eof) {
            link.throwFailure();
            return -1;
        }
        while (true) {
            giveWayAfterMuch();
            if (!buffer.isEmpty()) { // the connection has failed meanwhile
                return buffer.take(into);
            }
            int count = receiveNow(into);
            if (count != 0) {
                return count;
            }
            awaitBytes();
        }
    }

    /** {@return how many bytes, 0 to wait, or -1 at the end} */
    private int receiveNow(ByteBuffer into) throws IOException {
        if (link.isClosing()) {
            if (!link.isLost() && !restEnded) {
                return 0;
            }
            link.throwFailure();
            eof = true;
            return -1;
        }
        if (link.output.isUpgrading()) { // what comes now is no plain text
            return 0;
        }
        link.ensureStack(); // for what follows, too: nobody else has the bytes
        int count;
        try {
            count = link.transport().read(into);
        } catch (IOException e) {
            broken = true;
            link.fail(e);
            link.awaitLost(true);
            link.throwFailure();
            throw e;
        }
        received += count;
        receives++;
        if (count < 0) {
            if (!link.transport().canShutdownOutput()) {
                link.close(); // no half-open connections there
            }
            eof = true; // not before: without stack for closing, the next read does that
        }
        return count;
    }

    private void awaitBytes() throws IOException {
        received = 0;
        receives = 0;
        if (link.isClosing()) {
            link.awaitLost(true);
            return;
        }
        if (link.output.isUpgrading()) {
            link.output.awaitUpgrade();
            return;
        }
        link.output.flush();
        if (link.isClosing()) { // that has failed
            return;
        }
        Task<?> task = Objects.requireNonNull(Asyncio.currentTask());
        int requests = task.cancelling();
        Future<@Nullable Void> readable = link.transport().readable();
        link.readerWaitsFor(readable);
        waiting = true;
        try {
            Waits.await(readable);
        } catch (ClosedChannelException e) {
            if (!link.isLost()) {
                throw e;
            }
        } catch (CancelledError e) { // if it was the closing of the stream that has ended the wait, nobody is cancelled
            if (!link.isClosing() || !readable.cancelled() || task.cancelling() > requests) {
                throw e;
            }
        } finally {
            waiting = false;
            link.readerWaitsFor(null);
        }
    }

    /*
     * Writing has failed, and soon nothing can be read any more. What the peer has sent before may say why it has left: it
     * is taken now, as much as asyncio would have taken when it came.
     */
    private void takeRest() {
        if (eof || broken || link.output.isUpgrading()) {
            return;
        }
        try {
            int count = 1;
            while (count > 0 && buffer.size() <= 2L * limit) {
                count = link.transport().read(buffers.scratch.clear());
                buffer.append(buffers.scratch.flip());
            }
            restEnded = count < 0;
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            // the connection is gone, which is known already
        }
    }

    /** Lets others run now and then, though there is always more to read. */
    private void giveWayAfterMuch() {
        if (received >= MOST_BYTES_AT_ONCE || receives >= MOST_READS_AT_ONCE) {
            received = 0;
            receives = 0;
            Asyncio.sleep(Duration.ZERO);
        }
    }
}
