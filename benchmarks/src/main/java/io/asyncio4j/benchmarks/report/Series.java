package io.asyncio4j.benchmarks.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * What was measured of one work on one side.
 *
 * @param work the work's name
 * @param side who did it
 * @param size how many tasks, where that is what varies; otherwise 0
 * @param rounds for each round the raw samples, in the work's unit, in the order in which they were taken; a round
 *     that went wrong is not there
 */
@JsonIgnoreProperties(ignoreUnknown = true) // the summaries that are written with it
record Series(String work, Side side, int size, List<List<Double>> rounds) {

    /** {@return the median of each round} */
    List<Double> medians() {
        return rounds.stream().map(Summary::median).toList();
    }

    Summary summary() {
        return Summary.of(medians());
    }
}
