package io.asyncio4j.sync;

import io.asyncio4j.internal.sync.Items;
import org.jspecify.annotations.Nullable;

/**
 * A queue that gives the item that was put in last.
 *
 * <p><b>Cancellation:</b> as with {@link Queue}.
 *
 * <p><b>Errors:</b> as with {@link Queue}.
 *
 * <p><b>From CPython:</b> {@code asyncio.LifoQueue}.
 *
 * @param <T> the type of the items, which may be null
 */
public final class LifoQueue<T extends @Nullable Object> extends Queue<T> {

    /** Makes a queue for any number of items. */
    public LifoQueue() {
        this(0);
    }

    /** Makes a queue for {@code maxsize} items; zero or less for any number. */
    public LifoQueue(int maxsize) {
        super(maxsize, new Items.Lifo<>());
    }

    @Override
    public LifoQueue<T> named(String name) {
        super.named(name);
        return this;
    }
}
