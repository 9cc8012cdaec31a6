package io.asyncio4j.tests.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.internal.watch.Watchdog;
import io.asyncio4j.tests.support.ChildJvm;
import io.asyncio4j.tests.support.OwnLibrary;
import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.InvokeInstruction;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The JDK's logging takes some ten milliseconds of a start: nothing is loaded of it before it is needed. */
class LazyLoggerTest {

    private static final Pattern LOGGING =
            Pattern.compile(
                    "\\[class,load] (java\\.util\\.logging\\.Logger|java\\.lang\\.System\\$LoggerFinder) ");

    private static final String LOGS = "io.asyncio4j.internal.text.Logs";

    /** Says nothing. */
    public static final class Program {

        private Program() {}

        public static void run() {
            Asyncio.run(() -> Asyncio.sleep(Duration.ZERO));
        }
    }

    @Test
    void aProgramThatSaysNothing_doesWithoutIt() throws Exception {
        try (var library = new OwnLibrary().without(LOGS)) {
            library.run(Program.class);
        }
    }

    // a program that is over by then shall not pay for it; the order of the calls, for on a busy machine no time tells
    @Test
    void theWatchdogMakesIt_onceItsFirstTickIsOver() throws Exception {
        try (var in = Watchdog.class.getResourceAsStream("Watchdog.class")) {
            List<String> calls = ClassFile.of().parse(in.readAllBytes()).methods().stream()
                    .filter(method -> method.methodName().equalsString("watch"))
                    .flatMap(method -> method.code().orElseThrow().elementStream())
                    .flatMap(element -> element instanceof InvokeInstruction call
                            ? Stream.of(call.name().stringValue()) : Stream.empty())
                    .toList();
            assertThat(calls).contains("parkNanos", "logger");
            assertThat(calls.indexOf("parkNanos")).isLessThan(calls.indexOf("logger"));
        }
    }

    static final class MakesALoopAndRunsIt {

        public static void main(String[] arguments) {
            EventLoop.create().close();
            System.out.println("made");
            Asyncio.run(() -> {});
            System.out.println("ran");
        }
    }

    @Test
    void aLoopIsMadeWithoutIt_andHasItWhereNoWatchdogSeesToIt() {
        List<String> lines = ChildJvm.run(MakesALoopAndRunsIt.class, "-Xlog:class+load=info", ChildJvm.FLAG,
                "-Dasyncio4j.threads=carried", "-Dasyncio4j.slowCallbackDuration=never").lines(); // portable ones are always watched
        int made = lines.indexOf("made");
        int ran = lines.indexOf("ran");
        assertThat(made).isPositive();
        assertThat(lines.subList(0, made)).noneMatch(line -> LOGGING.matcher(line).find());
        assertThat(lines.subList(made, ran)).anyMatch(line -> LOGGING.matcher(line).find());
    }
}
