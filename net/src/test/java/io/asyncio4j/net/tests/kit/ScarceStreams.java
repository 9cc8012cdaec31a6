package io.asyncio4j.net.tests.kit;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.InvocationTargetException;
import java.util.Set;

/**
 * A copy of this artifact, its tests included, in which streams ask {@link Scarcity} before each of their allocations: of what
 * they make themselves, and of what a list, a buffer, a future or the loop makes for them.
 */
public final class ScarceStreams extends ClassLoader {

    private static final String COPIED = "io.asyncio4j.net.";
    private static final String ASKING = "io.asyncio4j.net.internal.stream.";
    private static final Set<String> ALLOCATING = Set.of("java/util/ArrayList.add", "java/util/List.add",
            "java/nio/ByteBuffer.allocate", "java/nio/ByteBuffer.wrap",
            "io/asyncio4j/EventLoop.callSoon", "io/asyncio4j/EventLoop.createFuture",
            "io/asyncio4j/Promise.setResult", "io/asyncio4j/Future.addDoneCallback");

    public ScarceStreams() {
        super(ScarceStreams.class.getClassLoader());
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
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(COPIED)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : findClass(name);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            if (name.startsWith(ASKING)) {
                bytes = asking(bytes);
            }
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private static byte[] asking(byte[] bytes) {
        var scarcity = Scarcity.class.describeConstable().orElseThrow();
        return ClassFile.of().transformClass(ClassFile.of().parse(bytes),
                ClassTransform.transformingMethodBodies(
                        method -> !method.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME),
                        (code, element) -> {
                            if (allocates(element)) {
                                code.invokestatic(scarcity, "spend",
                                        MethodTypeDesc.of(ConstantDescs.CD_void));
                            }
                            code.with(element);
                        }));
    }

    private static boolean allocates(CodeElement element) {
        return switch (element) {
            case NewObjectInstruction _,NewPrimitiveArrayInstruction _,NewReferenceArrayInstruction _ -> true;
            case InvokeDynamicInstruction lambda -> lambda.typeSymbol().parameterCount() > 0;
            case InvokeInstruction call -> ALLOCATING.contains(
                    call.owner().asInternalName() + "." + call.name().stringValue());
            default -> false;
        };
    }
}
