package io.asyncio4j.monitor.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.monitor.Monitor;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares the public API with its dump in {@code api/asyncio4j-monitor.api}, so that a change of it is seen in
 * review. {@code -Dapi.update=true} writes the dump anew.
 */
class PublicApiTest {

    private static final Path DUMP = Path.of("api", "asyncio4j-monitor.api");

    @Test
    void isWhatItsDumpSays() throws Exception {
        String api = dump();
        if (Boolean.getBoolean("api.update")) {
            Files.createDirectories(DUMP.getParent());
            Files.writeString(DUMP, api);
        }
        assertThat(api)
                .as("the public API; if its change is meant, run the test once with -Dapi.update=true")
                .isEqualTo(Files.readString(DUMP));
    }

    private static String dump() throws Exception {
        Path classes = Path.of(URI.create(
                Monitor.class.getProtectionDomain().getCodeSource().getLocation().toString()));
        ModuleDescriptor module;
        try (var in = Files.newInputStream(classes.resolve("module-info.class"))) {
            module = ModuleDescriptor.read(in);
        }
        var text = new StringBuilder();
        for (String name : new TreeSet<>(
                module.exports().stream().map(ModuleDescriptor.Exports::source).toList())) {
            text.append("package ").append(name).append('\n');
            for (Class<?> type : types(classes, name)) {
                describe(type, text);
            }
        }
        return text.toString();
    }

    private static Set<Class<?>> types(Path classes, String packageName)
            throws IOException, ClassNotFoundException {
        var types = new TreeSet<Class<?>>((a, b) -> a.getName().compareTo(b.getName()));
        try (Stream<Path> files = Files.list(classes.resolve(packageName.replace('.', '/')))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".class") && !name.equals("package-info.class")) {
                    var type = Class.forName(packageName + "." + name.replace(".class", ""), false,
                            Monitor.class.getClassLoader());
                    if (isVisible(type)) {
                        types.add(type);
                    }
                }
            }
        }
        return types;
    }

    private static boolean isVisible(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getDeclaringClass() == null || isVisible(type.getDeclaringClass()));
    }

    private static void describe(Class<?> type, StringBuilder text) {
        text.append('\n').append(type.isSealed() ? "sealed " : "").append(type.toGenericString())
                .append('\n');
        if (type.getGenericSuperclass() != null) {
            text.append("  extends ").append(type.getGenericSuperclass().getTypeName()).append('\n');
        }
        for (var implemented : type.getGenericInterfaces()) {
            text.append("  implements ").append(implemented.getTypeName()).append('\n');
        }
        var members = new TreeSet<String>();
        for (Field field : type.getDeclaredFields()) {
            add(field, field.toGenericString(), members);
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            add(constructor, constructor.toGenericString(), members);
        }
        addMethods(type, members);
        members.forEach(member -> text.append("  ").append(member).append('\n'));
    }

    private static void addMethods(Class<?> type, Set<String> members) {
        for (Method method : type.getDeclaredMethods()) {
            if (!method.isBridge()) {
                add(method, method.toGenericString(), members);
            }
        }
        Class<?> above = type.getSuperclass();
        if (above != null && !isVisible(above)) {
            addMethods(above, members); // users see its public methods as the class's own
        }
    }

    private static void add(Member member, String text, Set<String> members) {
        boolean visible =
                Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers());
        if (visible && !member.isSynthetic()) {
            members.add(text);
        }
    }
}
