package io.asyncio4j.offload.internal.serial;

import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Makes an object of bytes, with classes that are trusted only. */
final class Unpacking extends ObjectInputStream {

    private final @Nullable ClassLoader loader;

    private Unpacking(InputStream in, @Nullable ClassLoader loader, Trust.Filter filter) throws IOException {
        super(in);
        this.loader = loader;
        setObjectInputFilter(filter);
    }

    /** {@return the object in {@code in}} */
    static @Nullable Object unpack(InputStream in, @Nullable ClassLoader loader, Trust trust, Origin origin)
            throws IOException, ClassNotFoundException {
        Trust.Filter filter = trust.filter(origin);
        try (var unpacking = new Unpacking(in, loader, filter)) {
            return unpacking.readObject();
        } catch (InvalidClassException e) {
            Class<?> refused = filter.refused();
            if (refused == null) {
                throw e;
            }
            var told = new InvalidClassException(refused.getName(), Unsendable.refused(refused));
            told.initCause(e);
            throw told;
        }
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
            throws IOException, ClassNotFoundException {
        try {
            return Class.forName(description.getName(), false, loader);
        } catch (ClassNotFoundException e) {
            return super.resolveClass(description); // a primitive type
        }
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws IOException, ClassNotFoundException {
        var types = new Class<?>[interfaces.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = Class.forName(interfaces[i], false, loader);
        }
        try {
            // what Proxy.newProxyInstance would make, and the filter is asked for it
            return Proxy.newProxyInstance(loader, types, (proxy, method, arguments) -> null).getClass();
        } catch (IllegalArgumentException e) {
            throw new ClassNotFoundException("a proxy of " + String.join(", ", interfaces), e);
        }
    }
}
