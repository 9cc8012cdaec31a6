package io.asyncio4j.benchmarks;

import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.Runner;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the benchmarks share: how they are measured, and a loop of each backend that outlives the invocations.
 *
 * <p>A benchmark has a method for each side, named after it: {@code carried} and {@code portable} (asyncio4j on its
 * two thread backends), {@code kotlin} (coroutines in one {@code runBlocking}), {@code virtualThreads} (what one would
 * write with the JDK alone), {@code bare} (switches among carried virtual threads and nothing else). All sides of a
 * benchmark do the same work as often, and each counts what it has done.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {BenchmarkOnLoops.OPENS, "-Xms4g", "-Xmx4g"})
public abstract class BenchmarkOnLoops {

    static final String OPENS = "--add-opens=java.base/java.lang=ALL-UNNAMED";
    /**
     * For works that allocate a lot, next to {@link #OPENS}: has the operating system hand the heap over beforehand. Else
     * it clears a page for each that is touched for the first time, for a second or more, which is its work and not ours.
     */
    static final String PRETOUCH = "-XX:+AlwaysPreTouch";

    // Steps that hold their loop for long are what some works measure, so warnings of them are none; errors stay. The
    // field is here because a logger that nobody holds forgets its level.
    private static final Logger LOGGER = Logger.getLogger("io.asyncio4j");
    static {
        LOGGER.setLevel(Level.SEVERE);
    }

    /** The loops are made by their first run, so a side has only the one that it uses. */
    final Runner carried = runner(Threads.CARRIED);
    final Runner portable = runner(Threads.PORTABLE);

    static Runner runner(Threads threads) {
        return new Runner(EventLoop.builder().threads(threads)).cancelOn();
    }

    @TearDown
    public void closeLoops() {
        carried.close();
        portable.close();
    }

    /** Runs {@code work} in a virtual thread of the JDK's scheduler, to which all its waiting is cheap. */
    static <T> T inVirtualThread(Callable<T> work) {
        var result = new FutureTask<>(work);
        Thread.startVirtualThread(result);
        try {
            return result.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the work of the virtual threads failed", e);
        }
    }

    /** {@return what was done} A side that does less than it should would look fast, so it fails. */
    static int exactly(int expected, int done) {
        if (done != expected) {
            throw new IllegalStateException("done " + done + " times, expected " + expected);
        }
        return done;
    }
}
