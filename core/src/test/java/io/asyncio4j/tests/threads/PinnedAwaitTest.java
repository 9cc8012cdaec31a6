package io.asyncio4j.tests.threads;

import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.gatherOutcomes;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Outcome;
import io.asyncio4j.tests.support.ChildJvm;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Awaits on portable threads that the JDK cannot set aside: too many frames, or one of the JVM's, on the stack. Each
 * uses up a carrier, and there are only so many; in a JVM of its own, which has one or two.
 */
class PinnedAwaitTest {

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final String NATIVE_REFLECTION = "-Djdk.reflect.useNativeAccessorOnly=true";

    private static ChildJvm.Output run(Class<?> main, int carriers, String... flags) {
        var all = new String[flags.length + 3];
        System.arraycopy(flags, 0, all, 3, flags.length);
        all[0] = "-Djdk.virtualThreadScheduler.parallelism=" + carriers;
        all[1] = "-Djdk.virtualThreadScheduler.maxPoolSize=" + carriers;
        all[2] = "-Dasyncio4j.threads=portable";
        return ChildJvm.run(main, all);
    }

    /** Waits until what was lent has been taken back, by which time it has been told of, too. */
    private static int awaitCarriers() {
        int carriers = Integer.getInteger("jdk.virtualThreadScheduler.parallelism");
        var scheduler = ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
        while (scheduler.getParallelism() != carriers) {
            Thread.yield();
        }
        return carriers;
    }

    private static void print(Object line) {
        System.out.println(line);
    }

    private static String text(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Success<?> _ -> "awaited";
            case Outcome.Failure<?>(Throwable e) -> {
                Throwable cause = e.getCause() != null ? e.getCause() : e;
                yield cause.getClass().getSimpleName() + ": " + cause.getMessage();
            }
        };
    }

    /** In the interpreter, whose frames are the largest: then the JDK cannot set aside so many. */
    static final class Deep {

        static int dive(int frames) {
            if (frames == 0) {
                sleep(SHORT);
                return 0;
            }
            return dive(frames - 1) + 1;
        }

        public static void main(String[] arguments) {
            Asyncio.run(() -> gatherOutcomes(() -> dive(8_000), () -> dive(8_000), () -> dive(8_000)).await()
                    .forEach(outcome -> print(text(outcome))));
            awaitCarriers();
            print("over");
        }
    }

    // JVA-01
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void awaitsDeepDown_asManyAsCarriersAndMore_workOrOverflow_andTheLoopGoesOn(int carriers) {
        ChildJvm.Output output = run(Deep.class, carriers, "-Xint");
        assertThat(output.lines()).endsWith("over");
        assertThat(output.lines()).filteredOn(line -> line.startsWith("awaited")
                || line.startsWith("StackOverflowError")).hasSize(3);
    }

    // JVA-01: once it is known that there are such awaits, they get their error before they give the loop away
    @Test
    void awaitsDeepDown_onceOneWasFound_overflow() {
        assertThat(run(Deep.class, 1, "-Xint").lines()).contains("StackOverflowError: null")
                .anyMatch(line -> line.contains("seconds for a carrier")
                        && line.contains("too many frames on their stacks"))
                .anyMatch(line -> line.contains("$Deep.dive("));
    }

    static final class Initialisers {

        static class First {
            static final int VALUE = await();
        }

        static class Second {
            static final int VALUE = await();
        }

        static class Third {
            static final int VALUE = await();
        }

        static int await() {
            sleep(SHORT);
            return 1;
        }

        public static void main(String[] arguments) {
            Asyncio.run(() -> gatherOutcomes(() -> First.VALUE, () -> Second.VALUE, () -> Third.VALUE).await()
                    .forEach(outcome -> print(text(outcome))));
            print("over");
            print("carriers: " + awaitCarriers());
        }
    }

    // JVA-01
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void awaitsInClassInitialisers_asManyAsCarriers_areLentOne_andTheNextThrow(int carriers) {
        ChildJvm.Output output = run(Initialisers.class, carriers);
        assertThat(output.lines()).contains("over").endsWith("carriers: " + carriers);
        assertThat(output.lines()).filteredOn(line -> line.startsWith("awaited")).hasSize(carriers);
        assertThat(output.lines())
                .filteredOn(line -> line
                        .startsWith("IllegalStateException: cannot await here: a native method or a"
                                + " class initialiser is on the stack of VirtualThread["))
                .hasSize(3 - carriers);
        assertThat(output.lines()).filteredOn(line -> line.contains("seconds for a carrier")).singleElement()
                .asString().startsWith("WARNING: asyncio4j-loop-1 has waited for 0.1");
        assertThat(output.lines()).anyMatch(line -> line.contains("$Initialisers$First.<clinit>("));
    }

    /** By reflection as the JDK does it when it starts: by a native method. */
    static final class Natives {

        static String await() {
            sleep(SHORT);
            return "brought";
        }

        private static Object byReflection() throws Exception {
            return Natives.class.getDeclaredMethod("await").invoke(null);
        }

        public static void main(String[] arguments) {
            Asyncio.run(() -> gatherOutcomes(Natives::byReflection, () -> sleep(SHORT, "beside them"),
                    Natives::byReflection, Natives::byReflection).await()
                    .forEach(outcome -> print(text(outcome))));
            if (Integer.getInteger("jdk.virtualThreadScheduler.parallelism") != null) {
                awaitCarriers();
            }
            print("over");
        }
    }

    private static void assertNativesGetTheirError(ChildJvm.Output output, int refused) {
        assertThat(output.lines()).contains("over");
        assertThat(output.exitCode()).isZero();
        assertThat(output.lines()).filteredOn(line -> line
                .startsWith("IllegalStateException: cannot await here: a native method or a class initialiser"
                        + " is on the stack of "))
                .hasSize(refused);
        assertThat(output.lines()).filteredOn(line -> line.equals("awaited")).hasSize(4 - refused);
    }

    // JVA-01
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void awaitsBelowANativeMethod_asManyAsCarriers_areLentOne_andTheNextThrow(int carriers) {
        ChildJvm.Output output = run(Natives.class, carriers, NATIVE_REFLECTION);
        assertNativesGetTheirError(output, 3 - carriers);
        assertThat(output.lines()).anyMatch(line -> line.contains("seconds for a carrier"))
                .anyMatch(line -> line.contains("NativeAccessor.invoke("));
    }

    // JVA-01
    @Test
    void awaitsBelowANativeMethod_onCarriedThreads_allThrow() {
        assertNativesGetTheirError(
                ChildJvm.run(Natives.class, ChildJvm.FLAG, "-Dasyncio4j.threads=carried", NATIVE_REFLECTION),
                3);
    }

    static final class WithoutWatch {

        static class OffTheLoop {
            static final int VALUE = blocking(() -> {
                Thread.sleep(SHORT);
                return 1;
            });
        }

        public static void main(String[] arguments) {
            print("brought " + Asyncio.run(() -> OffTheLoop.VALUE));
        }
    }

    // JVA-01: also in blocking, and where nobody wants to hear of slow steps
    @Test
    void blockingInAClassInitialiser_isLentACarrierToo_alsoWhereSlowStepsAreNotWatched() {
        assertThat(run(WithoutWatch.class, 1, "-Dasyncio4j.slowCallbackDuration=never").lines())
                .contains("brought 1"); // and the warning, which may come later
    }
}
