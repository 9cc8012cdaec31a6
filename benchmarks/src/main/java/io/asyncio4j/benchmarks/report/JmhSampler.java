package io.asyncio4j.benchmarks.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** One fork of JMH with one method, the one that is named after the side. */
final class JmhSampler implements Sampler {

    private final Pace pace;

    JmhSampler(Pace pace) { this.pace = pace; }

    @Override
    public List<Double> sample(Work work, Side side, int size) throws SampleException {
        var kind = (Work.Kind.Jmh) work.kind();
        Class<?> benchmark = kind.benchmark();
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + benchmark.getName().replace(".", "\\.") + "\\." + side.method() + "$")
                .forks(1).warmupForks(0)
                .jvmArgsPrepend("--sun-misc-unsafe-memory-access=allow") // which JMH itself makes use of
                .warmupIterations(pace.warmups(work))
                .warmupTime(TimeValue.milliseconds(pace.iterationMillis()))
                .measurementIterations(pace.iterations(work))
                .measurementTime(TimeValue.milliseconds(pace.iterationMillis()))
                .timeout(TimeValue.seconds(pace.perWork().toSeconds()))
                .shouldFailOnError(true).verbosity(VerboseMode.SILENT);
        if (size > 0) {
            options.param(Objects.requireNonNull(kind.size()), Integer.toString(size));
        }
        try {
            return samples(new Runner(options.build()).run());
        } catch (RunnerException e) {
            throw new SampleException(
                    work.name() + " on " + side.title() + " failed in JMH: " + reason(e)
                            + "\n  to see it: java -cp benchmarks/target/benchmarks.jar org.openjdk.jmh.Main "
                            + benchmark.getSimpleName() + "." + side.method(),
                    e);
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause() != null ? failure.getCause() : failure;
        return cause.getMessage() != null ? cause.getMessage() : cause.toString();
    }

    private static List<Double> samples(Collection<RunResult> runs) throws SampleException {
        var samples = new ArrayList<Double>();
        for (RunResult run : runs) {
            for (BenchmarkResult fork : run.getBenchmarkResults()) {
                for (IterationResult iteration : fork.getIterationResults()) {
                    samples.add(iteration.getPrimaryResult().getScore());
                }
            }
        }
        if (samples.isEmpty()) {
            throw new SampleException("JMH has measured nothing");
        }
        return samples;
    }
}
