package io.asyncio4j.tests.support;

import io.asyncio4j.EventLoop;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The library in a class loader of its own, like that of a web application; without what a test takes out of it. */
public final class OwnLibrary extends URLClassLoader {

    private static final ClassDesc THREAD = Thread.class.describeConstable().orElseThrow();

    private final Set<String> missing = new HashSet<>();
    private final Set<String> withoutThreads = new HashSet<>();

    public OwnLibrary() {
        super(new URL[] {placeOf(EventLoop.class), placeOf(OwnLibrary.class)}, getPlatformClassLoader());
    }

    private static URL placeOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    /** Lets these classes not be found. */
    public OwnLibrary without(String... names) {
        missing.addAll(List.of(names));
        return this;
    }

    /** Lets these classes get no thread when they start one. */
    public OwnLibrary withoutThreadsFor(String... names) {
        withoutThreads.addAll(List.of(names));
        return this;
    }

    /** Calls the static method {@code run} of its own copy of {@code program}. */
    public void run(Class<?> program) throws Exception {
        try {
            loadClass(program.getName()).getMethod("run").invoke(null);
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (missing.contains(name)) {
            throw new ClassNotFoundException(name);
        }
        if (!withoutThreads.contains(name)) {
            return super.findClass(name);
        }
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
            byte[] bytes = withoutThreads(in.readAllBytes());
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private static byte[] withoutThreads(byte[] bytes) {
        var classes = ClassFile.of();
        var noThread = NoThread.class.describeConstable().orElseThrow();
        return classes.transformClass(classes.parse(bytes), ClassTransform.transformingMethodBodies(
                (code, element) -> {
                    if (element instanceof InvokeInstruction call && call.name().equalsString("start")
                            && call.owner().asInternalName().equals("java/lang/Thread")) {
                        code.invokestatic(noThread, "start",
                                MethodTypeDesc.of(ConstantDescs.CD_void, THREAD));
                    } else if (element instanceof InvokeInstruction call && call.name().equalsString("start")
                            && call.owner().asInternalName().startsWith("java/lang/Thread$Builder")) {
                        code.invokestatic(noThread, "start",
                                MethodTypeDesc.of(THREAD, ConstantDescs.CD_Object,
                                        Runnable.class.describeConstable().orElseThrow()));
                    } else {
                        code.with(element);
                    }
                }));
    }

    /** What starts no thread. */
    public static final class NoThread {

        private NoThread() {}

        public static void start(Thread thread) {
            throw new OutOfMemoryError("unable to create native thread for " + thread.getName());
        }

        public static Thread start(Object builder, Runnable runnable) {
            throw new OutOfMemoryError("unable to create native thread by " + builder);
        }
    }
}
