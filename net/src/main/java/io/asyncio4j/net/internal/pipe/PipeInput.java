package io.asyncio4j.net.internal.pipe;

import io.asyncio4j.Future;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a stream that blocks. A thread takes a chunk, and then leaves the stream to the loop, if that can tell what is
 * there: what comes while there is always something, the loop reads by itself. When there is nothing, the thread waits for
 * more. If the loop does not come for a while the thread reads ahead, two chunks at most, and is held up by the third.
 */
public final class PipeInput extends PipeEnd {

    private static final int CHUNK = 64 * 1024;
    private static final long PATIENCE_NANOS = 100_000_000;

    // fixed
    private final InputStream source;
    private final boolean knowsWhatIsThere;

    // the thread's; the loop's while that rests
    private final byte[][] chunks = new byte[2][];

    // guarded by this
    private @Nullable ByteBuffer full;
    // whether the thread leaves the source to the loop, and whether the loop wants it to wait for more
    private boolean resting;
    private boolean asked;
    private boolean ended;
    private boolean finished;
    // whether the thread has bytes for which there was no room yet
    private boolean isAhead;
    // by System.nanoTime, while there is a chunk more than the loop has room for
    private @Nullable Long heldUpSince;

    /** Begins to read. {@code knowsWhatIsThere} says that {@code source.available()} is true and does not block. */
    public PipeInput(InputStream source, String name, boolean knowsWhatIsThere) {
        super(source, name);
        this.source = source;
        this.knowsWhatIsThere = knowsWhatIsThere;
        startPump();
    }

    // The thread.

    @Override
    void moveAll() throws IOException, InterruptedException {
        chunks[0] = new byte[CHUNK];
        chunks[1] = new byte[CHUNK];
        boolean more = true;
        for (int next = 0; more; next = 1 - next) {
            int count = source.read(chunks[next]);
            more = count >= 0 && offer(ByteBuffer.wrap(chunks[next], 0, count));
        }
        synchronized (this) {
            ended = true;
            wake();
        }
    }

    private synchronized boolean offer(ByteBuffer chunk) throws InterruptedException {
        if (finished) {
            return false;
        }
        isAhead = true;
        while (full != null && !closed) {
            if (heldUpSince == null) {
                heldUpSince = System.nanoTime();
            }
            wait();
        }
        isAhead = false;
        heldUpSince = null;
        if (closed) {
            return false;
        }
        full = chunk;
        wake();
        if (knowsWhatIsThere) {
            rest();
        }
        return !closed && !finished;
    }

    /** Until the loop wants to wait, or has not done so for a while. */
    private void rest() throws InterruptedException {
        resting = true;
        asked = false;
        long end = System.nanoTime() + PATIENCE_NANOS;
        long left = PATIENCE_NANOS;
        while (!asked && !closed && !finished && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - System.nanoTime();
        }
        resting = false;
    }

    @Override
    synchronized void failed(IOException e) {
        ended = true;
        if (!closed && !finished && !(knowsWhatIsThere && "Stream closed".equals(e.getMessage()))) {
            failure = e;
        }
        wake();
    }

    // The loop.

    /** {@return since when whoever writes has had to wait, by {@code System.nanoTime}, or null if it has not} */
    public synchronized @Nullable Long heldUpSince() {
        return closed ? null : heldUpSince;
    }

    @Override
    public synchronized int read(ByteBuffer into) throws IOException {
        ByteBuffer chunk = full;
        if (chunk == null) {
            throwFailure();
            return ended ? -1 : resting ? readNow(into) : 0;
        }
        int count = Math.min(chunk.remaining(), into.remaining());
        into.put(into.position(), chunk, chunk.position(), count).position(into.position() + count);
        chunk.position(chunk.position() + count);
        if (!chunk.hasRemaining()) {
            full = null;
            if (!resting) {
                notifyAll();
            }
        }
        return count;
    }

    private int readNow(ByteBuffer into) {
        try {
            int there = Math.min(source.available(), into.remaining());
            int count = there <= 0 ? 0 : source.read(chunks[0], 0, Math.min(there, CHUNK));
            into.put(chunks[0], 0, Math.max(count, 0));
            return Math.max(count, 0);
        } catch (IOException e) {
            return 0; // the thread hears of it, too
        }
    }

    /** Ends the input behind what has come so far, though others may write more. */
    public void finish() {
        synchronized (this) {
            finished = true;
            ended |= !isAhead; // else the thread does that
            notifyAll();
            wake();
        }
        closeStream();
    }

    @Override
    public Future<@Nullable Void> readable() {
        synchronized (this) {
            if (resting && !isReady()) {
                asked = true;
                notifyAll();
            }
        }
        return whenReady();
    }

    @Override
    boolean isReady() {
        return full != null || ended || closed;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        throw new IOException(this + " can only be read");
    }

    @Override
    public Future<@Nullable Void> writable() {
        throw new UnsupportedOperationException(this + " can only be read");
    }

    /** There is no output: with the end of the input, all is over. */
    @Override
    public boolean canShutdownOutput() {
        return false;
    }

    @Override
    public void shutdownOutput() {
        throw new UnsupportedOperationException(this + " can only be read");
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            ended = true;
            full = null;
            notifyAll();
            wake();
        }
        closeStream();
    }
}
