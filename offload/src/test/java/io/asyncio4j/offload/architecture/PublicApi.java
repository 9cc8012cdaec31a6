package io.asyncio4j.offload.architecture;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The public API of a module as text, compared with what is in a file, so that a change of it is seen in review. */
public final class PublicApi {

    private final Class<?> anchor;

    /** @param anchor any class of the module, which is to be in a folder */
    public PublicApi(Class<?> anchor) {
        this.anchor = anchor;
    }

    /** Compares it with the file, or writes that anew if the property {@code api.update} is true. */
    public void assertIsWhatItsDumpSays(Path dump) throws Exception {
        String api = text();
        if (Boolean.getBoolean("api.update")) {
            Files.createDirectories(dump.getParent());
            Files.writeString(dump, api);
        }
        assertThat(api)
                .as("the public API; if its change is meant, run the test once with -Dapi.update=true")
                .isEqualTo(Files.readString(dump));
    }

    /** Nothing internal may be reached from a public type, for a call of it might break a place. */
    public void assertNamesNothingInternal() throws Exception {
        assertThat(text().lines().filter(line -> line.contains(".internal.")).toList()).isEmpty();
    }

    private String text() throws Exception {
        Path classes =
                Path.of(URI.create(anchor.getProtectionDomain().getCodeSource().getLocation().toString()));
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

    private Set<Class<?>> types(Path classes, String packageName) throws IOException, ClassNotFoundException {
        var types = new TreeSet<Class<?>>(Comparator.comparing(Class::getName));
        try (Stream<Path> files = Files.list(classes.resolve(packageName.replace('.', '/')))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".class") && !name.equals("package-info.class")) {
                    var type = Class.forName(packageName + "." + name.replace(".class", ""), false,
                            anchor.getClassLoader());
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
        for (Method method : type.getDeclaredMethods()) {
            if (!method.isBridge()) {
                add(method, method.toGenericString(), members);
            }
        }
        members.forEach(member -> text.append("  ").append(member).append('\n'));
    }

    private static void add(Member member, String text, Set<String> members) {
        boolean visible =
                Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers());
        if (visible && !member.isSynthetic()) {
            members.add(text);
        }
    }
}
