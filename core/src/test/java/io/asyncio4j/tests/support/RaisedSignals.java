package io.asyncio4j.tests.support;

import io.asyncio4j.Signal;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Raises signals in this JVM. By reflection, since javac warns of every other use of {@code sun.misc.Signal}.
 */
@SuppressWarnings("RethrowReflectiveOperationExceptionAsLinkageError") // it is a test that fails then
public final class RaisedSignals {

    private static final String UNHANDLED = "sun.misc.";

    private RaisedSignals() {}

    /** A handler that is there until it is closed. */
    public interface Installed extends AutoCloseable {

        @Override
        void close();
    }

    /** Raises {@code signal}, if a Java handler is there for it: else it would end this JVM. */
    public static void raise(Signal signal) {
        if (!isHandled(signal)) {
            throw new AssertionError("nobody has caught " + signal);
        }
        try {
            type("Signal").getMethod("raise", type("Signal")).invoke(null, named(signal));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Says whether a Java handler is there for {@code signal}. */
    public static boolean isHandled(Signal signal) {
        try {
            Object present = handle(signal, handler(() -> {}));
            handle(signal, present);
            return !present.getClass().getName().startsWith(UNHANDLED);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Sets a handler as a program does that knows nothing of loops. */
    public static Installed install(Signal signal, Runnable handler) {
        try {
            Object before = handle(signal, handler(handler));
            return () -> {
                try {
                    handle(signal, before);
                } catch (ReflectiveOperationException e) {
                    throw new AssertionError(e);
                }
            };
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Object handle(Signal signal, Object handler) throws ReflectiveOperationException {
        return type("Signal").getMethod("handle", type("Signal"), type("SignalHandler"))
                .invoke(null, named(signal), handler);
    }

    private static Object handler(Runnable body) throws ReflectiveOperationException {
        MethodHandle run = MethodHandles.publicLookup()
                .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                .bindTo(body);
        return MethodHandleProxies.asInterfaceInstance(
                type("SignalHandler"), MethodHandles.dropArguments(run, 0, type("Signal")));
    }

    private static Object named(Signal signal) throws ReflectiveOperationException {
        return type("Signal").getConstructor(String.class)
                .newInstance(signal.name().substring("SIG".length()));
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName("sun.misc." + name);
    }
}
