package io.asyncio4j.tests.inspect;

import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.inspect.LoopManagement;
import io.asyncio4j.tests.support.ChildJvm;
import io.asyncio4j.tests.support.Loops;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** What a JVM has of JMX: nothing, until somebody uses it; then the loops' beans. */
class LoopManagementProcessTest {

    private static ChildJvm.Output run(Class<?> main, String... flags) {
        List<String> all = new ArrayList<>(Arrays.asList(flags));
        all.add(Loops.isCarried() ? "-Dasyncio4j.threads=carried" : "-Dasyncio4j.threads=portable");
        all.add(ChildJvm.FLAG);
        all.add("-Dasyncio4j.slowCallbackDuration=60"); // the watchdog is there, and says nothing
        return ChildJvm.run(main, all.toArray(String[]::new));
    }

    static final class Hello {
        public static void main(String[] args) {
            IO.println("before: " + System.getProperty("asyncio4j.version"));
            Asyncio.run(() -> sleep(Duration.ofMillis(10)));
            IO.println("after: " + System.getProperty("asyncio4j.version"));
        }
    }

    @Test
    void aProgramThatNobodyLooksAt_loadsNothingOfJmx_andIsMarkedForTools() {
        var output = run(Hello.class, "-Xlog:class+load:stdout");
        assertThat(output.lines()).contains("before: null").doesNotContain("after: null")
                .anyMatch(line -> line.startsWith("after: "))
                .anyMatch(line -> line.contains("io.asyncio4j.internal.kernel.RunningLoops"))
                .noneMatch(
                        line -> line.contains("javax.management")
                                || line.contains("io.asyncio4j.internal.inspect.LoopBean"));
        assertThat(output.exitCode()).isZero();
    }

    static final class UsesJmx {
        public static void main(String[] args) {
            ManagementFactory.getPlatformMBeanServer();
            Asyncio.run(() -> {
                var names = LoopBeans.names("io.asyncio4j:type=EventLoop,*");
                IO.println("at first " + names);
                for (int i = 0; i < 1_000 && names.isEmpty(); i++) {
                    sleep(Duration.ofMillis(10));
                    names = LoopBeans.names("io.asyncio4j:type=EventLoop,*");
                }
                IO.println("then " + names);
            });
            IO.println("afterwards " + LoopBeans.names("io.asyncio4j:*"));
        }
    }

    @Test
    void whereAnythingUsesJmx_theBeansComeByThemselves() {
        var output = run(UsesJmx.class);
        assertThat(output.lines()).containsExactly("at first []",
                "then [io.asyncio4j:name=asyncio4j-loop-1,type=EventLoop]", "afterwards []");
        assertThat(output.exitCode()).isZero();
    }

    static final class ListenerThrows {
        public static void main(String[] args) throws Exception {
            new LoopManagement();
            var delegate = new ObjectName("JMImplementation:type=MBeanServerDelegate");
            ManagementFactory.getPlatformMBeanServer().addNotificationListener(delegate,
                    (notification, handback) -> {
                        throw new NoClassDefFoundError("a user's listener is broken");
                    }, null, null);
            try (var loop = EventLoop.create()) {
                for (int i = 0; i < 2; i++) {
                    loop.runUntilComplete(() -> sleep(Duration.ofMillis(1)));
                    IO.println("running: " + loop.isRunning());
                }
            }
        }
    }

    @Test
    void aListenerOfJmxThatThrows_doesNotBreakTheLoop() {
        var output = run(ListenerThrows.class);
        assertThat(output.lines().stream().filter(line -> line.startsWith("running"))).containsExactly(
                "running: false", "running: false");
        assertThat(output.exitCode()).isZero();
    }

    static final class WithoutJmx {
        public static void main(String[] args) {
            Asyncio.run(() -> {
                try {
                    new LoopManagement();
                } catch (IllegalStateException e) {
                    IO.println(e.getMessage());
                }
                sleep(Duration.ofMillis(1_200)); // the watchdog looks once a second
                IO.println("slept");
            });
        }
    }

    @Test
    void aJvmWithoutJmx_runsLoopsAllTheSame() {
        var output = run(WithoutJmx.class, "--limit-modules=java.base,jdk.unsupported");
        assertThat(output.lines()).containsExactly(
                "this JVM runs without JMX; start java with --add-modules java.management", "slept");
        assertThat(output.exitCode()).isZero();
    }
}
