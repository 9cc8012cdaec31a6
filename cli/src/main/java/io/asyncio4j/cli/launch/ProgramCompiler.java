package io.asyncio4j.cli.launch;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Compiles programs that depend on nothing but their own file and the class path, the way the JDK's source launcher
 * does, and refuses all others: they are left to that launcher, with whatever it has to say about them.
 *
 * <p>Refused are programs that have errors or warnings, are in a package, or need another source file; and those that
 * may ask for a class or a resource by name, or for a class loader, for then it matters that the JDK's launcher looks
 * for these in the program's folder.
 */
final class ProgramCompiler {

    // those of the JDK's source launcher
    private static final List<String> OPTIONS = List.of(
            "-proc:none", "-implicit:none", "-Xprefer:source", "-Xdiags:verbose", "-Xlint:deprecation",
            "-Xlint:unchecked", "-Xlint:-options", "-XDsourceLauncher");

    // as they stand in the source, and in any case in the constant pool of a class, that calls or names them
    private static final List<String> LOADING = List.of(
            "ClassLoader", "forName", "loadClass", "findClass", "findSystemClass", "getResource",
            "ResourceBundle",
            "getProtectionDomain",
            "ServiceLoader", "ObjectInputStream", "jdk.launcher.sourcefile");

    private ProgramCompiler() {}

    /** {@return the compiled program, or that it is refused} */
    static CompiledProgram compile(Program program) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null || mayLoadByName(program.source())) {
            return CompiledProgram.REFUSED;
        }
        var messages = new StringWriter();
        var units = new Units();
        try (var standard = compiler.getStandardFileManager(null, null, null);
                var files = new CompilerFiles(standard, program.folder())) {
            standard.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of(program.folder()));
            var file = standard.getJavaFileObjects(program.file());
            var task = (JavacTask) compiler.getTask(messages, files, null, options(), null, file);
            task.addTaskListener(units);
            String mainClass = task.call() ? units.mainClass() : null;
            var classes = files.classes();
            if (mainClass == null
                    || !messages.toString().isEmpty()
                    || !classes.containsKey(mainClass)
                    || files.foundPackages()
                    || classes.values().stream().anyMatch(ProgramCompiler::mayLoadByName)
                    || !program.isUnchanged()) {
                return CompiledProgram.REFUSED;
            }
            return new CompiledProgram(mainClass, classes);
        }
    }

    /** {@return javac's options}, with the modules that this JVM has beside the JDK's. */
    private static List<String> options() {
        var modulePath = System.getProperty("jdk.module.path");
        if (modulePath == null) {
            return OPTIONS;
        }
        var options = new ArrayList<>(OPTIONS);
        options.addAll(List.of("--module-path", modulePath, "--add-modules", "ALL-MODULE-PATH"));
        return options;
    }

    private static boolean mayLoadByName(byte[] sourceOrClass) {
        var text = new String(sourceOrClass, StandardCharsets.ISO_8859_1);
        return LOADING.stream().anyMatch(text::contains);
    }

    /** The source files that javac reads: more than one, if the program needs others. */
    private static final class Units implements TaskListener {
        private int read;
        private @Nullable CompilationUnitTree last;

        @Override
        public void finished(TaskEvent event) {
            if (event.getKind() == TaskEvent.Kind.PARSE) {
                read++;
                last = event.getCompilationUnit();
            }
        }

        /** {@return the name of the first class}, null if there is none, or a package, or another file. */
        @Nullable
        String mainClass() {
            CompilationUnitTree unit = last;
            if (read != 1 || unit == null || unit.getPackage() != null) {
                return null;
            }
            for (var type : unit.getTypeDecls()) {
                if (type instanceof ClassTree first) {
                    return first.getSimpleName().toString();
                }
            }
            return null;
        }
    }
}
