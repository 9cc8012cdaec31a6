package io.asyncio4j;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The signal handlers of a loop: callbacks that signals put into its queue. */
final class LoopSignals {

    private final EventLoop loop;
    // loop-confined
    private final Map<Signal, Signals.Listener> handlers = new EnumMap<>(Signal.class);

    LoopSignals(EventLoop loop) {
        this.loop = loop;
    }

    void add(Signal signal, Runnable callback) {
        Context context = Context.copyCurrent();
        Signals.Listener handler = caught -> {
            if (!loop.isClosed()) {
                loop.callSoonThreadsafe(context, callback);
            }
        };
        Signals.addHandler(signal, handler);
        Signals.Listener before = handlers.put(signal, handler);
        if (before != null) {
            Signals.remove(signal, before);
        }
    }

    boolean remove(Signal signal) {
        Signals.Listener handler = handlers.remove(signal);
        if (handler != null) {
            Signals.remove(signal, handler);
        }
        return handler != null;
    }

    void removeAll() {
        List.copyOf(handlers.keySet()).forEach(this::remove);
    }
}
