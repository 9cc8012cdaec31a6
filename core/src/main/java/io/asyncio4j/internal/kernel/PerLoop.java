package io.asyncio4j.internal.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a room above the kernel keeps for each loop, made when it is first needed; a thread-local's counterpart for
 * loops. Each room has a constant of this type. Any thread may ask; who may touch the values, they say themselves.
 */
public final class PerLoop<V> {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final int index = COUNT.getAndIncrement();
    private final Function<LoopCore, V> maker;

    private PerLoop(Function<LoopCore, V> maker) {
        this.maker = maker;
    }

    public static <V> PerLoop<V> of(Function<LoopCore, V> maker) {
        return new PerLoop<>(maker);
    }

    /** {@return the value of {@code loop}} It is made now if it was not there yet. */
    public V of(LoopCore loop) {
        V known = ifPresent(loop);
        return known != null ? known : make(loop);
    }

    // The lock is nobody else's: this is also called amid closing, which holds the others.
    private V make(LoopCore loop) {
        synchronized (loop.valuesLock) {
            V known = ifPresent(loop);
            if (known != null) {
                return known;
            }
            V made = maker.apply(loop);
            loop.setValue(index, made);
            return made;
        }
    }

    /** {@return the value of {@code loop}, or null if it has none yet} */
    @SuppressWarnings("unchecked") // of() puts values of this type there
    public @Nullable V ifPresent(LoopCore loop) {
        return (V) loop.value(index);
    }
}
