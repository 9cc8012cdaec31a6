package io.asyncio4j.internal.loop;

import io.asyncio4j.Signal;
import sun.misc.SignalHandler;

/** The JDK's {@code sun.misc.Signal}, the one way to catch a signal in Java. A JVM may come without it. */
/*
 * Named as it is, although javac would warn of that: by reflection, a handler of its type takes 20 ms of a start.
 */
final class NativeSignals {

    private NativeSignals() {}

    /** What {@code signal} did before it was caught. */
    record Previous(Signal signal, SignalHandler handler) {

        /** Says whether a program has set it, or whoever started the JVM wants the signal ignored. */
        boolean isSomebodys() {
            return handler == SignalHandler.SIG_IGN || !handler.getClass().getName().startsWith("sun.misc.");
        }

        void restore() {
            set(signal, handler);
        }

        /** Does what {@code signal} did. */
        void call() {
            try {
                handler.handle(named(signal));
            } catch (UnsupportedOperationException e) { // the system's own, which is to end the process
                System.exit(signal.exitStatus());
            }
        }
    }

    /** Calls {@code whenCaught}. */
    private record Caller(Runnable whenCaught) implements SignalHandler {

        @Override
        public void handle(sun.misc.Signal caught) {
            whenCaught.run();
        }
    }

    /**
     * Makes {@code signal} call {@code whenCaught}, on a thread of the JDK's.
     *
     * @throws IllegalStateException if it cannot be caught here
     * @throws NoClassDefFoundError without the module jdk.unsupported, as from whatever first uses this class
     */
    static Previous install(Signal signal, Runnable whenCaught) {
        return new Previous(signal, set(signal, new Caller(whenCaught)));
    }

    private static SignalHandler set(Signal signal, SignalHandler handler) {
        try {
            return sun.misc.Signal.handle(named(signal), handler);
        } catch (IllegalArgumentException e) { // the JVM was started with -Xrs, or this system has no such signal
            throw new IllegalStateException(signal + " cannot be caught: " + e.getMessage(), e);
        }
    }

    // SIGINT is INT to the JDK
    private static sun.misc.Signal named(Signal signal) {
        return new sun.misc.Signal(signal.name().substring("SIG".length()));
    }
}
