package io.asyncio4j.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The lines of a reader, one awaited a step. An {@link IOException} comes out of it as it is. */
final class LineIterator implements Iterator<byte[]> {

    private final StreamReader reader;
    private byte @Nullable [] next;

    LineIterator(StreamReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            try {
                next = reader.readLine();
            } catch (IOException e) {
                throw LineIterator.<UncheckedIOException>unchecked(e);
            }
        }
        return next.length > 0;
    }

    @SuppressWarnings("unchecked") // it is thrown as it is
    private static <X extends Throwable> X unchecked(Throwable e) throws X {
        throw (X) e;
    }

    @Override
    public byte[] next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException("the stream has ended");
        }
        byte[] line = next;
        next = null;
        return line;
    }
}
