package io.asyncio4j.net.internal.stream;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Context;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.TimerHandle;
import io.asyncio4j.net.ConnectionLostException;
import io.asyncio4j.net.spi.Transport;
import io.asyncio4j.spi.WaitedFor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection as its reader and its writer share it: what is to be sent, and how it ends. Loop-confined. */
/*
 *   state     means                                            left by
 *   OPEN      bytes go both ways                               close(), abort(), fail()
 *   CLOSING   what was written before is being sent; later     everything sent, the good-bye said (close): lost where the
 *             writes are dropped; nothing is read               loop has sent the last bytes, else (abort, fail) next tick
 *   LOST      the transport is closed; `failure` says why, or   never
 *             is null if that was close(), abort() or the end
 *
 * write() only keeps bytes; they are sent in the next turn, or sooner by whoever drains, waits for input or has kept
 * more than fits, so that what a turn writes goes out in one call. When the transport takes no more, the rest goes when
 * it is writable (`armed`). While TLS is being put in place (`upgrading`), nothing is sent.
 */
public final class StreamLink implements AutoCloseable {

    private static final System.Logger LOGGER = System.getLogger("io.asyncio4j.net");
    private static final int WRITES_BEFORE_WARNING = 5;

    private enum State {
        OPEN,
        CLOSING,
        LOST
    }

    // fixed
    public final EventLoop loop;
    private final LoopBuffers buffers;
    private final OutputQueue output = new OutputQueue();
    private final Context context = Context.empty();

    // loop-confined
    private Transport transport;
    private State state = State.OPEN;
    private @Nullable Throwable failure;
    // what it will have been lost by, from the next tick on
    private @Nullable Throwable pendingFailure;
    private boolean aborted;
    // whether everything was sent and the good-bye is being said
    private boolean finishing;
    // whether it is lost in the next tick
    private boolean losing;
    private boolean flushQueued;
    private boolean armed;
    private boolean upgrading;
    private boolean sendingFile;
    private boolean eofRequested;
    private boolean eofSent;
    private final WaterMarks marks = new WaterMarks();
    private int droppedWrites;
    private @Nullable Duration closeTimeout;
    private @Nullable TimerHandle closeTimer;
    // what the reader waits for, so that closing can end that
    private @Nullable Future<?> readerWait;
    private final WaitList drains;
    private final WaitList closeWaits;
    private @Nullable Runnable whenLost;

    public StreamLink(EventLoop loop, Transport transport) {
        this.loop = loop;
        this.transport = transport;
        this.buffers = LoopBuffers.of(loop);
        this.drains = new WaitList(loop);
        this.closeWaits = new WaitList(loop);
        loop.addResource(this);
    }

    // Queries.

    public Transport transport() {
        return transport;
    }

    /** {@return what the connection was lost by, or null} */
    public @Nullable Throwable failure() {
        return failure;
    }

    public boolean isClosing() {
        return state != State.OPEN;
    }

    public boolean isLost() {
        return state == State.LOST;
    }

    public long buffered() {
        return output.size();
    }

    /** {@return whether it is about to be lost because something has failed; what has come by then can still be read} */
    public boolean isFailing() {
        return losing && pendingFailure != null && state != State.LOST;
    }

    /** Calls {@code callback} when the connection is lost, once; at once if it is. */
    public void whenLost(Runnable callback) {
        if (isLost()) {
            callback.run();
        } else {
            whenLost = callback;
        }
    }

    // Writing.

    public void write(byte[] bytes, int offset, int length) {
        if (mayWrite("write")) {
            output.add(bytes, offset, length);
            written();
        }
    }

    public void write(ByteBuffer bytes) {
        if (mayWrite("write")) {
            output.add(bytes);
            written();
        }
    }

    public void writeLines(Iterable<byte[]> lines) {
        if (mayWrite("writeLines")) {
            for (byte[] line : lines) {
                output.add(line, 0, line.length);
            }
            written();
        }
    }

    private boolean mayWrite(String operation) {
        if (eofRequested) {
            throw new IllegalStateException("Cannot call " + operation + "() after writeEof()");
        }
        if (sendingFile) {
            throw new IllegalStateException("unable to write; sendFile is in progress on " + this);
        }
        if (state == State.OPEN) {
            return true;
        }
        if (++droppedWrites == WRITES_BEFORE_WARNING) {
            LOGGER.log(System.Logger.Level.WARNING,
                    "{0} has dropped {1} writes: the connection is closed; check isClosing(), or await drain()",
                    this, droppedWrites);
        }
        return false;
    }

    private void written() {
        if (output.size() > marks.high()) {
            flush();
        } else if (!flushQueued && !output.isEmpty()) {
            flushQueued = true;
            buffers.flushSoon(loop, this);
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
        if (state == State.LOST || losing || armed || upgrading) {
            return;
        }
        try {
            output.writeTo(transport, buffers.batch);
            boolean all = transport.flush() && output.isEmpty();
            if (marks.shrunk(output.size())) {
                drains.wakeAll();
            }
            if (!all) {
                arm();
            } else if (state == State.CLOSING) {
                finishClosing(fromLoop);
            } else if (eofRequested && !eofSent) {
                eofSent = true;
                transport.shutdownOutput();
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void arm() {
        armed = true;
        transport.writable().addDoneCallback(context, writable -> {
            armed = false;
            Throwable e = writable.cancelled() ? null : writable.exception();
            if (e != null && state != State.LOST) {
                fail(e);
            } else {
                flush(true);
            }
        });
    }

    /** Waits until little enough is left to be sent. */
    public void drain() throws IOException {
        throwFailure();
        if (state == State.OPEN) {
            flush();
        }
        if (state != State.OPEN) {
            Asyncio.sleep(Duration.ZERO); // lets the end become known, and keeps a loop of writes from starving others
            if (isLost()) {
                throw connectionLost();
            }
            return;
        }
        marks.grown(output.size());
        while (marks.isPaused() && state != State.LOST) {
            drains.await(WaitedFor.of("drain",
                    () -> "drain of " + transport + ", " + output.size() + " bytes left"), false);
        }
        if (isLost() && (failure != null || aborted)) {
            throwFailure();
            throw connectionLost();
        }
    }

    /** Waits until everything was sent. */
    public void drainAll() throws IOException {
        long high = marks.high();
        long low = marks.low();
        setMarks(0L, 0L);
        try {
            drain();
        } finally {
            setMarks(high, low);
        }
    }

    /** Lets {@code sender} have the connection for itself: others must not write, and what was written is sent. */
    public long sendFile(FileSender sender) throws IOException {
        if (state != State.OPEN) {
            throw new IllegalStateException("the connection is closing: " + this);
        }
        mayWrite("sendFile");
        drainAll();
        sendingFile = true;
        try {
            return sender.send();
        } catch (IOException e) {
            fail(e);
            throw e;
        } finally {
            sendingFile = false;
        }
    }

    /** Sends bytes on behalf of a {@link FileSender}, and waits until they are sent. */
    void sendAll(byte[] bytes) throws IOException {
        output.add(bytes, 0, bytes.length);
        drainAll();
    }

    private ConnectionLostException connectionLost() {
        return new ConnectionLostException("Connection lost", failure);
    }

    public void throwFailure() throws IOException {
        Throwable e = failure;
        if (e instanceof IOException io) {
            throw io;
        }
        if (e != null) {
            throw new IOException("the connection was ended by " + e, e);
        }
    }

    /** Sets the water marks; null for the usual relation to the other one, or the default. */
    public void setMarks(@Nullable Long highOrNull, @Nullable Long lowOrNull) {
        marks.set(highOrNull, lowOrNull);
        marks.grown(output.size());
    }

    // Ending.

    public void requestEof() {
        if (!transport.canShutdownOutput()) {
            throw new UnsupportedOperationException("a TLS connection cannot be half-closed: " + this);
        }
        if (!eofRequested) {
            eofRequested = true;
            if (state == State.OPEN) {
                flush();
            }
        }
    }

    /** Sends what was written, then closes. */
    @Override
    public void close() {
        if (loop.isClosed() || upgrading) {
            abort();
        } else if (state == State.OPEN) {
            state = State.CLOSING;
            if (closeTimeout != null) {
                closeTimer = loop.callLater(closeTimeout, context, this::abort);
            }
            if (readerWait != null) {
                readerWait.cancel(); // saying good-bye may need the input
            }
            flush();
        }
    }

    /** Notes what the reader waits for, or that it does not. */
    public void readerWaitsFor(@Nullable Future<?> readable) {
        readerWait = readable;
    }

    /** How long closing may take; null for as long as it takes. */
    public void setCloseTimeout(@Nullable Duration timeout) {
        closeTimeout = timeout;
    }

    // When the loop has called, nobody is in the middle of anything.
    private void finishClosing(boolean fromLoop) {
        if (finishing) {
            return;
        }
        finishing = true;
        Future<?> goodBye = transport.startClosing();
        if (goodBye == null && fromLoop) {
            lose();
        } else if (goodBye == null) {
            loseSoon();
        } else {
            goodBye.addDoneCallback(context, ended -> {
                if (!ended.cancelled() && failure == null) {
                    failure = ended.exception();
                }
                lose();
            });
        }
    }

    /** Closes at once; what was not sent is dropped. */
    public void abort() {
        aborted = true;
        fail(null);
    }

    /** Ends the connection because of {@code e}, if it is not null. */
    public void fail(@Nullable Throwable e) {
        if (state == State.LOST) {
            return;
        }
        if (failure == null && pendingFailure == null) {
            pendingFailure = e;
        }
        state = State.CLOSING;
        output.clear();
        finishing = true;
        if (loop.isClosed()) {
            lose();
        } else {
            loseSoon();
        }
    }

    private void loseSoon() {
        if (!losing) {
            losing = true;
            loop.callSoon(context, this::lose);
        }
    }

    private void lose() {
        if (state == State.LOST) {
            return;
        }
        state = State.LOST;
        if (failure == null) {
            failure = pendingFailure;
        }
        output.clear();
        transport.close();
        loop.removeResource(this);
        if (closeTimer != null) {
            closeTimer.cancel();
        }
        marks.goOn();
        if (!loop.isClosed()) {
            closeWaits.wakeAll();
            drains.wakeAll();
        }
        if (whenLost != null) {
            whenLost.run();
        }
    }

    /** Waits until the connection is lost; the reader, of which there is one, hears of it first. */
    public void awaitLost(boolean isReader) {
        while (!isLost()) {
            closeWaits.await(WaitedFor.of("close", () -> "close of " + transport), isReader);
        }
    }

    // TLS put in place later.

    /** Holds back what is written from now on. */
    public void beginUpgrade() {
        upgrading = true;
    }

    /** Sends what was held back by way of {@code upgraded}. */
    public void endUpgrade(Transport upgraded) {
        transport = upgraded;
        upgrading = false;
        flush();
    }

    @Override
    public String toString() {
        return transport + (state == State.OPEN ? "" : state == State.CLOSING ? " closing" : " closed");
    }
}
