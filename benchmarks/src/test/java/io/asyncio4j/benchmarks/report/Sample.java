package io.asyncio4j.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Results that were not measured. */
final class Sample {

    static final Machine MACHINE = new Machine("Linux 6", "amd64", "Some Processor", 2, 8L << 30,
            new ProcessorTime.Disturbance(0.02, 0));

    private final List<Series> works = new ArrayList<>();
    private final List<Series> processor = new ArrayList<>();
    private final List<Series> scaling = new ArrayList<>();
    private final List<Series> coldStart = new ArrayList<>();
    private final List<Series> net = new ArrayList<>();
    private final List<Series> netProcessor = new ArrayList<>();
    private final List<Results.Failure> failures = new ArrayList<>();

    static Work work(String name) {
        return Stream.concat(Works.ALL.stream(), Works.NET.stream()).filter(work -> work.name().equals(name))
                .findFirst().orElseThrow();
    }

    Sample with(String work, Side side, double... rounds) {
        works.add(new Series(work, side, 0, Arrays.stream(rounds).mapToObj(List::of).toList()));
        return this;
    }

    /** One round of what it takes, and of what it costs the processors. */
    Sample withProcessor(String work, Side side, double nanos, double processorNanos) {
        processor.add(new Series(work, side, 0, List.of(List.of(processorNanos))));
        return with(work, side, nanos);
    }

    Sample withScaling(String work, Side side, int size, double... rounds) {
        scaling.add(new Series(work, side, size, Arrays.stream(rounds).mapToObj(List::of).toList()));
        return this;
    }

    Sample withColdStart(Side side, double... millis) {
        coldStart.add(new Series("cold-start", side, 0,
                Arrays.stream(millis).mapToObj(each -> List.of(each * 1e6)).toList()));
        return this;
    }

    /** One round of what one of many takes, and of what it costs the server's processor. */
    Sample withNet(String work, Side side, double nanos, double processorNanos) {
        net.add(new Series(work, side, 0, List.of(List.of(nanos))));
        netProcessor.add(new Series(work, side, 0, List.of(List.of(processorNanos))));
        return this;
    }

    Sample withFailure(String work, Side side, String message) {
        failures.add(new Results.Failure(work, side, 0, message));
        return this;
    }

    Results results() {
        return new Results("2026-01-02T03:04:05Z", "full", 12.34, MACHINE, Map.of("Java", "25"),
                List.of("No uvloop."), failures, works, processor, scaling, coldStart, net, netProcessor);
    }
}
