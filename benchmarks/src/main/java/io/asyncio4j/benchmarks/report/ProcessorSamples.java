package io.asyncio4j.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one of many cost the processors, in nanoseconds, gathered beside its time round by round. */
final class ProcessorSamples {

    private record Place(Work work, Side side) {}

    private final Map<Place, List<List<Double>>> samples = new LinkedHashMap<>();

    /** Adds a round. */
    void add(Work work, Side side, List<Double> nanos) {
        samples.computeIfAbsent(new Place(work, side), _ -> new ArrayList<>()).add(nanos);
    }

    List<Series> series() {
        return samples.entrySet().stream()
                .map(each -> new Series(each.getKey().work().name(), each.getKey().side(), 0,
                        each.getValue()))
                .toList();
    }
}
