package io.asyncio4j.offload;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stack that overflows in a static initialiser would make the class useless for good: so there shall be none left. */
class StaticPartsTest {

    private static final Pattern INITIALISED =
            Pattern.compile(" Initializing '(io/asyncio4j/offload/[^']*)' ");

    // each with the reason why no program's stack is the first to use it
    private static final Set<String> LEFT_OUT = Set.of(
            "io.asyncio4j.offload.internal.child.ChildMain$1", // a child's main thread only
            "io.asyncio4j.offload.internal.child.ServedClasses", // a child's worker, before it makes a call
            "io.asyncio4j.offload.internal.pool.Child$1", // the pool's own threads only
            "io.asyncio4j.offload.internal.pool.ChildCommand"); // likewise

    @TempDir Path dir;

    private List<String> run(Class<?> main, List<String> options, Set<String> arguments) throws Exception {
        var command = new ArrayList<>(options);
        if (!"portable".equals(System.getProperty("asyncio4j.threads"))) {
            command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(arguments);
        Jvm.Ended ended = Jvm.run(dir, command.toArray(String[]::new));
        assertThat(ended.status()).as(ended.output()).isZero();
        return ended.output().lines().toList();
    }

    static final class FirstUses {

        public static void main(String[] arguments) {
            EventLoop.create().close();
            System.out.println("loop");
            ProcessPool.builder();
            System.out.println("pool");
        }
    }

    /** {@return the names of those classes of the module} */
    private static Set<String> classes(Predicate<ClassModel> wanted) throws Exception {
        Path classes = Jvm.offload();
        try (Stream<Path> files = Files.walk(classes)) {
            var found = new TreeSet<String>();
            for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
                if (wanted.test(ClassFile.of().parse(file))) {
                    found.add(classes.relativize(file).toString().replace(".class", "").replace('/', '.'));
                }
            }
            return found;
        }
    }

    private static boolean hasInitialiser(ClassModel type) {
        return type.methods().stream().anyMatch(method -> method.methodName().equalsString("<clinit>"));
    }

    private static Set<String> initialised(List<String> lines) {
        return lines.stream().map(INITIALISED::matcher).filter(Matcher::find)
                .map(found -> found.group(1).replace('/', '.')).collect(Collectors.toSet());
    }

    @Test
    void everyStaticInitialiser_isRunBeforeAPoolIsMade() throws Exception {
        List<String> lines = run(FirstUses.class, List.of("-Xlog:class+init=info"), Set.of());
        assertThat(lines).contains("loop", "pool")
                .noneMatch(line -> line.contains("the library is not whole"));

        Set<String> all = classes(StaticPartsTest::hasInitialiser);
        assertThat(all).containsAll(LEFT_OUT);
        all.removeAll(LEFT_OUT);
        assertThat(all).hasSizeGreaterThan(3);
        assertThat(initialised(lines.subList(0, lines.indexOf("pool")))).containsAll(all);
        // what a program may name before it calls anything: its initialiser would run on the program's stack
        all.removeIf(name -> name.contains(".internal."));
        assertThat(initialised(lines.subList(0, lines.indexOf("loop"))))
                .as("those that a program may touch first").containsAll(all);
    }

    /** Uses a pool first where there is no stack, then with more and more of it, and then as everybody does. */
    static final class Overflows {

        private static boolean works;

        // loaded and linked, which wants more stack than most initialisers: what is missing are those only
        private static void load(String... names) throws ClassNotFoundException {
            for (String name : names) {
                var _ = Class.forName(name, false, Overflows.class.getClassLoader()).getDeclaredMethods();
            }
        }

        @SuppressWarnings("InfiniteRecursion") // that is its purpose
        private static int deepest(Callable<?> bottom) {
            try {
                return deepest(bottom) + 1;
            } catch (StackOverflowError e) {
                try {
                    if (!works) {
                        bottom.call();
                        works = true;
                    }
                } catch (Throwable again) {
                    // there is not stack enough, one frame further up there may be
                }
                throw e;
            }
        }

        private static Object begin() {
            ProcessPool pool = ProcessPool.builder().size(1).cacheFolder(null).open();
            try {
                return pool.executor().submit(RemoteCallable.of(() -> 3));
            } finally {
                pool.shutdownNow();
            }
        }

        public static void main(String[] arguments) throws Exception {
            load(arguments);
            Asyncio.run(() -> {
                try {
                    deepest(Overflows::begin);
                } catch (StackOverflowError e) {
                    // as it should
                }
                MapOptions options = MapOptions.DEFAULT.chunks(2);
                try (var pool = ProcessPool.open();
                        var doubled = pool.map(List.of(1, 2, 3), each -> 2 * each, options)) {
                    for (int each : doubled) {
                        System.out.println(each);
                    }
                }
                return null;
            });
        }
    }

    @Test
    void whatWasFirstUsedWithoutStack_canBeUsedLater() throws Exception {
        assertThat(run(Overflows.class, List.of(), classes(
                each -> !each.isModuleInfo() && !each.thisClass().asInternalName().endsWith("package-info"))))
                .containsExactly("2", "4", "6");
    }
}
