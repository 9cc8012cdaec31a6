package io.asyncio4j.internal.loop;

import io.asyncio4j.Signal;
import io.asyncio4j.internal.handle.Callbacks;
import io.asyncio4j.internal.kernel.ContextImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.spi.StackProbe;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The signal handlers of a loop: callbacks that signals put into its queue. */
public final class LoopSignals {

    private static final int NEEDED_FRAMES = 2_000; // small ones, compiled: the JDK has larger ones, interpreted, and initialisers

    private final LoopCore loop;
    // loop-confined
    private final Map<Signal, Signals.Listener> handlers = new EnumMap<>(Signal.class);

    LoopSignals(LoopCore loop) {
        this.loop = loop;
    }

    void add(Signal signal, Runnable callback) {
        StackProbe.ensureSmall(NEEDED_FRAMES);
        ContextImpl context = ContextImpl.copyCurrent();
        Signals.Listener handler = caught -> {
            if (!loop.isClosed()) {
                Callbacks.threadsafe(loop, context, callback);
            }
        };
        Signals.addHandler(signal, handler);
        Signals.Listener before = handlers.put(signal, handler);
        if (before != null) {
            Signals.remove(signal, before);
        }
    }

    boolean remove(Signal signal) {
        StackProbe.ensureSmall(NEEDED_FRAMES);
        return drop(signal);
    }

    private boolean drop(Signal signal) {
        Signals.Listener handler = handlers.remove(signal);
        if (handler != null) {
            Signals.remove(signal, handler);
        }
        return handler != null;
    }

    /** Tells the handler of {@code signal} that it has come, and says whether there is one. */
    boolean raise(Signal signal) {
        Signals.Listener handler = handlers.get(signal);
        if (handler != null) {
            handler.caught(signal);
        }
        return handler != null;
    }

    /** At the loop's end, which wants no more stack than it takes. */
    void removeAll() {
        List.copyOf(handlers.keySet()).forEach(this::drop);
    }
}
