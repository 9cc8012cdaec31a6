package io.asyncio4j.tests.run;

import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.LoopThread;
import io.asyncio4j.tests.support.ChildJvm;
import java.time.Duration;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

/** Which loop threads keep a JVM, and that it is said when they keep it for nothing. */
class LoopThreadLifeTest {

    private static final String KEPT = "nothing but LoopThread 'forgotten' keeps this JVM";

    /** Ends the JVM with status 7 at the first line that the library logs. */
    static void endAtTheFirstLine() {
        Logger.getLogger("io.asyncio4j").addHandler(new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getMessage().contains("keeps this JVM")) {
                    System.out.println(new SimpleFormatter().formatMessage(line));
                    Runtime.getRuntime().halt(7);
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }

    static final class Forgets {
        public static void main(String[] args) {
            endAtTheFirstLine();
            LoopThread.start("forgotten");
        }
    }

    static final class Daemon {
        public static void main(String[] args) {
            endAtTheFirstLine();
            var other = LoopThread.startDaemon("daemon");
            runCoroutineThreadsafe(() -> sleep(Duration.ofHours(1)), other.loop());
        }
    }

    static final class Serves {
        public static void main(String[] args) {
            endAtTheFirstLine();
            var other = LoopThread.start("forgotten");
            runCoroutineThreadsafe(() -> {
                sleep(Duration.ofMillis(2_500)); // longer than the first look takes
                System.out.println("served");
            }, other.loop());
        }
    }

    static final class Closes {
        public static void main(String[] args) {
            endAtTheFirstLine();
            try (var other = LoopThread.start("closed")) {
                System.out.println(other.loop().isRunning());
            }
        }
    }

    // RUN-06
    @Test
    void oneThatIsForgotten_keepsTheJvm_andThatIsSaid() {
        var output = ChildJvm.run(Forgets.class);
        assertThat(output.lines())
                .anyMatch(line -> line.startsWith(KEPT) && line.contains("LoopThread.startDaemon"));
        assertThat(output.exitCode()).isEqualTo(7);
    }

    // RUN-06
    @Test
    void oneThatHasWorkToDo_isNotTakenForForgotten() {
        var output = ChildJvm.run(Serves.class);
        assertThat(output.lines()).filteredOn(line -> line.equals("served") || line.startsWith(KEPT))
                .first().isEqualTo("served");
        assertThat(output.exitCode()).isEqualTo(7);
    }

    // RUN-06
    @Test
    void aDaemon_doesNotKeepTheJvm_whateverItsTasks() {
        var output = ChildJvm.run(Daemon.class);
        assertThat(output.exitCode()).isZero();
    }

    // RUN-06
    @Test
    void oneThatIsClosed_leavesNothingBehind() {
        var output = ChildJvm.run(Closes.class);
        assertThat(output.lines()).contains("true");
        assertThat(output.exitCode()).isZero();
    }
}
