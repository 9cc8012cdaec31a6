package io.asyncio4j.benchmarks.report;

import io.asyncio4j.benchmarks.Divisible;
import io.asyncio4j.benchmarks.ProcessorProfiler;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * One fork of JMH with one method, the one that is named after the side. At a coarse pace the JVM of the first one leaves an
 * archive of the classes that it has loaded, most of them JMH's and the library's, so that the others start in less time.
 */
final class JmhSampler implements Sampler, AutoCloseable {

    private final Pace pace;
    private final ProcessorSamples processor;
    private final Path archive;

    /**
     * @param processor gets the processors' time of the works that it is told of
     */
    JmhSampler(Pace pace, ProcessorSamples processor) throws IOException {
        this.pace = pace;
        this.processor = processor;
        archive = Files.createTempDirectory("asyncio4j-bench").resolve("classes.jsa");
    }

    @Override
    public List<Double> sample(Work work, Side side, int size) throws SampleException {
        var kind = (Work.Kind.Jmh) work.kind();
        Class<?> benchmark = kind.benchmark();
        int share = size == 0 && Divisible.class.isAssignableFrom(benchmark) ? pace.share() : 1;
        boolean withProcessor = Works.PROCESSOR.contains(work) && size == 0;
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + benchmark.getName().replace(".", "\\.") + "\\." + side.method() + "$")
                .forks(1).warmupForks(0)
                .jvmArgsPrepend(jvmArgs(share, withProcessor))
                .jvmArgsAppend(withHeap(benchmark.getAnnotation(Fork.class)))
                .warmupIterations(pace.warmups(work))
                .warmupTime(TimeValue.milliseconds(pace.warmUpMillis()))
                .measurementIterations(pace.iterations(work))
                .measurementTime(TimeValue.milliseconds(pace.iterationMillis()))
                .timeout(TimeValue.seconds(pace.perWork().toSeconds()))
                .shouldFailOnError(true).verbosity(VerboseMode.SILENT);
        if (size > 0) {
            options.param(Objects.requireNonNull(kind.size()), Integer.toString(size));
        }
        if (withProcessor) {
            options.addProfiler(ProcessorProfiler.class);
        }
        try {
            List<IterationResult> iterations = iterations(new Runner(options.build()).run());
            if (withProcessor) {
                processor.add(work, side, iterations.stream()
                        .map(each -> Objects
                                .requireNonNull(each.getSecondaryResults().get(ProcessorProfiler.LABEL))
                                .getScore())
                        .toList());
            }
            return iterations.stream().map(each -> share * each.getPrimaryResult().getScore()).toList();
        } catch (RunnerException e) {
            throw new SampleException(
                    work.name() + " on " + side.title() + " failed in JMH: " + reason(e)
                            + "\n  to see it: java -cp benchmarks/target/benchmarks.jar org.openjdk.jmh.Main "
                            + benchmark.getSimpleName() + "." + side.method(),
                    e);
        }
    }

    private String[] jvmArgs(int share, boolean withProcessor) {
        var args = new ArrayList<String>();
        args.add("--sun-misc-unsafe-memory-access=allow"); // which JMH itself makes use of
        args.add("-D" + Divisible.PROPERTY + "=" + share);
        if (withProcessor) {
            args.add(ProcessorProfiler.FLAG); // an archive does not go with it
        } else if (pace.isCoarse() && isJar(System.getProperty("java.class.path"))) {
            args.add("-Xlog:disable"); // what the JVM says about an archive is not for the reader of a report
            args.add("-XX:+AutoCreateSharedArchive");
            args.add("-XX:SharedArchiveFile=" + archive);
        }
        return args.toArray(String[]::new);
    }

    // nor with folders
    private static boolean isJar(String classPath) {
        return classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator);
    }

    private String[] withHeap(Fork fork) {
        return Stream.of(fork.jvmArgsAppend())
                .map(each -> each.replaceAll("^(-Xm[sx]).*", "$1" + pace.heap())).toArray(String[]::new);
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause() != null ? failure.getCause() : failure;
        return cause.getMessage() != null ? cause.getMessage() : cause.toString();
    }

    private static List<IterationResult> iterations(Collection<RunResult> runs) throws SampleException {
        List<IterationResult> iterations = runs.stream()
                .flatMap(run -> run.getBenchmarkResults().stream())
                .flatMap(fork -> fork.getIterationResults().stream()).toList();
        if (iterations.isEmpty()) {
            throw new SampleException("JMH has measured nothing");
        }
        return iterations;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(archive);
            Files.deleteIfExists(Objects.requireNonNull(archive.getParent()));
        } catch (IOException e) {
            // the system's to remove
        }
    }
}
