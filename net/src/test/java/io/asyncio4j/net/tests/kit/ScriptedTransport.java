package io.asyncio4j.net.tests.kit;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.net.spi.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

/** A transport that does what a test tells it to, and counts what it is asked for. */
public final class ScriptedTransport implements Transport {

    private final Queue<byte[]> chunks = new ArrayDeque<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private boolean ended;
    private IOException readFailure;
    private IOException writeFailure;
    private RuntimeException fault;
    private Error error;
    private long room = Long.MAX_VALUE;
    private Promise<Void> forBytes;
    private Promise<Void> forRoom;

    public int reads;
    public int writes;
    public int mostPieces;
    public boolean fromOutsideTheHeap;
    public int closes;
    public boolean shutDown;
    public ByteBuffer lastInto;

    /** Bytes come in. */
    public void arrive(byte[] bytes) {
        if (bytes.length > 0) {
            chunks.add(bytes);
        }
        forBytes = wake(forBytes);
    }

    /** Bytes come in, and the loop has not noticed. */
    public void arriveUnnoticed(byte[] bytes) {
        chunks.add(bytes);
    }

    /** The peer sends nothing more. */
    public void end() {
        ended = true;
        forBytes = wake(forBytes);
    }

    /** Reading fails, behind what has come. */
    public void failReading(IOException e) {
        readFailure = e;
        forBytes = wake(forBytes);
    }

    /** Writing fails from now on. */
    public void failWriting(IOException e) {
        writeFailure = e;
        forRoom = wake(forRoom);
    }

    /** Writing throws {@code e} from now on, or nothing if it is null: a mistake in a transport of the program's own. */
    public void breakWriting(RuntimeException e) {
        fault = e;
    }

    /** The same. */
    public void breakWriting(Error e) {
        error = e;
    }

    /** So many bytes can be written, and no more. */
    public void room(long bytes) {
        room = bytes;
        forRoom = wake(forRoom);
    }

    /** {@return what was written} */
    public byte[] written() {
        return written.toByteArray();
    }

    private static Promise<Void> wake(Promise<Void> waiting) {
        if (waiting != null && !waiting.done()) {
            waiting.setResult(null);
        }
        return null;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        reads++;
        lastInto = into;
        byte[] chunk = chunks.peek();
        if (chunk != null) {
            if (chunk.length > into.remaining()) {
                throw new AssertionError("chunks of a test shall fit");
            }
            into.put(chunks.remove());
            return chunk.length;
        }
        if (readFailure != null) {
            throw readFailure;
        }
        return ended ? -1 : 0;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        writes++;
        mostPieces = Math.max(mostPieces, length);
        fromOutsideTheHeap = length > 0 && from[offset].isDirect();
        if (writeFailure != null) {
            throw writeFailure;
        }
        if (fault != null) {
            throw fault;
        }
        if (error != null) {
            throw error;
        }
        long taken = 0;
        for (int i = offset; i < offset + length; i++) {
            int count = (int) Math.min(from[i].remaining(), room);
            byte[] bytes = new byte[count];
            from[i].get(bytes);
            written.writeBytes(bytes);
            room -= count;
            taken += count;
        }
        return taken;
    }

    @Override
    public Future<Void> readable() {
        forBytes = EventLoop.running().createFuture();
        Promise<Void> mine = forBytes;
        if (!chunks.isEmpty() || ended || readFailure != null) {
            forBytes = wake(forBytes);
        }
        return mine;
    }

    @Override
    public Future<Void> writable() {
        forRoom = EventLoop.running().createFuture();
        Promise<Void> mine = forRoom;
        if (room > 0 || writeFailure != null) {
            forRoom = wake(forRoom);
        }
        return mine;
    }

    @Override
    public void shutdownOutput() {
        shutDown = true;
    }

    @Override
    public void close() {
        closes++;
        forBytes = wake(forBytes);
        forRoom = wake(forRoom);
    }

    @Override
    public String toString() {
        return "scripted";
    }
}
