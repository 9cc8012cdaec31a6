package io.asyncio4j.offload.internal.serial;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.LineNumberInfo;
import java.lang.classfile.attribute.LocalVariableInfo;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a lambda is called in the source: where it stands, and the names of what it captures, as far as known. */
final class CapturedNames {

    private final SerializedLambda lambda;
    private final @Nullable ClassModel type;
    private final @Nullable CodeModel code;

    CapturedNames(SerializedLambda lambda, @Nullable ClassLoader loader) {
        this.lambda = lambda;
        type = read(lambda.getImplClass(), loader);
        code = type == null ? null : codeOf(type);
    }

    private static @Nullable ClassModel read(String internalName, @Nullable ClassLoader loader) {
        String file = internalName + ".class";
        try (InputStream in = loader == null ? ClassLoader.getSystemResourceAsStream(file)
                : loader.getResourceAsStream(file)) {
            return in == null ? null : ClassFile.of().parse(in.readAllBytes());
        } catch (IOException | RuntimeException e) { // then without
            return null;
        }
    }

    private @Nullable CodeModel codeOf(ClassModel type) {
        for (MethodModel method : type.methods()) {
            if (method.methodName().equalsString(lambda.getImplMethodName())
                    && method.methodType().equalsString(lambda.getImplMethodSignature())) {
                return method.code().orElse(null);
            }
        }
        return null;
    }

    /** {@return where it stands}, as in "the lambda in Crawler.parse (Crawler.java:12)". */
    String place() {
        String name = lambda.getImplMethodName();
        String owner = lambda.getImplClass().replace('/', '.');
        if (!name.startsWith("lambda$")) {
            return "the method reference " + owner + "::" + name;
        }
        int end = name.indexOf('$', 7);
        String method = end > 7 ? name.substring(7, end) : name;
        return "the lambda in " + owner + "." + method + line();
    }

    private String line() {
        if (type == null || code == null) {
            return "";
        }
        Optional<String> file =
                type.findAttribute(Attributes.sourceFile()).map(a -> a.sourceFile().stringValue());
        Optional<Integer> line = code.findAttribute(Attributes.lineNumberTable())
                .map(table -> table.lineNumbers().stream().mapToInt(LineNumberInfo::lineNumber).min())
                .filter(least -> least.isPresent()).map(least -> least.getAsInt());
        return file.isEmpty() || line.isEmpty() ? "" : " (" + file.get() + ":" + line.get() + ")";
    }

    /** Says whether captured value {@code index} is the object in whose method the lambda stands. */
    boolean isThis(int index) {
        return index == 0 && lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic
                && lambda.getImplMethodKind() != MethodHandleInfo.REF_newInvokeSpecial
                && lambda.getImplMethodName().startsWith("lambda$");
    }

    /** {@return the name of captured value {@code index}}, in quotes, or its number if the class does not tell names. */
    String nameOf(int index) {
        if (isThis(index)) {
            return "'this'";
        }
        String name = namesInSource().size() > index ? namesInSource().get(index) : null;
        return name != null ? "'" + name + "'" : "value " + (index + 1) + " of those it uses";
    }

    private List<@Nullable String> namesInSource() {
        var names = new ArrayList<@Nullable String>();
        if (code == null) {
            return names;
        }
        List<LocalVariableInfo> variables = code.findAttribute(Attributes.localVariableTable())
                .map(table -> table.localVariables()).orElse(List.of());
        int slot = 0;
        if (lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic) {
            names.add("this");
            slot = 1;
        }
        for (var parameter : MethodTypeDesc.ofDescriptor(lambda.getImplMethodSignature()).parameterList()) {
            int wanted = slot;
            names.add(variables.stream().filter(each -> each.slot() == wanted && each.startPc() == 0)
                    .map(each -> each.name().stringValue()).findFirst().orElse(null));
            boolean wide =
                    parameter.descriptorString().equals("J") || parameter.descriptorString().equals("D");
            slot += wide ? 2 : 1;
        }
        return names;
    }
}
