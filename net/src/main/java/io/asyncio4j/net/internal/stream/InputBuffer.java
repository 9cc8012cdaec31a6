package io.asyncio4j.net.internal.stream;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The bytes that a stream has received and not handed out: a queue in one array. It has no array while it is empty. */
public final class InputBuffer {

    private static final byte[] NONE = new byte[0];

    // loop-confined
    private byte[] bytes = NONE;
    private int start;
    private int end;

    public InputBuffer() {}

    public int size() {
        return end - start;
    }

    public boolean isEmpty() {
        return start == end;
    }

    /** Appends what {@code from} has left. */
    public void append(ByteBuffer from) {
        int length = from.remaining();
        makeRoom(length);
        from.get(bytes, end, length);
        end += length;
    }

    private void makeRoom(int more) {
        if (bytes.length - end >= more) {
            return;
        }
        int size = size();
        if (size + more <= bytes.length && start >= bytes.length >> 1) {
            System.arraycopy(bytes, start, bytes, 0, size);
        } else {
            var larger = new byte[Math.max(size + more, Math.min(Integer.MAX_VALUE - 8, size << 1))];
            System.arraycopy(bytes, start, larger, 0, size);
            bytes = larger;
        }
        start = 0;
        end = size;
    }

    /** Puts {@code before} in front of all. */
    public void prepend(byte[] before) {
        byte[] all = Arrays.copyOf(before, before.length + size());
        System.arraycopy(bytes, start, all, before.length, size());
        bytes = all;
        start = 0;
        end = all.length;
    }

    /** {@return the first {@code count} bytes, which there are and stay} They must not be changed before they are dropped. */
    public byte[] first(int count) {
        return count == bytes.length && start == 0 ? bytes
                : Arrays.copyOfRange(bytes, start, start + count);
    }

    /** Removes and returns the first {@code count} bytes, which there are. */
    public byte[] take(int count) {
        byte[] taken = first(count);
        drop(count);
        return taken;
    }

    /** Moves bytes to {@code into}, as many as there are and fit. */
    public int take(ByteBuffer into) {
        int count = Math.min(size(), into.remaining());
        int end = start + count;
        into.put(bytes, start, count);
        start = end; // no call from here on: where the stack ends, the bytes are not in both
        if (end == this.end) {
            bytes = NONE;
            start = 0;
            this.end = 0;
        }
        return count;
    }

    /** Removes the first {@code count} bytes, which there are. */
    public void drop(int count) {
        start += count;
        if (start == end) {
            bytes = NONE;
            start = 0;
            end = 0;
        }
    }

    /** {@return where {@code pattern} begins at or after {@code from}, or -1} */
    public int indexOf(byte[] pattern, int from) {
        byte first = pattern[0];
        int last = end - pattern.length;
        for (int i = start + from; i <= last; i++) {
            if (bytes[i] == first && matches(pattern, i)) {
                return i - start;
            }
        }
        return -1;
    }

    private boolean matches(byte[] pattern, int at) {
        for (int i = 1; i < pattern.length; i++) {
            if (bytes[at + i] != pattern[i]) {
                return false;
            }
        }
        return true;
    }
}
