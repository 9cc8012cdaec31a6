package io.asyncio4j.examples;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles one source text as the source launcher would, against this JVM's class path, in memory. */
final class MemoryCompiler {
    /** What came of it: a class to run, or what javac says. */
    record Compiled(Class<?> program, List<String> errors) {}

    private MemoryCompiler() {}

    static Compiled compile(String fileName, String source) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var said = new DiagnosticCollector<JavaFileObject>();
        try (var classes = new Classes(compiler.getStandardFileManager(said, null, null))) {
            var options = List.of("-proc:none", "-Xlint:none", "-XDsourceLauncher");
            var task = compiler.getTask(null, classes, said, options, null,
                    List.of(new Source(fileName, source)));
            if (!task.call()) {
                return new Compiled(null, errors(fileName, said));
            }
            var loader = classes.loader();
            return new Compiled(loader.loadClass(fileName.replace(".java", "")), List.of());
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(fileName + " cannot be compiled", e);
        }
    }

    private static List<String> errors(String fileName, DiagnosticCollector<JavaFileObject> said) {
        var errors = new ArrayList<String>();
        for (var each : List.copyOf(said.getDiagnostics())) { // a message may make it find more
            if (each.getKind() == Diagnostic.Kind.ERROR) {
                each.getMessage(null).lines().limit(1).forEach(line -> errors.add(
                        fileName + ":" + each.getLineNumber() + ": error: " + line));
            }
        }
        return errors;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String fileName, String text) {
            super(URI.create("memory:///" + fileName), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Classes extends ForwardingJavaFileManager<StandardJavaFileManager> {
        private final Map<String, byte[]> classes = new HashMap<>();

        Classes(StandardJavaFileManager files) {
            super(files);
        }

        ClassLoader loader() {
            return new ClassLoader(MemoryCompiler.class.getClassLoader()) {
                @Override
                protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                    byte[] bytes = classes.get(name); // before those of the same name among the examples
                    if (bytes == null) {
                        return super.loadClass(name, resolve);
                    }
                    synchronized (getClassLoadingLock(name)) {
                        var loaded = findLoadedClass(name);
                        return loaded != null ? loaded : defineClass(name, bytes, 0, bytes.length);
                    }
                }

                @Override // as the source launcher's does: a pool's children get the program's classes so
                public InputStream getResourceAsStream(String name) {
                    byte[] bytes = classes.get(name.replaceFirst("\\.class$", "").replace('/', '.'));
                    return bytes != null ? new ByteArrayInputStream(bytes) : super.getResourceAsStream(name);
                }
            };
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + name.replace('.', '/')), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return new ByteArrayOutputStream() {
                        @Override
                        public void close() {
                            classes.put(name, toByteArray());
                            try {
                                super.close();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        }
                    };
                }
            };
        }
    }
}
