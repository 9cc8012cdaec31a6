package io.asyncio4j.tests.support;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * This JDK with changed classes in {@code java.lang}, as a later one may have them: a folder that takes their place by
 * {@code --patch-module}.
 */
public final class DoctoredJdk implements AutoCloseable {

    private static final Path CLASSES =
            FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", "java.base");

    private final Path folder;

    private DoctoredJdk() {
        try {
            folder = Files.createTempDirectory("asyncio4j-jdk");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * {@return a JDK in which every name, type and text of the classes in {@code java.lang} whose name begins so is what
     * {@code rename} makes of it}
     */
    public static DoctoredJdk renaming(List<String> classes, UnaryOperator<String> rename) {
        return of(jdk -> {
            try (Stream<Path> files = Files.list(CLASSES.resolve("java/lang"))) {
                for (Path file : files.toList()) {
                    String name = "java/lang/" + file.getFileName();
                    if (name.endsWith(".class") && classes.stream().anyMatch(name::startsWith)) {
                        jdk.rename(name, Files.readAllBytes(file), rename);
                    }
                }
            }
        });
    }

    /** {@return a JDK in which {@code method} of {@code type} does what {@code body} writes, and then {@code rest}} */
    public static DoctoredJdk changing(String type, String method, Consumer<CodeBuilder> body,
            boolean andThenWhatItDid) {
        return of(jdk -> {
            var classes = ClassFile.of();
            var model = classes.parse(Files.readAllBytes(CLASSES.resolve(type + ".class")));
            CodeTransform change = new CodeTransform() {
                @Override
                public void atStart(CodeBuilder code) {
                    body.accept(code);
                }

                @Override
                public void accept(CodeBuilder code, CodeElement element) {
                    if (andThenWhatItDid) {
                        code.with(element);
                    }
                }
            };
            jdk.write(type + ".class", classes.transformClass(model, ClassTransform.transformingMethodBodies(
                    candidate -> candidate.methodName().equalsString(method), change)));
        });
    }

    private interface Change {
        void applyTo(DoctoredJdk jdk) throws IOException;
    }

    private static DoctoredJdk of(Change change) {
        var jdk = new DoctoredJdk();
        try {
            change.applyTo(jdk);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jdk;
    }

    /** {@return the flag that puts these classes in the place of the JDK's} */
    public String flag() {
        return "--patch-module=java.base=" + folder;
    }

    private void write(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    // The constant pool, which comes first, has all names. What comes behind it knows them by number.
    private void rename(String name, byte[] bytes, UnaryOperator<String> rename) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(bytes));
        var changed = new ByteArrayOutputStream();
        var out = new DataOutputStream(changed);
        out.writeLong(in.readLong()); // the magic number, and the version
        int constants = in.readUnsignedShort();
        out.writeShort(constants);
        for (int i = 1; i < constants; i++) {
            int tag = in.readUnsignedByte();
            out.writeByte(tag);
            switch (tag) {
                case ClassFileTags.UTF8 -> out.writeUTF(rename.apply(in.readUTF()));
                case ClassFileTags.LONG, ClassFileTags.DOUBLE -> {
                    out.writeLong(in.readLong());
                    i++; // counts as two
                }
                case ClassFileTags.CLASS, ClassFileTags.STRING, ClassFileTags.METHOD_TYPE ->
                        out.writeShort(in.readShort());
                case ClassFileTags.METHOD_HANDLE -> {
                    out.writeByte(in.readByte());
                    out.writeShort(in.readShort());
                }
                default -> out.writeInt(in.readInt());
            }
        }
        in.transferTo(out);
        write(rename.apply(name), changed.toByteArray());
        // what was found under the old name is another class now, so that there is none
        write(name, changed.toByteArray());
    }

    private static final class ClassFileTags {
        static final int UTF8 = 1;
        static final int LONG = 5;
        static final int DOUBLE = 6;
        static final int CLASS = 7;
        static final int STRING = 8;
        static final int METHOD_HANDLE = 15;
        static final int METHOD_TYPE = 16;
    }

    @Override
    public void close() {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(all::add);
            for (Path file : all) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
