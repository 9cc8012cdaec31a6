package io.asyncio4j.cli.launch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/** javac's view of the files: class files stay in memory, and what it looks for among the sources is noted. */
final class CompilerFiles extends ForwardingJavaFileManager<StandardJavaFileManager> {

    private final Path folder;
    private final Map<String, byte[]> classes = new HashMap<>();
    private boolean foundPackages;

    CompilerFiles(StandardJavaFileManager files, Path folder) {
        super(files);
        this.folder = folder;
    }

    /** {@return the class files written, by the classes' names} */
    Map<String, byte[]> classes() {
        return classes;
    }

    /** Says whether javac has looked for a package that may be, now or later, in a folder beside the program. */
    boolean foundPackages() {
        return foundPackages;
    }

    @Override
    public Iterable<JavaFileObject> list(
            Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
            throws IOException {
        if (location == StandardLocation.SOURCE_PATH && !packageName.isEmpty()) {
            int dot = packageName.indexOf('.');
            var top = dot < 0 ? packageName : packageName.substring(0, dot);
            foundPackages |= Files.exists(folder.resolve(top));
        }
        return super.list(location, packageName, kinds, recurse);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
            Location location, String className, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
        return new SimpleJavaFileObject(URI.create("memory:///" + className.replace('.', '/')), kind) {
            @Override
            public OutputStream openOutputStream() {
                return new ByteArrayOutputStream() {
                    @Override
                    public void close() {
                        classes.put(className, toByteArray());
                    }
                };
            }
        };
    }
}
