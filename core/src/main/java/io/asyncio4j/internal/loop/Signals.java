package io.asyncio4j.internal.loop;

import io.asyncio4j.Signal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of which signal. A signal is caught while somebody wants it, and does what it did before otherwise. The
 * handlers of loops come first; when there is none, the runs that the signal shall interrupt are told.
 */
public final class Signals {

    /** Told of a signal, on a thread of the JDK's. */
    public interface Listener {

        void caught(Signal signal);

        /** Told first, before any listener does anything about it. */
        default void announced() {}
    }

    // guarded by the class
    private static final Map<Signal, Caught> CAUGHT = new EnumMap<>(Signal.class);

    private Signals() {}

    /**
     * Tells {@code handler} of {@code signal}, in place of any run.
     *
     * @throws IllegalStateException if it cannot be caught
     */
    static synchronized void addHandler(Signal signal, Listener handler) {
        caught(signal).handlers.add(handler);
    }

    /**
     * Tells {@code run} of {@code signal}.
     *
     * @throws IllegalStateException if it cannot be caught
     */
    public static synchronized void addRun(Signal signal, Listener run) {
        caught(signal).runs.add(run);
    }

    /** Tells {@code run} of {@code signal} if it can be caught, and neither another run nor the program wants it. */
    public static synchronized void addRunIfFree(Signal signal, Listener run) {
        if (CAUGHT.containsKey(signal)) {
            return;
        }
        try {
            addRun(signal, run);
        } catch (IllegalStateException e) {
            return; // it does what it does; nobody has asked for more
        }
        if (caught(signal).previous().isSomebodys()) {
            remove(signal, run);
        }
    }

    /** Takes back what one of the others has added. */
    public static synchronized void remove(Signal signal, Listener listener) {
        Caught caught = CAUGHT.get(signal);
        if (caught != null) {
            caught.handlers.remove(listener);
            caught.runs.remove(listener);
            if (caught.handlers.isEmpty() && caught.runs.isEmpty()) {
                CAUGHT.remove(signal);
                caught.previous().restore();
            }
        }
    }

    private static Caught caught(Signal signal) {
        Caught caught = CAUGHT.get(signal);
        if (caught == null) {
            caught = new Caught(signal);
            try {
                caught.previous = NativeSignals.install(signal, caught);
            } catch (NoClassDefFoundError e) {
                throw new IllegalStateException(
                        signal + " cannot be caught: this JVM has no module jdk.unsupported, which can", e);
            }
            CAUGHT.put(signal, caught);
        }
        return caught;
    }

    private static synchronized List<Listener> listeners(Caught caught) {
        return List.copyOf(caught.handlers.isEmpty() ? caught.runs : caught.handlers);
    }

    /** A signal that somebody wants. */
    private static final class Caught implements Runnable {

        private final Signal signal;
        private final List<Listener> handlers = new ArrayList<>(1);
        private final List<Listener> runs = new ArrayList<>(1);
        private NativeSignals.@Nullable Previous previous;

        Caught(Signal signal) {
            this.signal = signal;
        }

        NativeSignals.Previous previous() {
            return Objects.requireNonNull(previous);
        }

        @Override
        public void run() {
            List<Listener> listeners = listeners(this);
            if (listeners.isEmpty()) {
                previous().call(); // it came just when the last one has left
            }
            listeners.forEach(Listener::announced);
            listeners.forEach(listener -> listener.caught(signal));
        }
    }
}
