package io.asyncio4j.offload.internal.pool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.asyncio4j.offload.internal.wire.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Class files for children, of programs that are not on the class path: those whose classes some other class loader has,
 * as that of {@code asyncio4j run}, of {@code java FILE.java} or of a container. Any thread may use it.
 */
final class ServedFiles {

    // guarded by this; a loader's number is its place, from 1
    private final List<ClassLoader> loaders = new ArrayList<>();

    /** {@return the number of {@code loader}}, 0 if every child has what it loads. */
    int numberOf(@Nullable ClassLoader loader) {
        for (ClassLoader own = ClassLoader.getSystemClassLoader(); own != null; own = own.getParent()) {
            if (own == loader) {
                return 0;
            }
        }
        if (loader == null) {
            return 0;
        }
        synchronized (this) {
            int index = loaders.indexOf(loader);
            if (index < 0) {
                index = loaders.size();
                loaders.add(loader);
            }
            return index + 1;
        }
    }

    /** {@return the answer to {@code question}, empty if there is no such file} */
    Frame answer(Frame question) {
        String[] parts = new String(question.payload(), UTF_8).split("\n", 2);
        return new Frame(Frame.Kind.CLASS, question.id(), read(Integer.parseInt(parts[0]), parts[1]));
    }

    private byte[] read(int number, String file) {
        ClassLoader loader;
        synchronized (this) {
            loader = loaders.get(number - 1);
        }
        try (InputStream in = loader.getResourceAsStream(file)) {
            return in == null ? new byte[0] : in.readAllBytes();
        } catch (IOException | RuntimeException e) {
            return new byte[0];
        }
    }
}
