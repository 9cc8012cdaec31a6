package io.asyncio4j.benchmarks;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs each side of each benchmark once, since nobody notices a benchmark that fails until figures are wanted. */
class BenchmarksTest {

    /** What JMH would run: "SwitchBenchmark.carried" and so on. */
    static final List<String> SIDES = BenchmarkList.defaultList()
            .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
            .stream()
            .map(found -> found.getUsername().substring(BenchmarksTest.class.getPackageName().length() + 1))
            .sorted()
            .toList();

    @Test
    @Timeout(value = 600, threadMode = ThreadMode.SEPARATE_THREAD)
    void eachSideDoesAllItsWork() {
        List<String> failures = SIDES.parallelStream().flatMap(side -> failureOf(side).stream()).toList();

        assertThat(failures).isEmpty();
    }

    @Test
    void eachKindOfWorkIsWrittenForAllSides() {
        Map<String, Set<String>> sides = SIDES.stream()
                .collect(groupingBy(
                        BenchmarksTest::classOf, mapping(BenchmarksTest::methodOf, toSet())));

        assertThat(sides.remove("TwoLoopsBenchmark")).containsExactlyInAnyOrder("carried", "oneLoop");
        assertThat(sides.remove("WorkerPoolTwoLoopsBenchmark")).containsExactlyInAnyOrder("carried",
                "oneLoop");
        assertThat(sides.remove("SwitchAfterMixBenchmark")).containsExactlyInAnyOrder("carried", "portable",
                "fresh", "freshPortable");
        assertThat(sides.remove("FlightLogBenchmark")).containsExactlyInAnyOrder("alone", "watched",
                "afterwards");
        // Kotlin has no such call: its way off the dispatcher is another dispatcher
        for (String offTheLoop : List.of("AwaitStageBenchmark", "BlockingBenchmark", "ToThreadBenchmark",
                "SlowCallBenchmark")) {
            assertThat(sides.remove(offTheLoop)).containsExactlyInAnyOrder("carried", "portable",
                    "virtualThreads");
        }
        assertThat(sides).hasSize(17);
        assertThat(sides).allSatisfy((type, methods) -> assertThat(methods)
                .contains("carried", "portable", "kotlin", "virtualThreads")
                .isSubsetOf("carried", "portable", "kotlin", "virtualThreads", "bare"));
    }

    @Test
    void aSideThatHasNotDoneItsWorkFails() {
        assertThatIllegalStateException()
                .isThrownBy(() -> BenchmarkOnLoops.exactly(100, 99))
                .withMessage("done 99 times, expected 100");
    }

    /** What went wrong; nothing if it has done its work, of which each invocation makes sure itself. */
    private static Optional<String> failureOf(String side) {
        try {
            Class<?> type = Class.forName(BenchmarksTest.class.getPackageName() + "." + classOf(side));
            var benchmark = (BenchmarkOnLoops) type.getConstructor().newInstance();
            type.getMethod(methodOf(side)).invoke(benchmark);
            benchmark.closeLoops();
            return Optional.empty();
        } catch (InvocationTargetException e) {
            return Optional.of(side + ": " + e.getCause());
        } catch (ReflectiveOperationException e) {
            return Optional.of(side + ": " + e);
        }
    }

    private static String classOf(String side) {
        return side.substring(0, side.indexOf('.'));
    }

    private static String methodOf(String side) {
        return side.substring(side.indexOf('.') + 1);
    }
}
