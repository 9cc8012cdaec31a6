package io.asyncio4j.cli.port;

import io.asyncio4j.EventLoop;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Compiles drafts, and turns what does not compile into comments until the rest does. */
final class DraftCompiler {
    private final String fileName;
    private final List<String> python;

    DraftCompiler(String fileName, List<String> python) {
        this.fileName = fileName;
        this.python = python;
    }

    /** {@return the text of a program that compiles} */
    List<String> settle(Draft program) {
        while (true) {
            var rendered = new Draft.Rendered(new ArrayList<>(), new ArrayList<>());
            program.render(rendered, 0, python);
            boolean changed = false;
            var seen = new HashSet<Draft>();
            for (var error : errors(String.join("\n", rendered.lines()))) {
                int line = (int) Math.min(Math.max(error.getLineNumber(), 1), rendered.lines().size());
                Draft owner = rendered.owners().get(line - 1);
                if (owner == null || !seen.add(owner)) {
                    continue;
                }
                // "missing return statement" is told where the method ends
                if ("compiler.err.missing.ret.stmt".equals(error.getCode()) && owner.endWithThrow()) {
                    changed = true;
                } else if (!owner.isRefused()) {
                    owner.refuse();
                    changed = true;
                }
            }
            if (!changed) {
                return rendered.lines();
            }
        }
    }

    /** {@return what javac has against {@code text}} */
    List<Diagnostic<? extends JavaFileObject>> errors(String text) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("port needs a JDK: this Java has no compiler");
        }
        var said = new DiagnosticCollector<JavaFileObject>();
        try (var files = new Nowhere(compiler.getStandardFileManager(said, null, null))) {
            var options = List.of("-proc:none", "-Xlint:none", "-Xmaxerrs", "10000", "-classpath", library());
            compiler.getTask(null, files, said, options, null, List.of(new Source(fileName, text))).call();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return List.copyOf(said.getDiagnostics()).stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .toList();
    }

    private static String library() {
        try {
            return Path.of(EventLoop.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
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

    private static final class Nowhere extends ForwardingJavaFileManager<StandardJavaFileManager> {
        Nowhere(StandardJavaFileManager files) { super(files); }

        @Override
        public JavaFileObject getJavaFileForOutput(
                JavaFileManager.Location location, String name, JavaFileObject.Kind kind,
                @Nullable FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + name.replace('.', '/')), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return OutputStream.nullOutputStream();
                }
            };
        }
    }
}
