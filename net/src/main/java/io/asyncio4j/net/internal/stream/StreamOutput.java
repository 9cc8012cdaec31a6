package io.asyncio4j.net.internal.stream;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Context;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.net.internal.parts.NetParts;
import io.asyncio4j.net.spi.Transport;
import io.asyncio4j.spi.WaitedFor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a connection was given to send. Loop-confined. */
/*
 * write() only keeps bytes; they are sent in the next turn, or sooner by whoever drains, waits for input or has kept
 * more than fits, so that what a turn writes goes out in one call. What is large is sent at once, which saves a copy. When
 * the transport takes no more, the rest goes when it is writable (`armed`). While TLS is being put in place (`upgrade`), what is written is held back; while a file is
 * being sent, nobody else may write.
 */
public final class StreamOutput {

    private static final int LARGE = 32 * 1024;

    // fixed
    private final StreamLink link;
    private final EventLoop loop;
    private final LoopBuffers buffers;
    private final Context context = Context.empty();

    // loop-confined
    private OutputQueue queue;
    private final WaterMarks marks = new WaterMarks();
    private final WaitList drains;
    private boolean flushQueued;
    private boolean armed;
    private @Nullable Upgrade upgrade;
    private boolean sendingFile;
    private boolean eofRequested;
    private boolean eofSent;
    private @Nullable DroppedWrites droppedWrites;

    StreamOutput(StreamLink link) {
        this.link = link;
        this.loop = link.loop;
        this.buffers = LoopBuffers.of(loop);
        this.queue = new OutputQueue(buffers);
        this.drains = new WaitList(loop);
    }

    /** {@return how many bytes are left to be sent} */
    public long buffered() {
        return upgrade == null ? queue.size() : queue.size() + upgrade.held.size();
    }

    // Writing.

    public void write(byte[] bytes, int offset, int length) {
        if (mayWrite("write")) {
            if (length >= LARGE && upgrade == null && !armed) {
                link.ensureStack();
                queue.lend(bytes, offset, length);
                try {
                    flush();
                } finally {
                    keepLent(length);
                }
            } else {
                boolean atOnce = isSentAtOnce(length);
                open().add(bytes, offset, length);
                if (atOnce) {
                    flush();
                }
            }
        }
    }

    /*
     * Whether so many bytes more are to be sent at once; if not, it sees to it that they are sent. What can fail of that does so
     * before they are kept: what a write refuses must not be sent.
     */
    private boolean isSentAtOnce(int length) {
        if (armed || upgrade != null || length == 0) {
            return false;
        }
        if (queue.size() + length > marks.high()) {
            link.ensureStack();
            return true;
        }
        flushSoon();
        return false;
    }

    private void keepLent(int length) {
        boolean begun = queue.lentLeft() < length;
        try {
            queue.keepLent();
        } catch (OutOfMemoryError e) {
            if (!begun) {
                throw e; // nothing has happened
            }
            link.fail(e); // a part was sent, and the rest can neither be kept nor left out
        }
    }

    public void write(ByteBuffer bytes) {
        if (mayWrite("write")) {
            boolean atOnce = isSentAtOnce(bytes.remaining());
            open().add(bytes);
            if (atOnce) {
                flush();
            }
        }
    }

    public void writeLines(Iterable<byte[]> lines) {
        if (mayWrite("writeLines")) {
            link.ensureStack();
            try {
                for (byte[] line : lines) {
                    if (!mayWrite("writeLines")) { // the lines may be awaited one by one
                        return;
                    }
                    open().add(line, 0, line.length);
                }
            } finally { // what came before a line that could not be had is written
                linesWritten();
            }
        }
    }

    private boolean mayWrite(String operation) {
        if (eofRequested) {
            throw new IllegalStateException("Cannot call " + operation + "() after writeEof()");
        }
        if (sendingFile) {
            throw new IllegalStateException("unable to write; sendFile is in progress on " + link);
        }
        if (!link.isClosing()) {
            return true;
        }
        if (droppedWrites == null) {
            droppedWrites = new DroppedWrites();
        }
        droppedWrites.add(link);
        return false;
    }

    private OutputQueue open() {
        return upgrade == null ? queue : upgrade.held;
    }

    private void linesWritten() {
        if (queue.size() > marks.high()) {
            flush();
        } else if (!flushQueued && !queue.isEmpty()) {
            try {
                buffers.flushSoon(this);
                flushQueued = true;
            } catch (OutOfMemoryError e) { // what was written is kept, and nobody would send it
                flush();
            }
        }
    }

    /** Sends what was written in the last turn and has not gone out since. */
    void flushQueued() {
        flushQueued = false;
        flush();
    }

    /** Sends what was written. */
    public void flush() {
        flush(false);
    }

    private void flush(boolean fromLoop) {
        if (link.isOver() || armed || upgrade != null && upgrade.shakingHands) {
            return;
        }
        Transport transport = link.transport();
        try {
            boolean all;
            try {
                queue.writeTo(transport, buffers.batch);
                all = transport.flush() && queue.isEmpty();
            } catch (RuntimeException | StackOverflowError e) { // as in asyncio: nobody knows how much was taken
                link.fail(e);
                return;
            }
            boolean goesOn = marks.isLow(buffered());
            if (goesOn || upgrade != null) {
                drains.wakeAll();
            }
            if (goesOn) {
                marks.goOn();
            } else {
                marks.grown(buffered());
            }
            if (!all) {
                arm(transport);
            } else if (link.isClosing()) {
                link.finishClosing(fromLoop);
            } else if (eofRequested && !eofSent && !sendingFile) {
                eofSent = true;
                transport.shutdownOutput();
            }
        } catch (IOException | OutOfMemoryError e) {
            link.fail(e);
        } catch (StackOverflowError e) { // the loop has more of it
            flushSoon();
        }
    }

    private void flushSoon() {
        if (!flushQueued) {
            buffers.flushSoon(this);
            flushQueued = true;
        }
    }

    private void arm(Transport transport) {
        Future<@Nullable Void> future = transport.writable();
        try {
            future.addDoneCallback(context, writable -> {
                armed = false;
                Throwable e = writable.cancelled() ? null : writable.exception();
                if (e != null && !link.isLost()) {
                    link.fail(e);
                } else {
                    flush(true);
                }
            });
            armed = true; // behind what may fail: nobody would flush any more
        } finally {
            if (!armed) {
                future.cancel();
            }
        }
    }

    // Waiting.

    /** Waits until little enough is left to be sent. */
    public void drain() throws IOException {
        link.throwFailure();
        if (!queue.isEmpty() && !link.isClosing()) {
            link.ensureStack();
            flush();
        }
        if (link.isClosing()) {
            Asyncio.sleep(Duration.ZERO); // lets the end become known, and keeps a loop of writes from starving others
            if (link.isLost()) {
                throw link.connectionLost();
            }
            return;
        }
        marks.grown(buffered());
        while (marks.isPaused() && !link.isLost()) {
            awaitDrain();
        }
        link.throwIfDropped();
    }

    private void awaitDrain() {
        drains.await(WaitedFor.of("drain",
                () -> "drain of " + link.transport() + ", " + buffered() + " bytes left"));
    }

    /** Waits until everything was sent. */
    private void drainAll() throws IOException {
        long high = marks.high();
        long low = marks.low();
        setMarks(0L, 0L);
        try {
            drain();
        } finally {
            setMarks(high, low);
        }
    }

    /** Sets the water marks; null for the usual relation to the other one, or the default. */
    public void setMarks(@Nullable Long highOrNull, @Nullable Long lowOrNull) {
        marks.set(highOrNull, lowOrNull);
        marks.grown(buffered());
    }

    // Files.

    /** Lets {@code sender} have the connection for itself: others must not write, and what was written is sent. */
    public long sendFile(FileSender sender) throws IOException {
        if (link.isClosing()) {
            throw new IllegalStateException("the connection is closing: " + link);
        }
        mayWrite("sendFile");
        ensureNotUpgrading("sendFile");
        NetParts.ensure();
        sendingFile = true;
        try {
            drainAll();
            return sender.send();
        } catch (IOException e) {
            link.fail(e);
            throw e;
        } finally {
            sendingFile = false;
            flush(); // the end of the output may have been asked for meanwhile
        }
    }

    /** Keeps bytes of a file to be sent. */
    void addOfFile(byte[] bytes) {
        queue.add(bytes, 0, bytes.length);
    }

    /** Waits until all that was kept of a file is sent. */
    void drainFile() throws IOException {
        drainAll();
    }

    // TLS put in place later.

    private void ensureNotUpgrading(String operation) {
        if (upgrade != null) {
            throw new IllegalStateException(
                    "Cannot call " + operation + "() while startTls() is in progress on " + link);
        }
    }

    /** Throws unless TLS may be put in place now. */
    public void ensureUpgradable() {
        mayWrite("startTls");
        ensureNotUpgrading("startTls");
    }

    /** Holds back what is written from now on and who reads, and waits until what was written before is sent. */
    public void beginUpgrade() throws IOException {
        ensureUpgradable();
        var begun = new Upgrade(loop);
        upgrade = begun;
        flush();
        while (!link.isClosing() && (armed || !queue.isEmpty())) {
            awaitDrain();
        }
        link.ensureOpen();
        begun.shakingHands = true;
    }

    /** {@return whether TLS is being put in place} Nobody but that may read then. */
    public boolean isUpgrading() {
        return upgrade != null;
    }

    /** Waits until TLS is in place, or the connection is lost. */
    public void awaitUpgrade() {
        Upgrade begun = upgrade;
        if (begun != null) {
            begun.readers.await(WaitedFor.of("upgrade", () -> "TLS on " + link.transport()));
        }
    }

    /** Sends what was held back, by way of the transport that the link has now, and lets readers go on. */
    void endUpgrade() {
        if (upgrade != null) {
            queue = upgrade.held;
        }
        wakeReaders();
        flush();
    }

    private void wakeReaders() {
        Upgrade ended = upgrade;
        upgrade = null;
        if (ended != null) {
            ended.readers.wakeAll();
        }
    }

    // Ending.

    /** Tells the peer, behind what was written, that nothing more comes. */
    public void requestEof() {
        ensureNotUpgrading("writeEof");
        if (!link.transport().canShutdownOutput()) {
            throw new UnsupportedOperationException("a TLS connection cannot be half-closed: " + link);
        }
        if (!eofRequested) {
            NetParts.ensure();
            eofRequested = true;
            if (!link.isClosing()) {
                flush();
            }
        }
    }

    /** Drops what is left. */
    void drop() {
        queue.clear();
        if (upgrade != null) {
            upgrade.held.clear();
        }
    }

    /** The connection is lost: nobody has to wait any more. */
    void ended() {
        drop();
        marks.goOn();
        if (!loop.isClosed()) {
            drains.wakeAll();
            wakeReaders();
        }
    }
}
