package io.asyncio4j.internal.loop;

import io.asyncio4j.Signal;
import io.asyncio4j.internal.text.Unchecked;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's {@code sun.misc.Signal}, the one way to catch a signal in Java. It is reached by method handles, since
 * javac warns of every other use, and since a JVM may come without it.
 */
public final class NativeSignals {

    // any thread; not made when the class is initialised: if memory or stack is short then, it is tried again
    private static volatile @Nullable NativeSignals instance;

    private final Class<?> signalType;
    private final Class<?> handlerType;
    private final MethodHandle run;
    private final MethodHandle newSignal;
    private final MethodHandle setHandler;
    private final MethodHandle callHandler;
    private final Object ignored;

    private NativeSignals(MethodHandles.Lookup lookup) throws ReflectiveOperationException {
        signalType = Class.forName("sun.misc.Signal");
        handlerType = Class.forName("sun.misc.SignalHandler");
        run = lookup.findVirtual(Runnable.class, "run", MethodType.methodType(void.class));
        newSignal = lookup.findConstructor(signalType, MethodType.methodType(void.class, String.class))
                .asType(MethodType.methodType(Object.class, String.class));
        setHandler = lookup
                .findStatic(signalType, "handle", MethodType.methodType(handlerType, signalType, handlerType))
                .asType(MethodType.methodType(Object.class, Object.class, Object.class));
        callHandler = lookup
                .findVirtual(handlerType, "handle", MethodType.methodType(void.class, signalType))
                .asType(MethodType.methodType(void.class, Object.class, Object.class));
        ignored = lookup.findStaticVarHandle(handlerType, "SIG_IGN", handlerType).get();
    }

    /** {@return it, or null without the module jdk.unsupported} */
    private static @Nullable NativeSignals find() {
        NativeSignals found = instance;
        if (found == null) {
            try {
                found = new NativeSignals(MethodHandles.publicLookup());
            } catch (ReflectiveOperationException e) {
                return null;
            }
            instance = found;
        }
        return found;
    }

    /** What {@code signal} did before it was caught. */
    record Previous(Signal signal, Object handler) {

        /** Says whether a program has set it, or whoever started the JVM wants the signal ignored. */
        boolean isSomebodys() {
            return handler == instance().ignored || !handler.getClass().getName().startsWith("sun.misc.");
        }

        void restore() {
            instance().set(signal, handler);
        }

        /** Does what {@code signal} did. */
        void call() {
            try {
                instance().callHandler.invokeExact(handler, instance().named(signal));
            } catch (UnsupportedOperationException e) { // the system's own, which is to end the process
                System.exit(signal.exitStatus());
            } catch (Throwable e) {
                throw Unchecked.rethrow(e);
            }
        }
    }

    /**
     * Makes {@code signal} call {@code whenCaught}, on a thread of the JDK's.
     *
     * @throws IllegalStateException if it cannot be caught here
     */
    static Previous install(Signal signal, Runnable whenCaught) {
        NativeSignals signals = find();
        if (signals == null) {
            throw new IllegalStateException(
                    signal + " cannot be caught: this JVM has no module jdk.unsupported, which can");
        }
        return new Previous(signal, signals.set(signal, signals.handlerOf(whenCaught)));
    }

    private static NativeSignals instance() {
        return Objects.requireNonNull(find());
    }

    private Object handlerOf(Runnable whenCaught) {
        MethodHandle handler = MethodHandles.dropArguments(
                run.bindTo(whenCaught), 0, signalType);
        return MethodHandleProxies.asInterfaceInstance(handlerType, handler);
    }

    private Object set(Signal signal, Object handler) {
        try {
            return setHandler.invokeExact(named(signal), handler);
        } catch (IllegalArgumentException e) { // the JVM was started with -Xrs, or this system has no such signal
            throw new IllegalStateException(signal + " cannot be caught: " + e.getMessage(), e);
        } catch (Throwable e) {
            throw Unchecked.rethrow(e);
        }
    }

    // SIGINT is INT to the JDK
    private Object named(Signal signal) throws Throwable {
        return newSignal.invokeExact(signal.name().substring("SIG".length()));
    }
}
