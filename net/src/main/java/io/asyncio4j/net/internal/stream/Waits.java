package io.asyncio4j.net.internal.stream;

import io.asyncio4j.Future;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Waits for something of which there is one at a time. */
public final class Waits {

    private Waits() {}

    /** Awaits {@code one}, which waits no more if this fails for want of stack: the next one must not be refused. */
    public static void await(Future<@Nullable Void> one) throws IOException {
        try {
            one.await(IOException.class);
        } catch (StackOverflowError e) {
            one.cancel();
            throw e;
        }
    }
}
