package io.asyncio4j.offload.internal.serial;

import java.net.URL;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/**
 * Where a program's own classes come from: those of the module, the jar or the folder of the class that makes a call.
 */
public final class Origin {

    private final Class<?> type;

    private Origin(Class<?> type) {
        this.type = type;
    }

    /** {@return the origin of {@code call}'s class}; for a lambda, the class in which it stands. */
    public static Origin of(Object call) {
        Object inner = call;
        while (inner instanceof Originated own) {
            inner = own.carried();
        }
        Class<?> type = inner.getClass();
        return new Origin(type.isHidden() ? type.getNestHost() : type);
    }

    /** {@return the origin of {@code type}} */
    public static Origin ofType(Class<?> type) {
        return new Origin(type);
    }

    /** {@return the origin of the class named {@code name}, as {@code loader} finds it} */
    static Origin named(String name, @Nullable ClassLoader loader) throws ClassNotFoundException {
        return new Origin(Class.forName(name, false, loader));
    }

    String className() {
        return type.getName();
    }

    /** {@return what loads the program's own classes}, null for the JDK's. */
    public @Nullable ClassLoader loader() {
        return type.getClassLoader();
    }

    /** Says whether {@code other} is one of the program's own classes. */
    boolean owns(Class<?> other) {
        if (other.getClassLoader() == null || other.getClassLoader() != type.getClassLoader()) {
            return false;
        }
        if (type.getModule().isNamed() || other.getModule().isNamed()) {
            return type.getModule() == other.getModule();
        }
        String place = placeOf(type);
        return place == null ? placeOf(other) == null : place.equals(placeOf(other));
    }

    private static @Nullable String placeOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        return location == null ? null : location.toExternalForm();
    }
}
