package io.asyncio4j.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The yardstick: virtual threads on a queue of this thread's own, yielding in turns, and nothing else. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-opens", "java.base/java.lang=ALL-UNNAMED"})
public class BareSwitchBenchmark {

    private static final int MANY = 100_000;
    private static final int THREADS = 1_000;
    private static final MethodHandle NEW_VIRTUAL_THREAD = newVirtualThread();

    @Benchmark
    @OperationsPerInvocation(MANY)
    public void switchAmongThreads() throws Throwable {
        var queue = new ArrayDeque<Runnable>(THREADS + 1);
        Executor carrier = queue::add;
        for (int i = 0; i < THREADS; i++) {
            var thread = (Thread) NEW_VIRTUAL_THREAD.invokeExact(
                    carrier, "", 0, (Runnable) () -> giveWay(MANY / THREADS));
            thread.start();
        }
        for (Runnable next; (next = queue.poll()) != null;) {
            next.run();
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // the switch is what is measured
    private static void giveWay(int times) {
        for (int i = 0; i < times; i++) {
            Thread.yield();
        }
    }

    private static MethodHandle newVirtualThread() {
        try {
            return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
                    .findStatic(
                            Class.forName("java.lang.ThreadBuilders"),
                            "newVirtualThread",
                            MethodType.methodType(
                                    Thread.class, Executor.class, String.class, int.class, Runnable.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
