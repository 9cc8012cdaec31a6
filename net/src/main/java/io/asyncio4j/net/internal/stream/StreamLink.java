package io.asyncio4j.net.internal.stream;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Context;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.TimerHandle;
import io.asyncio4j.net.ConnectionLostException;
import io.asyncio4j.net.internal.parts.NetParts;
import io.asyncio4j.net.spi.Transport;
import io.asyncio4j.spi.LoopResource;
import io.asyncio4j.spi.WaitedFor;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection as its reader and its writer share it: its transport, its output, and how it ends. Loop-confined. */
/*
 *   state     means                                            left by
 *   OPEN      bytes go both ways                               close(), abort(), fail()
 *   CLOSING   what was written before is being sent; later     everything sent, the good-bye said (close): lost where the
 *             writes are dropped; nothing is read               loop has sent the last bytes, else (abort, fail) next tick
 *   LOST      the transport is closed; `failure` says why, or   never
 *             is null if that was close(), abort() or the end
 */
public final class StreamLink implements LoopResource {

    private enum State {
        OPEN,
        CLOSING,
        LOST
    }

    // fixed
    public final EventLoop loop;
    public final StreamOutput output;
    private final Context context = Context.empty();

    // loop-confined
    private Transport transport;
    private boolean isEncrypted;
    private State state = State.OPEN;
    private @Nullable Throwable failure;
    // what it will have been lost by, from the next tick on
    private @Nullable Throwable pendingFailure;
    private boolean aborted;
    // whether everything was sent and the good-bye is being said
    private boolean finishing;
    // whether it is lost in the next tick
    private boolean losing;
    private @Nullable Duration closeTimeout;
    private @Nullable TimerHandle closeTimer;
    // what the reader waits for, so that closing can end that
    private @Nullable Future<?> readerWait;
    private final WaitList closeWaits;
    private @Nullable Runnable whenLost;
    private @Nullable Runnable whenFailing;

    public StreamLink(EventLoop loop, Transport transport) {
        this.loop = loop;
        this.transport = transport;
        this.isEncrypted = transport.sslSession() != null;
        this.output = new StreamOutput(this);
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

    @Override
    public boolean isClosing() {
        return state != State.OPEN;
    }

    public boolean isLost() {
        return state == State.LOST;
    }

    /** {@return whether it is lost, or will be in the next tick} */
    boolean isOver() {
        return losing || isLost();
    }

    /**
     * Calls {@code callback} when an error ends the connection that nobody has closed: the transport can still be read
     * then, during the call.
     */
    public void whenFailing(Runnable callback) {
        whenFailing = callback;
    }

    /** Calls {@code callback} when the connection is lost, once; at once if it is. */
    public void whenLost(Runnable callback) {
        if (isLost()) {
            callback.run();
        } else {
            whenLost = callback;
        }
    }

    // Errors.

    public ConnectionLostException connectionLost() {
        return new ConnectionLostException("Connection lost (" + transport + ")", failure);
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

    /** Throws if bytes were dropped because the connection was lost. */
    void throwIfDropped() throws IOException {
        if (isLost() && (failure != null || aborted)) {
            throwFailure();
            throw connectionLost();
        }
    }

    /** Throws if the connection is closing, what has ended it if that is known. */
    void ensureOpen() throws IOException {
        if (isClosing()) {
            Asyncio.sleep(Duration.ZERO); // lets it become known
            throwFailure();
            throw connectionLost();
        }
    }

    /** Overflows here if the transport could do so when it is asked for something. What was half done is lost or done twice. */
    void ensureStack() {
        NetParts.ensureStack(isEncrypted);
    }

    // Ending.

    /** Sends what was written, then closes. */
    @Override
    public void close() {
        NetParts.ensure();
        if (loop.isClosed() || output.isUpgrading()) {
            abort();
        } else if (state == State.OPEN) {
            state = State.CLOSING;
            Duration limit = transport.closeTimeout();
            if (closeTimeout != null) {
                closeTimer = loop.callLater(closeTimeout, context, this::abort);
            } else if (limit != null) {
                closeTimer = loop.callLater(limit, context, () -> closingTookLonger(limit));
            }
            if (readerWait != null) {
                readerWait.cancel(); // saying good-bye may need the input
            }
            output.flush();
        }
    }

    private void closingTookLonger(Duration limit) {
        long left = output.buffered();
        fail(left == 0 ? null // only the good-bye of the peer is missing
                : new SocketTimeoutException(
                        "closing " + transport + " took longer than " + limit + ", and " + left
                                + " bytes were not sent"));
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
    void finishClosing(boolean fromLoop) {
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
        NetParts.ensure();
        aborted = true;
        fail(null);
    }

    /** Ends the connection because of {@code e}, if it is not null. */
    public void fail(@Nullable Throwable e) {
        if (state == State.LOST) {
            return;
        }
        boolean wasOpen = state == State.OPEN;
        if (failure == null && pendingFailure == null) {
            pendingFailure = e;
        }
        state = State.CLOSING;
        output.drop();
        finishing = true;
        if (loop.isClosed()) {
            lose();
            return;
        }
        loseSoon();
        if (wasOpen && e != null && whenFailing != null) {
            whenFailing.run();
        }
    }

    private void loseSoon() {
        if (!losing) {
            loop.callSoon(context, this::lose);
            losing = true; // behind what may fail: else it would never be lost
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
        try {
            transport.close();
        } finally { // a transport of the program's own may throw anything
            loop.removeResource(this);
            if (closeTimer != null) {
                closeTimer.cancel();
            }
            if (!loop.isClosed()) {
                closeWaits.wakeAll();
            }
            output.ended();
            if (whenLost != null) {
                whenLost.run();
            }
        }
    }

    /** Waits until the connection is lost; the reader, of which there is one, hears of it first. */
    public void awaitLost(boolean isReader) {
        while (!isLost()) {
            closeWaits.await(WaitedFor.of("close", () -> "close of " + transport), isReader);
        }
    }

    /** TLS is in place: {@code upgraded} is the transport from now on. */
    public void endUpgrade(Transport upgraded) {
        transport = upgraded;
        isEncrypted = upgraded.sslSession() != null;
        output.endUpgrade();
    }

    @Override
    public String toString() {
        return transport + (state == State.OPEN ? "" : state == State.CLOSING ? " closing" : " closed");
    }
}
