package io.asyncio4j.monitor.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.inspect.FlightLog;
import io.asyncio4j.inspect.FlightRecord;
import io.asyncio4j.monitor.Monitor;
import io.asyncio4j.monitor.Trace;
import java.io.StringWriter;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stack that overflows in a static initialiser would make the class useless for good: so there shall be none left. */
class StaticPartsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern INITIALISED =
            Pattern.compile(" Initializing '(io/asyncio4j/monitor/[^']*)' ");

    // only the monitor's own threads use them, whose stacks are empty before
    private static final Set<String> LEFT_OUT = Set.of(
            "io.asyncio4j.monitor.internal.look.Patience",
            "io.asyncio4j.monitor.internal.look.ProgramWatch",
            "io.asyncio4j.monitor.internal.look.ProgramWatch$State",
            "io.asyncio4j.monitor.internal.look.Recording$State",
            "io.asyncio4j.monitor.internal.look.Selection",
            "io.asyncio4j.monitor.internal.look.TaskIndex",
            "io.asyncio4j.monitor.internal.web.Assets");

    /** {@return what {@code main} writes in a JVM that has done nothing yet} */
    private static List<String> run(Class<?> main, List<String> options, Set<String> arguments)
            throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dasyncio4j.slowCallbackDuration=never"));
        if ("portable".equals(System.getProperty("asyncio4j.threads"))) {
            command.add("-Dasyncio4j.threads=portable");
        } else {
            command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        }
        command.addAll(options);
        command.addAll(List.of("-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(arguments);
        Path written = Files.createTempFile("asyncio4j-child", ".txt");
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(written.toFile()).start();
            if (!process.waitFor(PATIENCE)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("it hangs, having written:\n" + Files.readString(written));
            }
            assertThat(process.exitValue()).as(Files.readString(written)).isZero();
            return Files.readAllLines(written);
        } finally {
            Files.delete(written);
        }
    }

    /** {@return the names of those classes of the module} */
    private static Set<String> classes(Predicate<ClassModel> wanted) throws Exception {
        Path classes = Path.of(Monitor.class.getProtectionDomain().getCodeSource().getLocation().toURI());
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

    static final class FirstUses {

        public static void main(String[] arguments) {
            Trace.of("nothing", List.of());
            System.out.println("trace");
        }
    }

    @Test
    void everyStaticInitialiser_isRunBeforeATraceIsThere() throws Exception {
        List<String> lines = run(FirstUses.class, List.of("-Xlog:class+init=info"), Set.of());
        assertThat(lines).contains("trace").noneMatch(line -> line.contains("the library is not whole"));

        Set<String> all = classes(StaticPartsTest::hasInitialiser);
        assertThat(all).containsAll(LEFT_OUT);
        all.removeAll(LEFT_OUT);
        assertThat(all).hasSizeGreaterThan(3);
        assertThat(initialised(lines.subList(0, lines.indexOf("trace")))).containsAll(all);
    }

    /** Uses it first where there is no stack, then with more and more of it, and then as everybody does. */
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

        private static FlightRecord record() {
            try (var log = FlightLog.start(EventLoop.running())) {
                Asyncio.sleep(Duration.ZERO);
                return log.record();
            }
        }

        private static int trace(FlightRecord record) throws Exception {
            Trace trace = Trace.of("few", List.of(record));
            var page = new StringWriter();
            trace.writePage(page);
            return trace.lines().size();
        }

        private static int port() throws Exception {
            try (var monitor = Monitor.start(0)) {
                return monitor.port();
            }
        }

        static void use(boolean isTrace, String... names) throws Exception {
            load(names);
            Asyncio.run(() -> {
                FlightRecord record = record();
                try {
                    deepest(() -> isTrace ? trace(record) : port());
                } catch (StackOverflowError e) {
                    // as it should
                }
                System.out.println(trace(record) > 0 && port() > 0);
                return null;
            });
        }

        static final class OfTraces {
            public static void main(String[] arguments) throws Exception {
                use(true, arguments);
            }
        }

        static final class OfMonitors {
            public static void main(String[] arguments) throws Exception {
                use(false, arguments);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Overflows.OfTraces.class, Overflows.OfMonitors.class})
    void whatWasFirstUsedWithoutStack_canBeUsedLater(Class<?> main) throws Exception {
        assertThat(run(main, List.of(),
                classes(each -> !each.isModuleInfo()
                        && !each.thisClass().asInternalName().endsWith("package-info")
                        && !each.thisClass().asInternalName().contains("/metrics/"))))
                .containsExactly("true");
    }
}
