package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.monitor.Monitor;
import io.asyncio4j.net.Net;
import io.asyncio4j.offload.ProcessPool;
import io.asyncio4j.offload.hazelcast.Cluster;
import io.asyncio4j.testkit.Simulation;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares what each artifact publishes with its dump in {@code MODULE/api}, so that a change of it is seen in review.
 * {@code -Dapi.update=true} writes the dumps anew.
 */
class PublicApiTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** Each published module, by the name of its folder, and any class of it. */
    record Published(String module, Class<?> anchor) {
        Path dump() {
            return ROOT.resolve(module, "api", "asyncio4j-" + module + ".api");
        }

        String api() throws IOException, ReflectiveOperationException, URISyntaxException {
            var code = Path.of(anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(code)) {
                return dumpOf(code, anchor.getClassLoader());
            }
            try (var jar = FileSystems.newFileSystem(code)) {
                return dumpOf(jar.getPath("/"), anchor.getClassLoader());
            }
        }

        @Override
        public String toString() {
            return module;
        }
    }

    static List<Published> published() {
        return List.of(
                new Published("core", EventLoop.class),
                new Published("net", Net.class),
                new Published("offload", ProcessPool.class),
                new Published("offload-hazelcast", Cluster.class),
                new Published("testkit", Simulation.class),
                new Published("monitor", Monitor.class));
    }

    @ParameterizedTest
    @MethodSource("published")
    void isWhatItsDumpSays(Published module) throws Exception {
        var api = module.api();
        if (Boolean.getBoolean("api.update")) {
            Files.createDirectories(module.dump().getParent());
            Files.writeString(module.dump(), api);
        }
        assertThat(api)
                .as("the public API; if its change is meant, run the test once with -Dapi.update=true")
                .isEqualTo(Files.readString(module.dump()));
    }

    /** What is internal may change with each release, and a call of it might break a loop. */
    @ParameterizedTest
    @MethodSource("published")
    void namesNothingInternal(Published module) throws Exception {
        assertThat(module.api().lines().filter(line -> line.contains(".internal.")).toList()).isEmpty();
    }

    private static String dumpOf(Path classes, ClassLoader loader)
            throws IOException, ReflectiveOperationException {
        ModuleDescriptor module;
        try (var in = Files.newInputStream(classes.resolve("module-info.class"))) {
            module = ModuleDescriptor.read(in);
        }
        var text = new StringBuilder();
        for (var name : new TreeSet<>(
                module.exports().stream().map(ModuleDescriptor.Exports::source).toList())) {
            text.append("package ").append(name).append('\n');
            for (var type : types(classes, name, loader)) {
                describe(type, text);
            }
        }
        return text.toString();
    }

    private static List<Class<?>> types(Path classes, String packageName, ClassLoader loader)
            throws IOException, ClassNotFoundException {
        var types = new ArrayList<Class<?>>();
        try (Stream<Path> files = Files.list(classes.resolve(packageName.replace('.', '/')))) {
            for (var file : files.toList()) {
                var name = file.getFileName().toString();
                if (name.endsWith(".class") && !name.equals("package-info.class")) {
                    var type =
                            Class.forName(packageName + "." + name.replace(".class", ""), false, loader);
                    if (isVisible(type)) {
                        types.add(type);
                    }
                }
            }
        }
        types.sort(Comparator.comparing(Class::getName));
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
