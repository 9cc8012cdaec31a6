package io.asyncio4j.cli.launch;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The main method of a program, and how to call it.
 *
 * @param constructor makes the object to call it on; null when it is static
 */
record Start(Method main, @Nullable Constructor<?> constructor) {

    /** {@return the start of {@code type}}, null if not exactly one method declared there can be it. */
    static @Nullable Start of(Class<?> type) {
        Method main = null;
        for (var method : type.getDeclaredMethods()) {
            if (method.getName().equals("main")) {
                if (main != null) {
                    return null;
                }
                main = method;
            }
        }
        if (main == null
                || main.getReturnType() != void.class
                || Modifier.isPrivate(main.getModifiers())
                || !takesArgumentsOrNothing(main)) {
            return null;
        }
        if (Modifier.isStatic(main.getModifiers())) {
            return new Start(main, null);
        }
        if (Modifier.isAbstract(type.getModifiers())) {
            return null;
        }
        for (var constructor : type.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 0) {
                return new Start(main, constructor);
            }
        }
        return null;
    }

    private static boolean takesArgumentsOrNothing(Method main) {
        var parameters = main.getParameterTypes();
        return parameters.length == 0 || parameters.length == 1 && parameters[0] == String[].class;
    }

    /**
     * Calls the main method.
     *
     * @throws Throwable what the program throws
     */
    void run(String[] args) throws Throwable {
        main.setAccessible(true);
        Object receiver = newReceiver();
        try {
            if (main.getParameterCount() == 0) {
                main.invoke(receiver);
            } else {
                main.invoke(receiver, (Object) args);
            }
        } catch (InvocationTargetException e) {
            throw withoutLauncher(e);
        }
    }

    private @Nullable Object newReceiver() throws Throwable {
        if (constructor == null) {
            return null;
        }
        constructor.setAccessible(true);
        try {
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    /** {@return what the program has thrown}, with a stack trace that ends with the main method. */
    private static Throwable withoutLauncher(InvocationTargetException e) {
        Throwable thrown = Objects.requireNonNull(e.getCause());
        var trace = thrown.getStackTrace();
        int programs = trace.length - e.getStackTrace().length;
        if (programs > 0) {
            thrown.setStackTrace(Arrays.copyOf(trace, programs));
        }
        return thrown;
    }
}
