package io.asyncio4j.benchmarks.report;

import java.util.List;

/** Takes samples of a work on a side, in a process of its own. */
interface Sampler {

    /**
     * {@return at least one sample, in the work's unit} It can take as long as the work needs.
     *
     * @param size how many tasks, or 0 for the work's own number
     * @throws SampleException if the process failed or did not end in time; its message is for people
     */
    List<Double> sample(Work work, Side side, int size) throws SampleException, InterruptedException;
}
