package io.asyncio4j.tests.support;

import io.asyncio4j.EventLoop;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The library in a class loader of its own, like that of a web application; without what a test takes out of it. */
public final class OwnLibrary extends URLClassLoader {

    private static final ClassDesc THREAD = Thread.class.describeConstable().orElseThrow();

    private final Set<String> missing = new HashSet<>();
    private final Set<String> withoutThreads = new HashSet<>();
    private final Set<String> withScarceStack = new HashSet<>();
    private boolean scarce;

    // of the JDK's methods, those that may need memory
    private static final Set<String> ADDING =
            Set.of("add", "addAll", "addFirst", "addLast", "push", "offer", "put",
                    "putIfAbsent", "computeIfAbsent", "merge", "set", "copyOf", "of", "toArray", "asList",
                    "valueOf", "iterator",
                    "stream", "clone", "concat", "toString", "append", "format", "replace", "substring",
                    "completeExceptionally", "cancel", "whenComplete", "execute", "submit", "start",
                    "unstarted", "yield",
                    "invokeExact", "getStackTrace", "fillInStackTrace", "addSuppressed", "initCause");
    private static final List<String> ADDERS = List.of("java/util/", "java/lang/Thread", "java/lang/String",
            "java/lang/Long", "java/lang/Integer", "java/lang/Throwable", "java/lang/invoke/MethodHandle");

    // these make room for all that they add before they do so
    private static final Set<String> HAVING_ROOM = Set.of("io/asyncio4j/internal/thread/CarriedThreads");

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

    /**
     * Lets each allocation ask {@link Scarcity} first: of objects, arrays and lambdas that keep something, by the JDK's
     * collections and threads on its behalf, and where a thread is set aside.
     */
    public OwnLibrary withScarceMemory() {
        scarce = true;
        return this;
    }

    /** Lets each call that these classes make ask {@link Scarcity#descend} first whether there is stack for it. */
    public OwnLibrary withScarceStackIn(String... names) {
        withScarceStack.addAll(List.of(names));
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
        boolean isScarce = scarce && !name.contains(".tests.");
        boolean isDeep = withScarceStack.contains(name);
        if (!withoutThreads.contains(name) && !isScarce && !isDeep) {
            return super.findClass(name);
        }
        try (InputStream in = OwnLibrary.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = Coverage.counted(in.readAllBytes(), name);
            bytes = isScarce ? askingForMemory(bytes) : isDeep ? askingForStack(bytes)
                    : withoutThreads(bytes);
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

    private static byte[] askingForMemory(byte[] bytes) {
        var model = ClassFile.of().parse(bytes);
        boolean hasRoom = HAVING_ROOM.contains(model.thisClass().asInternalName());
        return asking("spend", model,
                element -> allocates(element) && !(hasRoom && element instanceof InvokeInstruction));
    }

    private static byte[] askingForStack(byte[] bytes) {
        return asking("descend", ClassFile.of().parse(bytes), InvokeInstruction.class::isInstance);
    }

    /** {@return {@code model}, with a question in front of {@code places}} */
    private static byte[] asking(String question, ClassModel model, Predicate<CodeElement> places) {
        var scarcity = Scarcity.class.describeConstable().orElseThrow();
        CodeTransform asking = (code, element) -> {
            if (places.test(element)) {
                code.invokestatic(scarcity, question, MethodTypeDesc.of(ConstantDescs.CD_void));
            }
            code.with(element);
        };
        return ClassFile.of().transformClass(model, ClassTransform.transformingMethodBodies(
                method -> !method.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME)
                        && !method.methodName().stringValue().startsWith(Coverage.ADDED),
                asking));
    }

    private static boolean allocates(CodeElement element) {
        return switch (element) {
            case NewObjectInstruction _,NewPrimitiveArrayInstruction _,NewReferenceArrayInstruction _,NewMultiArrayInstruction _ ->
                    true;
            case InvokeDynamicInstruction lambda -> lambda.typeSymbol().parameterCount() > 0;
            case InvokeInstruction call -> ADDING.contains(call.name().stringValue())
                    && !call.owner().asInternalName().startsWith("java/util/concurrent/atomic/")
                    && ADDERS.stream().anyMatch(call.owner().asInternalName()::startsWith);
            default -> false;
        };
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
