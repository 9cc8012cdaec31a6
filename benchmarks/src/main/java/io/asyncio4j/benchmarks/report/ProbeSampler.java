package io.asyncio4j.benchmarks.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A JVM that is started for one {@link MemoryProbe}. */
final class ProbeSampler implements Sampler {

    private final Pace pace;

    ProbeSampler(Pace pace) { this.pace = pace; }

    @Override
    public List<Double> sample(Work work, Side side, int size) throws SampleException, InterruptedException {
        var kind = (Work.Kind.Probe) work.kind();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(kind.flags());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MemoryProbe.class.getName(),
                kind.what().name(), side.name(), Integer.toString(kind.tasks())));
        String out;
        try {
            out = Processes.run(command, pace.perProbe());
        } catch (SampleException e) {
            throw new SampleException(
                    String.format(Locale.ROOT, "%s on %s, with %s: %s", work.name(), side.title(),
                            String.join(" ", kind.flags()), e.getMessage()),
                    e);
        }
        try {
            return List.of(Double.valueOf(out.strip()));
        } catch (NumberFormatException e) {
            throw new SampleException(work.name() + " on " + side.title() + " printed no number: " + out, e);
        }
    }
}
