package io.asyncio4j.internal.generate;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.VoidBlock;
import java.lang.ref.Reference;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** An {@link AsyncGenerator}: the program's end of a {@link GeneratorRun}, which notices when the program has lost it. */
public final class AsyncGeneratorImpl<T extends @Nullable Object> implements AsyncGenerator<T> {

    private final GeneratorRun<T> run;

    public AsyncGeneratorImpl(VoidBlock<? super Out<T>> body) {
        run = new GeneratorRun<>(body);
    }

    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                try {
                    return run.hasNext(AsyncGeneratorImpl.this);
                } finally {
                    Reference.reachabilityFence(AsyncGeneratorImpl.this); // the code runs meanwhile, and it is in use
                }
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException(AsyncGeneratorImpl.this + " has no more elements");
                }
                return run.take();
            }
        };
    }

    @Override
    public void close() {
        run.close();
    }

    @Override
    public String toString() {
        return run.toString();
    }
}
