package io.asyncio4j.cli;

import java.io.IOException;
import java.io.InputStream;

/** Gives out a line as soon as it is there, where {@link InputStream} would wait for a full buffer. */
final class LineInput extends InputStream {
    private final InputStream bytes;

    LineInput(InputStream bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
        return bytes.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = 0;
        for (int next = 0; count < length && next != '\n';) {
            next = read();
            if (next < 0) {
                return count == 0 ? -1 : count;
            }
            buffer[offset + count++] = (byte) next;
        }
        return count;
    }
}
