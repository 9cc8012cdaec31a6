package io.asyncio4j;

import java.util.Objects;

/**
 * Leaves {@link Runner#run} and {@link Asyncio#run} when a signal has cancelled the main task. If nobody catches it, it
 * ends the JVM with the signal's {@linkplain Signal#exitStatus exit status}, 130 for Ctrl-C.
 *
 * <p><b>From CPython:</b> {@code KeyboardInterrupt}.
 */
public class SignalExit extends LoopExit {

    private static final long serialVersionUID = 1L;

    private final Signal signal;

    public SignalExit(Signal signal) {
        super(Objects.requireNonNull(signal, "signal").name());
        this.signal = signal;
    }

    /** {@return the signal that has come} */
    public final Signal signal() {
        return signal;
    }
}
