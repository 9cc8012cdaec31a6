package io.asyncio4j.benchmarks.report;

import io.asyncio4j.benchmarks.net.NetWork;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * One thing that all sides do.
 *
 * @param name for {@code --only} and the JSON
 * @param title for tables
 * @param unit what its numbers are
 * @param kind how it is measured
 * @param sides who can do it
 * @param lasting whether a single invocation takes a second, so that few of them do
 * @param bars what it must reach
 */
record Work(String name, String title, Unit unit, Kind kind, Set<Side> sides, boolean lasting,
        List<Bar> bars) {

    /** How a work is measured. */
    sealed interface Kind {

        /**
         * By the methods of a JMH class that are named after the sides.
         *
         * @param size the parameter that says how many tasks there are at a time; null if that is fixed
         */
        record Jmh(Class<?> benchmark, @Nullable String size) implements Kind {}

        /** By a {@link MemoryProbe} in a JVM that is started for it, with a heap of this size. */
        record Probe(MemoryProbe.What what, int tasks, List<String> flags) implements Kind {}

        /** By a {@link StartSampler}. */
        record Start() implements Kind {}

        /** By a {@link NetSampler}. */
        record Net(NetWork work) implements Kind {}
    }

    /** A work that a JMH class does, on the sides that the class has methods for and on those of Python. */
    static Work everywhere(Class<?> benchmark, String title, Bar... bars) {
        return jmh(benchmark, title, EnumSet.of(Side.CPYTHON, Side.UVLOOP), bars);
    }

    /** A work that a JMH class does, on the sides that the class has methods for; Python does not do it. */
    static Work onJvm(Class<?> benchmark, String title, Bar... bars) {
        return jmh(benchmark, title, EnumSet.noneOf(Side.class), bars);
    }

    /** A work that is measured from outside, on just these sides. */
    static Work probe(String name, String title, Unit unit, Kind.Probe kind, Set<Side> sides, Bar... bars) {
        return new Work(name, title, unit, kind, sides, true, List.of(bars));
    }

    /** A work of sockets or subprocesses, on the sides that can do it. */
    static Work net(NetWork work, Bar... bars) {
        Unit unit = switch (work.of()) {
            case RATE -> Unit.RATE;
            case MEGABYTES -> Unit.MEGABYTES;
            case BYTES -> Unit.BYTES;
        };
        EnumSet<Side> sides = EnumSet.noneOf(Side.class);
        NetSampler.SIDES.forEach((side, its) -> {
            if (its.works().contains(work)) {
                sides.add(side);
            }
        });
        return new Work(work.key(), work.title(), unit, new Kind.Net(work), sides, false, List.of(bars));
    }

    /** {@return this work, known to take a second each time} */
    Work thatLasts() {
        return new Work(name, title, unit, kind, sides, true, bars);
    }

    /** {@return this work, told as how many operations there are in a second} */
    Work asRate() {
        return new Work(name, title, Unit.RATE, kind, sides, lasting, bars);
    }

    /** {@return the side that shows what the work costs at least; null if there is none} */
    @Nullable
    Side yardstick() {
        return Side.YARDSTICKS.stream().filter(sides::contains).findFirst().orElse(null);
    }

    private static Work jmh(Class<?> benchmark, String title, Set<Side> python, Bar... bars) {
        EnumSet<Side> sides = EnumSet.copyOf(Stream.concat(
                python.stream(), Side.OF_JVM.stream().filter(side -> hasMethod(benchmark, side))).toList());
        return new Work(nameOf(benchmark), title, Unit.NANOSECONDS,
                new Kind.Jmh(benchmark, sizeParameterOf(benchmark)), sides, false, List.of(bars));
    }

    private static boolean hasMethod(Class<?> benchmark, Side side) {
        return Arrays.stream(benchmark.getMethods()).anyMatch(
                method -> method.getName().equals(side.method())
                        && method.isAnnotationPresent(Benchmark.class));
    }

    private static @Nullable String sizeParameterOf(Class<?> benchmark) {
        return Arrays.stream(benchmark.getDeclaredFields())
                .filter(field -> field.isAnnotationPresent(Param.class)).map(field -> field.getName())
                .findFirst()
                .orElse(null);
    }

    /** {@code SpawnAwaitBenchmark} is {@code spawn-await}. */
    private static String nameOf(Class<?> benchmark) {
        return benchmark.getSimpleName().replaceAll("Benchmark$", "").replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
    }
}
