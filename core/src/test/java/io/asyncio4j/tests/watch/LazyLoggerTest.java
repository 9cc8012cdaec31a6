package io.asyncio4j.tests.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.tests.support.ChildJvm;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The JDK's logging takes some ten milliseconds of a start: nothing is loaded of it before it is needed. */
class LazyLoggerTest {

    private static final Pattern LOGGING =
            Pattern.compile(
                    "\\[class,load] (java\\.util\\.logging\\.Logger|java\\.lang\\.System\\$LoggerFinder) ");

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
