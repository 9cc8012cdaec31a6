package io.asyncio4j.cli;

import io.asyncio4j.Asyncio;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldTransform;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.attribute.RuntimeVisibleTypeAnnotationsAttribute;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * The library as jshell's compiler may see it: without type annotations, and without code.
 *
 * <p>jshell writes the type of {@code var task = createTask(() -> sleep(delay))} out in full, puts the
 * {@code @Nullable} of {@code Task<@Nullable Void>} where it must not stand, and rejects its own text. The
 * snippets run against the real classes, which the class loader of this JVM finds first.
 */
final class SnippetLibrary {
    private static final String PACKAGE = "io/asyncio4j";

    private static final ClassTransform SIGNATURES_ONLY = ClassTransform
            .dropping(RuntimeVisibleTypeAnnotationsAttribute.class::isInstance)
            .andThen(ClassTransform.transformingFields(
                    FieldTransform.dropping(RuntimeVisibleTypeAnnotationsAttribute.class::isInstance)))
            .andThen(ClassTransform.transformingMethods(
                    MethodTransform.dropping(
                            part -> part instanceof CodeModel
                                    || part instanceof RuntimeVisibleTypeAnnotationsAttribute)));

    private SnippetLibrary() {}

    static void writeTo(Path jar) throws IOException {
        Path library = location();
        if (Files.isDirectory(library)) {
            write(library, jar);
        } else {
            try (var content = FileSystems.newFileSystem(library)) {
                write(content.getPath("/"), jar);
            }
        }
    }

    private static void write(Path classes, Path jar) throws IOException {
        var format = ClassFile.of();
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(classes.resolve(PACKAGE))) {
            out.setLevel(0); // it is read once, from the same machine
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = classes.relativize(file).toString().replace('\\', '/');
                if (name.endsWith(".class") && !name.startsWith(PACKAGE + "/cli/")) {
                    out.putNextEntry(new JarEntry(name));
                    out.write(format.transformClass(format.parse(file), SIGNATURES_ONLY));
                }
            }
        }
    }

    private static Path location() throws IOException {
        var source = Asyncio.class.getProtectionDomain().getCodeSource();
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException("cannot tell where asyncio4j was loaded from: " + source.getLocation(), e);
        }
    }
}
