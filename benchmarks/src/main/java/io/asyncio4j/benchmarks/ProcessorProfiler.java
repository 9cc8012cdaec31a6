package io.asyncio4j.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * What an operation costs the processors, on all threads of the process: for JMH, {@code -prof
 * io.asyncio4j.benchmarks.ProcessorProfiler}. A loop that looks before it sleeps takes time that the clock on the wall does
 * not show.
 *
 * <p>It asks the system's clock, since the JDK counts the time of a process in hundredths of a second. It calls a native
 * method for that, so the JVM wants {@link #FLAG}.
 */
public final class ProcessorProfiler implements InternalProfiler {

    public static final String FLAG = "--enable-native-access=ALL-UNNAMED";
    /** What the figure is called among the results of an iteration, in nanoseconds for one operation. */
    public static final String LABEL = "processor";

    private static final boolean ON_MAC =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
    private static final int CLOCK_PROCESS_CPUTIME_ID = ON_MAC ? 12 : 2;
    private static final int NANOS_OF_A_SECOND = 1_000_000_000;

    private final MethodHandle clockGettime;
    private final MemorySegment time;
    private long before;

    @SuppressWarnings("restricted") // FLAG
    public ProcessorProfiler() {
        Linker linker = Linker.nativeLinker();
        clockGettime = linker.downcallHandle(linker.defaultLookup().findOrThrow("clock_gettime"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        time = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG, 2);
    }

    @Override
    public String getDescription() {
        return "The processors' time for an operation, on all threads of the process";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before = nanos();
    }

    @Override
    public Collection<ScalarResult> afterIteration(BenchmarkParams benchmark, IterationParams iteration,
            IterationResult result) {
        double each = (nanos() - before) / (double) result.getMetadata().getAllOps();
        return List.of(new ScalarResult(LABEL, each, "ns/op", AggregationPolicy.AVG));
    }

    /** {@return what all threads of this process have had of the processors} */
    long nanos() {
        try {
            int failed = (int) clockGettime.invokeExact(CLOCK_PROCESS_CPUTIME_ID, time);
            if (failed != 0) {
                throw new IllegalStateException("the system does not tell the time of a process");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("clock_gettime cannot be called", e);
        }
        return time.getAtIndex(ValueLayout.JAVA_LONG, 0) * NANOS_OF_A_SECOND
                + time.getAtIndex(ValueLayout.JAVA_LONG, 1);
    }
}
