package io.asyncio4j.testkit.internal.net;

import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.testkit.SimulatedNetwork.Pieces;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One direction of a connection: bytes go in at one end, and come out at the other in pieces, later, in order, or not at all. */
final class Wire {

    // as many pieces of a write come one by one; what is behind them comes at once, so that a megabyte is no million of timers
    private static final int MOST_DELIVERIES = 64;

    // fixed
    private final Weather weather;
    private final String name;

    // loop-confined
    private final ArrayDeque<ByteBuffer> arrived = new ArrayDeque<>();
    private int held; // bytes under way or not read yet
    private long notBefore;
    private boolean ended;
    private boolean readerClosed;
    private boolean writerClosed;
    private boolean silent;
    private @Nullable String broken;
    private @Nullable Wire back;
    private @Nullable Promise<@Nullable Void> forBytes;
    private @Nullable Promise<@Nullable Void> forRoom;

    Wire(Weather weather, String name) {
        this.weather = weather;
        this.name = name;
    }

    /** Makes {@code there} and {@code back} the two directions of a connection. */
    static void join(Wire there, Wire back) {
        there.back = back;
        back.back = there;
    }

    // The writer's end.

    long write(ByteBuffer[] from, int offset, int length) throws IOException {
        ensureWhole();
        long before = held;
        for (int i = offset; i < offset + length && held < weather.capacity; i++) {
            ByteBuffer piece = from[i];
            int count = Math.min(piece.remaining(), weather.capacity - held);
            ByteBuffer copy = ByteBuffer.allocate(count).put(piece.slice(piece.position(), count)).flip();
            piece.position(piece.position() + count);
            held += count;
            send(copy);
        }
        return held - before;
    }

    private void send(ByteBuffer bytes) {
        for (int i = 1; bytes.hasRemaining(); i++) {
            int count = i < MOST_DELIVERIES ? weather.piece(bytes.remaining()) : bytes.remaining();
            ByteBuffer piece = bytes.slice(bytes.position(), count);
            bytes.position(bytes.position() + count);
            later(weather.sending(count), new Delivery(piece));
        }
    }

    // nothing overtakes what was sent before
    private void later(long sending, Runnable event) {
        long now = weather.loop().time().toNanos();
        notBefore = Math.max(notBefore + sending, now + sending + weather.latency());
        weather.loop().callAt(Duration.ofNanos(notBefore), event);
    }

    private final class Delivery implements Runnable {
        private final ByteBuffer piece;

        Delivery(ByteBuffer piece) {
            this.piece = piece;
        }

        @Override
        public void run() {
            deliver(piece);
        }
    }

    /** Tells the reader that nothing comes any more. */
    void end() {
        later(0, this::arriveEnd);
    }

    private void arriveEnd() {
        if (!silent) {
            ended = true;
            forBytes = wake(forBytes);
        }
    }

    void closeWriter() {
        writerClosed = true;
        forRoom = fail(forRoom);
        end();
    }

    Future<@Nullable Void> writable() {
        Promise<@Nullable Void> promise = weather.loop().createFuture();
        forRoom = promise;
        if (writerClosed || broken != null || held < weather.capacity) {
            forRoom = wake(promise);
        }
        return promise;
    }

    // The reader's end.

    private void deliver(ByteBuffer piece) {
        int count = piece.remaining();
        if (broken != null || silent) {
            return; // what is under way stays so: a writer that is not told fills its buffer
        }
        int whole = weather.before(weather.lossAt, count);
        int audible = weather.before(weather.halfOpenAt, count);
        if (whole < count) {
            take(piece, whole);
            lose();
        } else if (audible < count) {
            take(piece, audible);
            weather.delivered(count - audible);
            weather.note("fault: half-opens", name);
            silent = true;
            if (back != null) {
                back.silent = true;
            }
        } else {
            take(piece, count);
        }
    }

    private void take(ByteBuffer piece, int count) {
        weather.delivered(count);
        if (count == 0) {
            return;
        }
        weather.note("delivers", name + " " + count);
        if (readerClosed) {
            breakOff("Broken pipe"); // the other end answers that nobody reads there
            return;
        }
        arrived.add(piece.slice(piece.position(), count));
        forBytes = wake(forBytes);
    }

    private void lose() {
        weather.delivered(1);
        weather.lossAt = Weather.NEVER; // once; the next connection is another one
        weather.note("fault: loses", name);
        weather.orderedHappened();
        breakOff("Connection reset");
        if (back != null) {
            back.breakOff("Connection reset");
        }
    }

    private void breakOff(String how) {
        broken = how;
        forBytes = wake(forBytes);
        forRoom = wake(forRoom);
    }

    int read(ByteBuffer into) throws IOException {
        if (arrived.isEmpty()) {
            ensureWhole();
            return ended ? -1 : 0;
        }
        int count = 0;
        do {
            ByteBuffer piece = arrived.getFirst();
            int part = Math.min(into.remaining(), weather.atOnce(piece.remaining()));
            into.put(piece.slice(piece.position(), part));
            piece.position(piece.position() + part);
            if (!piece.hasRemaining()) {
                arrived.removeFirst();
            }
            count += part;
        } while (weather.pieces == Pieces.WHOLE && into.hasRemaining() && !arrived.isEmpty());
        held -= count;
        forRoom = wake(forRoom);
        return count;
    }

    Future<@Nullable Void> readable() {
        Promise<@Nullable Void> promise = weather.loop().createFuture();
        forBytes = promise;
        if (readerClosed || ended || broken != null || !arrived.isEmpty()) {
            forBytes = wake(promise);
        }
        return promise;
    }

    void closeReader() {
        readerClosed = true;
        forBytes = fail(forBytes);
    }

    private void ensureWhole() throws SocketException {
        if (broken != null) {
            throw new SocketException(broken);
        }
    }

    private static @Nullable Promise<@Nullable Void> wake(@Nullable Promise<@Nullable Void> waiting) {
        if (waiting != null && !waiting.done()) {
            waiting.setResult(null);
        }
        return null;
    }

    private static @Nullable Promise<@Nullable Void> fail(@Nullable Promise<@Nullable Void> waiting) {
        if (waiting != null && !waiting.done()) {
            waiting.setException(new AsynchronousCloseException());
        }
        return null;
    }

    @Override
    public String toString() {
        return name;
    }
}
