package io.asyncio4j.cli.launch;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Loads the classes of a compiled program, before those of the class path. */
final class ProgramLoader extends ClassLoader {

    private static final String SUFFIX = ".class";

    private final Map<String, byte[]> classes;
    private final ProtectionDomain domain;

    static {
        registerAsParallelCapable();
    }

    ProgramLoader(Path file, Map<String, byte[]> classes) throws MalformedURLException {
        super(getSystemClassLoader());
        this.classes = classes;
        var source = new CodeSource(file.toUri().toURL(), (Certificate[]) null);
        this.domain = new ProtectionDomain(source, null, this, null);
    }

    /** Also finds the class files of the program: a pool of processes hands them on to its children. */
    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        byte[] bytes = name.endsWith(SUFFIX)
                ? classes.get(name.substring(0, name.length() - SUFFIX.length()).replace('/', '.'))
                : null;
        return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        byte[] bytes = classes.get(name);
        if (bytes == null) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                loaded = defineClass(name, bytes, 0, bytes.length, domain);
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }
}
