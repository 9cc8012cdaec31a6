package io.asyncio4j.testkit.tests.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.net.Net;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.SimulatedNetwork;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.SimulationFailure;
import io.asyncio4j.testkit.TestLoop;
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

/** A stack that overflows in a static initialiser would make the class useless for good: so there shall be none left. */
class StaticPartsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern INITIALISED =
            Pattern.compile(" Initializing '(io/asyncio4j/testkit/[^']*)' ");

    // each with the reason why no task is the first to use it
    private static final Set<String> LEFT_OUT = Set.of(
            "io.asyncio4j.testkit.internal.run.ExplorationRun$2", // before there is a first loop
            "io.asyncio4j.testkit.junit.Async$On", // the test framework, before a test
            "io.asyncio4j.testkit.junit.AsyncExtension", // likewise
            "io.asyncio4j.testkit.junit.ExploredExtension", // likewise
            "io.asyncio4j.testkit.junit.ExploredExtension$1", // likewise
            "io.asyncio4j.testkit.junit.TestParameters", // likewise
            "io.asyncio4j.testkit.junit.TestSettings$1"); // likewise

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
        Path classes = Path.of(Simulation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
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
            new Simulation().seeds(1).start(_ -> System.out.println("task"));
        }
    }

    @Test
    void everyStaticInitialiser_isRunBeforeATaskCanBe() throws Exception {
        List<String> lines = run(FirstUses.class, List.of("-Xlog:class+init=info"), Set.of());
        assertThat(lines).contains("task").noneMatch(line -> line.contains("the library is not whole"));

        Set<String> all = classes(StaticPartsTest::hasInitialiser);
        assertThat(all).containsAll(LEFT_OUT);
        all.removeAll(LEFT_OUT);
        assertThat(all).hasSizeGreaterThan(10);
        assertThat(initialised(lines.subList(0, lines.indexOf("task")))).containsAll(all);
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

        private static void inTask(TestLoop test) {
            SimulatedNetwork network = SimulatedNetwork.install(test);
            network.pieces(SimulatedNetwork.Pieces.SINGLE_BYTES);
            test.loop().createTask(() -> Asyncio.sleep(Duration.ofMillis(1)));
        }

        private static void everything(TestLoop test) throws Exception {
            SimulatedNetwork.install(test);
            var server =
                    Net.startServer((reader, writer) -> writer.write(reader.readLine()), "localhost", 80);
            try (var connection = Net.openConnection("localhost", 80)) {
                connection.writer().write("echo\n");
                assertThat(connection.reader().readLine()).asString().isEqualTo("echo\n");
            }
            server.close();
        }

        private static void overflow(TestLoop test) {
            try {
                deepest(() -> {
                    inTask(test);
                    return null;
                });
            } catch (StackOverflowError e) {
                // as it should
            }
            Asyncio.sleep(Duration.ofSeconds(1));
        }

        public static void main(String[] arguments) throws Exception {
            load(arguments);
            try {
                new Simulation().seeds(1).start(Overflows::overflow);
            } catch (SimulationFailure e) {
                // a task that was made half-way is left
            }
            new Simulation().seeds(10).start(Overflows::everything);
            Exploration.run(_ -> Asyncio.gather(() -> 1, () -> 2));
            System.out.println("over");
        }
    }

    @Test
    void whatWasFirstUsedWithoutStack_canBeUsedLater() throws Exception {
        assertThat(run(Overflows.class, List.of(), classes(
                each -> !each.isModuleInfo() && !each.thisClass().asInternalName().endsWith("package-info"))))
                .containsExactly("over");
    }
}
