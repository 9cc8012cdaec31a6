package io.asyncio4j.cli.launch;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program from its source file as {@code java FILE.java} does, and keeps what it compiles to for the next time.
 *
 * <p>What it cannot do exactly as the JDK's source launcher would, it leaves to that launcher.
 */
public final class Launch {

    private Launch() {}

    /**
     * Runs a program.
     *
     * @param args the folder of the cache, the program's file, and the arguments of the program
     * @throws Throwable what the program throws
     */
    public static void main(String[] args) throws Throwable {
        var file = args[1];
        var programArgs = Arrays.copyOfRange(args, 2, args.length);
        Start start = load(new ProgramCache(Path.of(args[0])), file);
        if (start == null) {
            runWithSourceLauncher(Arrays.copyOfRange(args, 1, args.length));
        } else {
            start.run(programArgs);
        }
    }

    private static @Nullable Start load(ProgramCache cache, String file) {
        Program program = Program.read(file);
        if (program == null) {
            return null;
        }
        try {
            CompiledProgram compiled = cache.find(program);
            if (compiled == null) {
                compiled = ProgramCompiler.compile(program);
                cache.store(program, compiled);
            }
            if (compiled.isRefused()) {
                return null;
            }
            var loader = new ProgramLoader(program.file(), compiled.classes());
            Start start = Start.of(Class.forName(compiled.mainClass(), false, loader));
            if (start != null) {
                Thread.currentThread().setContextClassLoader(loader);
                System.setProperty("jdk.launcher.sourcefile", program.file().toString());
            }
            return start;
        } catch (IOException | ReflectiveOperationException | RuntimeException | LinkageError e) {
            return null;
        }
    }

    // not exported: the script adds the export
    private static void runWithSourceLauncher(String[] args) throws Throwable {
        try {
            Class.forName("com.sun.tools.javac.launcher.SourceLauncher").getMethod("main", String[].class)
                    .invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }
}
