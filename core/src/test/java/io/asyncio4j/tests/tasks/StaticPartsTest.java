package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.createTask;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.tests.support.ChildJvm;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A stack that overflows in a static initialiser would make the class useless for good: so there shall be none left. */
class StaticPartsTest {

    private static final Pattern INITIALISED = Pattern.compile(" Initializing '(io/asyncio4j/[^']*)' ");

    // each with the reason why no task or callback is the first to use it
    private static final Set<String> LEFT_OUT = Set.of(
            "io.asyncio4j.internal.inspect.LoopBeans", // needs a module; the watchdog's, and JMX's
            "io.asyncio4j.internal.watch.LockOwners", // likewise
            "io.asyncio4j.internal.watch.BlockedOn$1", // the watchdog's thread only
            "io.asyncio4j.internal.watch.Carriers", // likewise, and needs a module
            "io.asyncio4j.internal.watch.Culprit", // likewise
            "io.asyncio4j.internal.jfr.RecordingListener", // Flight Recorder's threads only; needs a module
            "io.asyncio4j.internal.thread.Backend$Fastest"); // the loop is made with it, unless a kind was named

    static final class MakesALoop {

        public static void main(String[] arguments) {
            EventLoop.create().close();
            System.out.println("made");
        }
    }

    private static String backend() {
        return "-Dasyncio4j.threads=" + (Loops.isCarried() ? "carried" : "portable");
    }

    private static Set<String> initialisedWithTheFirstLoop() {
        List<String> lines = ChildJvm
                .run(MakesALoop.class, "-Xlog:class+init=info", ChildJvm.FLAG, backend()).lines();
        assertThat(lines).noneMatch(line -> line.contains("the library is not whole"));
        return lines.subList(0, lines.indexOf("made")).stream().map(INITIALISED::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1).replace('/', '.')).collect(Collectors.toSet());
    }

    /** {@return the classes of the library with an initialiser that calls something} */
    private static Set<String> withInitialisers() {
        Path classes;
        try {
            classes = Path.of(Asyncio.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .filter(StaticPartsTest::callsInItsInitialiser)
                    .map(file -> classes.relativize(file).toString().replace(".class", "").replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean callsInItsInitialiser(Path file) {
        try {
            return ClassFile.of().parse(file).methods().stream()
                    .filter(method -> method.methodName().equalsString("<clinit>"))
                    .anyMatch(StaticPartsTest::calls);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean calls(MethodModel initialiser) {
        return initialiser.code().orElseThrow().elementStream().anyMatch(
                element -> element instanceof InvokeInstruction
                        || element instanceof InvokeDynamicInstruction);
    }

    // TSK-18
    @Test
    void everyStaticInitialiser_thatCanFail_isRunBeforeATaskCanBe() {
        Set<String> missing = withInitialisers();
        assertThat(missing).hasSizeGreaterThan(40);
        missing.removeAll(initialisedWithTheFirstLoop());
        missing.removeAll(LEFT_OUT);
        // a tool's: its thread is the first to use them, when it switches a log on
        missing.removeIf(name -> name.startsWith("io.asyncio4j.internal.trace.")
                || name.equals("io.asyncio4j.inspect.FlightEvent$Kind"));
        assertThat(missing).isEmpty();
    }

    /** Asks for texts, a thing at a time, with less and less stack left, and then once more with enough of it. */
    static final class Overflows {

        @SuppressWarnings("InfiniteRecursion") // that is its purpose
        private static int deepest(Runnable bottom) {
            try {
                return deepest(bottom) + 1;
            } catch (StackOverflowError e) {
                try {
                    bottom.run();
                } catch (Throwable again) {
                    // there is not stack enough, one frame further up there may be
                }
                throw e;
            }
        }

        private static void atAllDepths(Runnable bottom) {
            try {
                deepest(bottom);
            } catch (StackOverflowError e) {
                // as it should
            }
            bottom.run();
        }

        public static void main(String[] arguments) {
            Asyncio.run(() -> {
                Task<Object> task = createTask(() -> {
                    throw new IllegalStateException("not seen");
                });
                Task<Object> overflowing = createTask(() -> {
                    atAllDepths(() -> task.toString());
                    atAllDepths(() -> Asyncio.createTask(() -> 1).cancel());
                    atAllDepths(() -> Coroutine.of("never", () -> 1).close());
                    atAllDepths(() -> new Queue<Integer>().toString());
                    atAllDepths(() -> EventLoop.running().asExecutor());
                    return "over";
                });
                System.out.println(overflowing.await());
            });
            System.exit(0);
        }
    }

    // TSK-18
    @Test
    void whatWasFirstUsedWithoutStack_canBeUsedLater() {
        var output = ChildJvm.run(Overflows.class, ChildJvm.FLAG, backend());
        assertThat(output.lines()).contains("over").noneMatch(line -> line.contains("NoClassDefFoundError"));
        assertThat(output.exitCode()).isZero();
    }
}
